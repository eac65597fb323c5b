"""Which single number would alter the top three."""

from collections.abc import Sequence

from meetups.recommender.facts import ActivityFacts, Answers
from meetups.recommender.questions import accepted, answers_from
from meetups.recommender.rank import recommend
from meetups.recommender.rules import SHIPPED, RuleBook
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.rule_values import NUMBERS, value_of, with_values
from meetups.suggestions.sensitivity import Number, Top, points_that_tip, tipping_points
from tests.recommender.builders import activity
from tests.suggestions.answers import CALM, THREATENED

HERE = Answers(situation="here", goal="meet", tension=0, contacts="few", budget=100)


def formats() -> list[ActivityFacts]:
    """Five that fit, each by something else, and one that drops out."""
    fits = {"situations": {"here": 2}, "tension_ideal": frozenset({0}), "cost_min": 0}
    goals = {"meet": 3}
    made = [
        activity(slug="a", family="food", goals=goals, **fits),
        activity(slug="b", family="food", goals=goals, evidence="strong", **fits),
        activity(slug="c", family="food", goals=goals, rhythm="series", **fits),
        activity(slug="d", family="pair", goals={"meet": 2}, **{**fits, "situations": {"here": 3}}),
        activity(slug="e", family="talk", goals=goals, **{**fits, "cost_min": 150}),
    ]
    return [*made, activity(slug="x", **{**fits, "situations": {}})]


def top_with(activities: Sequence[ActivityFacts], key: str, value: Number) -> Top:
    return recommend(HERE, activities, RuleBook(with_values(SHIPPED.data, {key: value}))).top


def to_the_bound(key: str, direction: int) -> list[Number]:
    """Every value from beside the one we ship to the bound."""
    bounds, now = NUMBERS[key], value_of(SHIPPED.data, key)
    end = bounds.high if direction > 0 else bounds.low
    steps = int(round(abs(end - now) / bounds.step, 6))
    return [round(now + direction * bounds.step * number, 2) for number in range(1, steps + 1)]


def test_it_finds_what_trying_everything_finds() -> None:
    activities = formats()
    before = recommend(HERE, activities, SHIPPED).top
    rules = (
        "S1.",
        "S5.",
        "S6.",
        "S10.points",
        "S13.points.few",
        "S14.",
        "pick.max",
        "pick.minimum_f",
    )
    tried_out = [key for key in NUMBERS if key.startswith(rules)]
    expected = {}
    for key in tried_out:
        for direction in (1, -1):
            tried = ((v, top_with(activities, key, v)) for v in to_the_bound(key, direction))
            first = next(((v, top) for v, top in tried if top != before), None)
            if first:
                expected[key, direction] = first
    found = [p for p in points_that_tip(HERE, activities, SHIPPED) if p.key in tried_out]
    assert {(p.key, 1 if p.after > p.before else -1): (p.after, p.top) for p in found} == expected
    assert {"S14.points", "S1.points.3", "pick.max_same_family_in_top3"} <= {p.key for p in found}


def test_the_smallest_change_comes_first_and_all_stay_within_bounds() -> None:
    found = points_that_tip(HERE, formats(), SHIPPED)
    steps = [round(abs(p.after - p.before) / NUMBERS[p.key].step, 6) for p in found]
    assert steps == sorted(steps)
    assert all(NUMBERS[p.key].low <= p.after <= NUMBERS[p.key].high for p in found)
    assert all(p.before == value_of(SHIPPED.data, p.key) for p in found)


def test_one_format_alone_can_only_fall_below_what_is_needed() -> None:
    found = points_that_tip(HERE, formats()[:1], SHIPPED)
    assert {point.top for point in found} == {()}
    assert not points_that_tip(HERE, formats()[5:], SHIPPED)


def test_what_drops_out_for_safety_never_comes_back(catalogue: CatalogueSnapshot) -> None:
    answers = accepted(THREATENED)
    found = tipping_points(answers, catalogue)
    advice = recommend(answers_from(answers), catalogue.facts, SHIPPED)
    out = {s.slug for s in advice.not_now if s.reasons[0].code.startswith("H")}
    assert out
    assert found.shifts
    for shift in found.shifts:
        assert out.isdisjoint(shift.point.top)


def test_a_shift_says_who_comes_and_goes(catalogue: CatalogueSnapshot) -> None:
    answers = accepted(CALM)
    found = tipping_points(answers, catalogue)
    before = [row.slug for row in found.top]
    moved = 0
    for shift in found.shifts:
        after = [row.slug for row in shift.top]
        assert after == list(shift.point.top) != before
        assert {row.slug for row in shift.comes} == set(after) - set(before)
        assert {row.slug for row in shift.goes} == set(before) - set(after)
        moved += bool(shift.comes)
        book = RuleBook(with_values(SHIPPED.data, {shift.point.key: shift.point.after}))
        told = answers_from(answers)
        assert list(recommend(told, catalogue.facts, book).top) == after
    assert moved
