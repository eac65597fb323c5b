"""Which formats make it into an advice, in which order, and when nothing fits."""

import subprocess
import sys
from typing import Any

import pytest

from meetups.recommender.facts import ActivityFacts, Advice, Answers
from meetups.recommender.rank import recommend
from tests.recommender.builders import ROOT, activity, judged

MEET = Answers(situation="good-vibe", goal="meet")


STRENGTHS = {
    10: (1, 0),
    20: (2, 0),
    26: (2, 1),
    30: (3, 0),
    32: (2, 2),
    36: (3, 1),
    38: (2, 3),
    42: (3, 2),
    48: (3, 3),
}


def worth(points: int, slug: str, *, score: int | None = None, **changes: Any) -> ActivityFacts:
    """An activity type that gets these points for situation and goal, and this score in all."""
    situation, goal = STRENGTHS[points]
    base = {"family": slug, "situations": {"good-vibe": situation}, "goals": {"meet": goal}}
    found = activity(slug=slug, **base | changes)
    assert judged(MEET, found).score == (score or points)
    return found


def fitting(advice: Advice) -> list[tuple[str, int]]:
    return [(suggestion.slug, suggestion.score) for suggestion in advice.fits_now]


def test_the_best_come_first_three_tips_and_two_reserves() -> None:
    scores = {"a": 32, "b": 48, "c": 36, "d": 42, "e": 38, "f": 30}
    advice = recommend(MEET, [worth(score, slug) for slug, score in scores.items()])
    assert fitting(advice) == [("b", 48), ("d", 42), ("e", 38), ("c", 36), ("a", 32), ("f", 30)]
    assert advice.top == ("b", "d", "e")
    assert advice.reserves == ("c", "a")
    assert advice.arrange_first == advice.later == advice.not_now == ()


def test_no_more_than_two_tips_of_one_family() -> None:
    kin = {"a": 48, "b": 42, "c": 38, "d": 36}
    family = [worth(score, slug, family="food") for slug, score in kin.items()]
    assert recommend(MEET, family).top == ("a", "b")
    assert recommend(MEET, family).reserves == ("c", "d")
    mixed = recommend(MEET, [*family, worth(32, "e")])
    assert mixed.top == ("a", "b", "e")
    assert mixed.reserves == ("c", "d")


@pytest.mark.parametrize(("scores", "fits"), [((26, 30), 2), ((20, 30), 1), ((20, 10), 0)])
def test_less_than_25_points_is_too_few(scores: tuple[int, ...], fits: int) -> None:
    advice = recommend(MEET, [worth(score, f"s{score}") for score in scores])
    assert len(advice.fits_now) == fits
    weak = [s for s in advice.not_now if s.score < 25]
    assert len(weak) + fits == len(scores)
    best = max(scores)
    for suggestion in weak:
        first = suggestion.reasons[0]
        assert (first.code, first.points) == ("P1", 0)
        assert first.values == {"score": suggestion.score, "needed": 25, "best": best}


def test_less_than_six_tenths_of_the_best_is_too_few() -> None:
    best = worth(48, "best", evidence="strong", rhythm="series", score=55)
    enough = worth(30, "enough", rhythm="series", score=33)
    short = worth(30, "short", evidence="promising", score=32)
    advice = recommend(MEET, [short, enough, best])
    assert fitting(advice) == [("best", 55), ("enough", 33)]
    assert [s.slug for s in advice.not_now] == ["short"]
    assert advice.not_now[0].reasons[0].values == {"score": 32, "needed": 33, "best": 55}


def test_the_best_that_counts_is_one_that_fits_now() -> None:
    late = worth(48, "late", weeks_min=9)
    answers = Answers(situation="good-vibe", goal="meet", lead_time=8)
    advice = recommend(answers, [late, worth(26, "soon")])
    assert fitting(advice) == [("soon", 26)]
    assert [s.slug for s in advice.later] == ["late"]


def test_a_lower_list_keeps_what_scores_low() -> None:
    low = {"situations": {"good-vibe": 1}, "goals": {}}
    helped = activity(
        slug="helped", professional_level="required", professional_kinds=("police",), **low
    )
    answers = Answers(situation="good-vibe", goal="meet", support=frozenset(), lead_time=8)
    advice = recommend(answers, [helped, activity(slug="late", weeks_min=9, **low)])
    assert [s.slug for s in advice.arrange_first] == ["helped"]
    assert [s.slug for s in advice.later] == ["late"]


def test_exclusions_come_before_help_and_help_before_time() -> None:
    needs = {"professional_level": "required", "professional_kinds": ("police",), "weeks_min": 9}
    answers = Answers(support=frozenset(), lead_time=8, place="outdoor")
    excluded = judged(answers, activity(**needs))
    assert excluded.list_name == "not_now"
    assert [r.code for r in excluded.reasons] == ["H10", "N1", "L1"]
    helped = judged(answers, activity(**needs, places=frozenset({"outdoor"})))
    assert helped.list_name == "arrange_first"
    assert [r.code for r in helped.reasons] == ["N1", "L1"]


def test_ties_go_by_situation_then_cost_then_weeks_then_slug() -> None:
    strong = activity(slug="z-strong", situations={"good-vibe": 3}, goals={"meet": 1})
    same = {"situations": {"good-vibe": 2}, "evidence": "strong", "goals": {"meet": 2}}
    cheap = activity(slug="y-cheap", cost_min=10, **same)
    quick = activity(slug="x-quick", weeks_min=1, **same)
    rest = [activity(slug=slug, **same) for slug in ("b", "a")]
    advice = recommend(MEET, [*rest, quick, cheap, strong])
    assert fitting(advice) == [
        ("z-strong", 36),
        ("y-cheap", 36),
        ("x-quick", 36),
        ("a", 36),
        ("b", 36),
    ]


@pytest.mark.parametrize(
    ("answers", "notices"),
    [
        (Answers(), ()),
        (Answers(tension=1), ()),
        (Answers(tension=2), ("check-safety",)),
        (Answers(tension=2, safety=frozenset()), ()),
        (Answers(tension=3, safety=frozenset({"fear"})), ("aftercare-first",)),
        (Answers(situation="after-incident"), ("aftercare-first",)),
        (Answers(situation="after-incident", tension=0), ("aftercare-first",)),
        (Answers(situation="group-tension", tension=0), ()),
        (Answers(tension=4, safety=frozenset()), ("acute-stop",)),
        (Answers(tension=4), ("acute-stop", "check-safety")),
        (Answers(tension=0, safety=frozenset({"threats-violence"})), ("refer-professional",)),
        (
            Answers(tension=3, safety=frozenset({"police-case"})),
            ("aftercare-first", "refer-professional"),
        ),
    ],
)
def test_notices_about_safety(answers: Answers, notices: tuple[str, ...]) -> None:
    assert recommend(answers, []).notices == notices


def test_notices_about_the_tips_look_at_the_top_three_only() -> None:
    within = {"contact_mode": "within-group", "between_groups": False}
    series = {"rhythm": "series", "goals": {"meet": 0}, "situations": {"good-vibe": 3}}

    def best(slug: str, strength: str) -> ActivityFacts:
        return activity(slug=slug, family=slug, evidence=strength, **series)

    first = [best("a", "strong"), best("b", "moderate")]
    own = activity(slug="own", **series, **within)
    once = worth(30, "once")
    assert recommend(MEET, [*first, own]).notices == ("bridge-step",)
    assert recommend(MEET, [*first, once]).notices == ("follow-up",)
    assert recommend(MEET, [*first, best("c", "promising"), own, once]).notices == ()
    mixed = activity(slug="mixed", contact_mode="within-group", **series)
    present = activity(slug="there", contact_mode="presence", between_groups=False, **series)
    assert recommend(MEET, [mixed, present]).notices == ()


def test_nothing_in_nothing_out() -> None:
    assert recommend(Answers(), []) == Advice((), (), (), (), (), (), ())


def test_importing_the_recommender_loads_no_framework() -> None:
    code = (
        "import sys, meetups.recommender.rank, meetups.recommender.questions;"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'django', 'celery', 'redis', 'psycopg'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
