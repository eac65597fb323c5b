"""What holds for any answers and any activity types, also those that nobody has written yet."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.recommender.facts import LISTS, ActivityFacts, Answers, Suggestion
from meetups.recommender.questions import BY_SLUG, QUESTIONS, Question, answers_from
from meetups.recommender.rank import recommend
from meetups.recommender.rules import RULES
from tests.recommender.builders import catalogue, everything_in

Raw = dict[str, tuple[str, ...]]

CATALOGUE = catalogue()
TENSIONS = [option.slug for option in BY_SLUG["tension"].options]
CONCERNS = ["threats-violence", "police-case", "targeted", "fear", "agitators"]
SITUATIONS = [option.slug for option in BY_SLUG["situation"].options]
KINDS = [option.slug for option in BY_SLUG["support"].options]
AGES = [option.slug for option in BY_SLUG["ages"].options]


def options_of(question: Question) -> st.SearchStrategy[tuple[str, ...]]:
    slugs = [option.slug for option in question.options]
    if question.type == "single":
        return st.sampled_from(slugs).map(lambda slug: (slug,))
    together = [slug for slug in slugs if slug not in question.exclusive_options]
    several = st.lists(
        st.sampled_from(together), min_size=1, max_size=question.most, unique=True
    ).map(tuple)
    alone = [(slug,) for slug in question.exclusive_options]
    return st.sampled_from(alone) | several if alone else several


@st.composite
def raw_answers(draw: st.DrawFn) -> Raw:
    """Answers to any of the questions, also strange combinations of them."""
    return {
        question.slug: draw(options_of(question)) for question in QUESTIONS if draw(st.booleans())
    }


def subsets(values: list[str], least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    return st.sets(st.sampled_from(values), min_size=least).map(frozenset)


@st.composite
def invented(draw: st.DrawFn) -> ActivityFacts:
    """An activity type of the catalogue with a good deal of it changed."""
    lowest, highest = sorted(draw(st.tuples(st.integers(0, 4), st.integers(0, 4))))
    kinds = tuple(sorted(draw(subsets(KINDS, 1))))
    modes = sorted({facts.contact_mode for facts in CATALOGUE})
    changes: dict[str, Any] = {
        "slug": draw(st.sampled_from([f.slug for f in CATALOGUE] + ["new-one", "another-one"])),
        "contact_mode": draw(st.sampled_from(modes)),
        "between_groups": draw(st.booleans()),
        "situations": draw(st.dictionaries(st.sampled_from(SITUATIONS), st.integers(0, 3))),
        "tension_min": lowest,
        "tension_max": highest,
        "tension_ideal": frozenset(range(lowest, highest + 1)),
        "open_stage": draw(st.booleans()),
        "exposes_minority": draw(st.booleans()),
        "professional_level": draw(st.sampled_from(["none", "recommended", "required"])),
        "professional_kinds": kinds,
        "professional_match": draw(st.sampled_from(["any", "all"])),
        "required_from_level": draw(st.none() | st.integers(0, 4)),
        "required_from_kinds": kinds,
        "required_ages": draw(subsets(AGES)),
        "cost_min": draw(st.integers(0, 3000)),
        "weeks_min": draw(st.integers(0, 20)),
    }
    return replace(draw(st.sampled_from(CATALOGUE)), **changes)


activity_types = st.lists(
    st.sampled_from(CATALOGUE) | invented(), max_size=6, unique_by=lambda facts: facts.slug
)
examples = settings(max_examples=60, deadline=None, derandomize=True)


def by_slug(answers: Answers, activities: list[ActivityFacts]) -> dict[str, Suggestion]:
    return {s.slug: s for s in everything_in(recommend(answers, activities))}


def spoken(suggestion: Suggestion, kinds: str) -> set[str]:
    return {reason.code for reason in suggestion.reasons if reason.code[0] in kinds}


@examples
@given(raw=raw_answers(), activities=activity_types)
def test_each_activity_type_stands_in_one_list_and_its_score_adds_up(
    raw: Raw, activities: list[ActivityFacts]
) -> None:
    advice = recommend(answers_from(raw), activities)
    suggestions = everything_in(advice)
    assert sorted(s.slug for s in suggestions) == sorted(facts.slug for facts in activities)
    for name in LISTS:
        assert all(s.list_name == name for s in getattr(advice, name))
        scores = [s.score for s in getattr(advice, name)]
        assert scores == sorted(scores, reverse=True)
    for suggestion in suggestions:
        assert suggestion.score == sum(reason.points for reason in suggestion.reasons)
        codes = [reason.code for reason in suggestion.reasons]
        assert len(codes) == len(set(codes))


@examples
@given(raw=raw_answers(), activities=activity_types)
def test_the_reasons_explain_the_list(raw: Raw, activities: list[ActivityFacts]) -> None:
    for suggestion in by_slug(answers_from(raw), activities).values():
        if spoken(suggestion, "EHP"):
            expected = "not_now"
        elif "N1" in spoken(suggestion, "N"):
            expected = "arrange_first"
        else:
            expected = "later" if spoken(suggestion, "L") else "fits_now"
        assert suggestion.list_name == expected


@examples
@given(raw=raw_answers(), activities=activity_types)
def test_tips_are_the_best_that_fit_with_variety(raw: Raw, activities: list[ActivityFacts]) -> None:
    advice = recommend(answers_from(raw), activities)
    order = [s.slug for s in advice.fits_now]
    family = {s.slug: s.family for s in advice.fits_now}
    chosen = advice.top + advice.reserves
    assert len(set(chosen)) == len(chosen)
    assert list(advice.top) == [slug for slug in order if slug in advice.top]
    assert list(advice.reserves) == [slug for slug in order if slug not in advice.top][:2]
    families = [family[slug] for slug in advice.top]
    assert len(families) <= 3
    assert all(families.count(name) <= 2 for name in families)
    for slug in order:
        if slug not in advice.top and len(advice.top) < 3:
            assert families.count(family[slug]) == 2


@examples
@given(raw=raw_answers(), activities=activity_types)
def test_an_exclusion_beats_any_points(raw: Raw, activities: list[ActivityFacts]) -> None:
    """Everything that brings points and no rule excludes by, at its best, changes nothing."""
    best: dict[str, Any] = {
        "goals": {option.slug: 3 for option in BY_SLUG["goal"].options},
        "conditions": dict.fromkeys(CATALOGUE[0].conditions, 3),
        "evidence": "strong",
        "organisers_min": 0,
        "cost_min": 0,
        "rhythm": "series",
        "sessions_typical": 50,
        "dividing_lines": frozenset(o.slug for o in BY_SLUG["groups"].options),
    }
    answers = answers_from(raw)
    before = by_slug(answers, activities)
    after = by_slug(answers, [replace(facts, **best) for facts in activities])
    for slug, suggestion in before.items():
        if spoken(suggestion, "EH"):
            assert suggestion.list_name == after[slug].list_name == "not_now"
            assert spoken(after[slug], "EH") == spoken(suggestion, "EH")


@st.composite
def from_bad_to_worse(draw: st.DrawFn) -> tuple[Raw, Raw]:
    """Twice the same answers, the second time with a higher tension or one more concern."""
    mild, tense = sorted(draw(st.tuples(st.integers(0, 4), st.integers(0, 4))))
    before = draw(raw_answers()) | {"tension": (TENSIONS[mild],)}
    if mild < tense:
        return before, before | {"tension": (TENSIONS[tense],)}
    kept = tuple(slug for slug in before.get("safety", ()) if slug in CONCERNS)
    return before, before | {"safety": (*kept, draw(st.sampled_from(CONCERNS)))}


@examples
@given(raws=from_bad_to_worse(), activities=activity_types)
def test_more_tension_or_danger_lifts_no_exclusion(
    raws: tuple[Raw, Raw], activities: list[ActivityFacts]
) -> None:
    """No exclusion (E, H), help to arrange (N1) or wait (L) goes away when things get worse.

    So an excluded activity type stays in "not now", and one that was set apart does not come back
    to "fits now". Too few points (P1) is no exclusion: it compares with the best that is left.
    """
    before, after = (by_slug(answers_from(raw), activities) for raw in raws)
    for slug, suggestion in before.items():
        assert spoken(suggestion, "EHL") <= spoken(after[slug], "EHL")
        assert "N1" not in spoken(suggestion, "N") or "N1" in spoken(after[slug], "N")
        if spoken(suggestion, "EH"):
            assert after[slug].list_name == "not_now"
        elif suggestion.list_name in ("arrange_first", "later"):
            assert after[slug].list_name != "fits_now"


@examples
@given(raw=raw_answers(), activities=activity_types)
def test_after_incidents_only_safe_activity_types_fit(
    raw: Raw, activities: list[ActivityFacts]
) -> None:
    for tension in ("incidents", "acute"):
        advice = recommend(answers_from(raw | {"tension": (tension,)}), activities)
        assert {s.slug for s in advice.fits_now} <= set(RULES["safe_with_threats"])


@examples
@given(raw=raw_answers(), activities=activity_types, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    raw: Raw, activities: list[ActivityFacts], shuffled: Any
) -> None:
    others = list(activities)
    shuffled.shuffle(others)
    answers = answers_from(raw)
    assert recommend(answers, others) == recommend(answers, activities)
    assert recommend(answers, iter(activities)) == recommend(answers, activities)


@examples
@given(raw=raw_answers(), activities=activity_types)
def test_unknown_equals_unanswered(raw: Raw, activities: list[ActivityFacts]) -> None:
    told = {slug: chosen for slug, chosen in raw.items() if chosen not in (("unknown",), ("any",))}
    untold: Raw = {
        question.slug: ("unknown",)
        for question in QUESTIONS
        if question.slug not in told and "unknown" in {o.slug for o in question.options}
    }
    advice = recommend(answers_from(told), activities)
    assert advice == recommend(answers_from(told | untold), activities)
    assert advice == recommend(answers_from(raw), activities)
