"""The reasons why an initiative may stop: pure rules, so no database is needed here."""

from datetime import date, timedelta
from pathlib import Path
from subprocess import run
from sys import executable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.support.continuity import (
    CODES,
    Ask,
    Continuity,
    Facts,
    Pillar,
    Pledge,
    State,
    continuity,
)

TODAY = date(2027, 3, 9)
WORST = (State.FIRM, State.SHAKY, State.GONE)
FIRM = Facts(TODAY, organisers=2, knows_dates=True, next_on=TODAY + timedelta(days=30))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def said(**facts: Any) -> list[tuple[str, str, str]]:
    """Code, pillar and state of each reason, of a plan that is firm but for these facts."""
    found = continuity(FIRM._replace(**facts))
    return [(reason.code, reason.pillar, reason.state) for reason in found.reasons]


# --- each rule at its edge -----------------------------------------------------------------------
SILENT = {"next_on": None}
CASES: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({}, []),
    ({"organisers": 0}, [("no_organiser", "people", "gone")]),
    ({"organisers": 1}, [("one_organiser", "people", "shaky")]),
    ({"organisers_left": 1, "left_on": ago(90)}, [("organisers_left", "people", "shaky")]),
    ({"organisers_left": 1, "left_on": ago(91)}, []),
    ({"organisers_left": 3, "left_on": ago(9)}, [("organisers_left", "people", "gone")]),
    ({"handover_on": ago(2)}, [("handover_open", "people", "shaky")]),
    ({"hands_open": 1, "hand_asked_on": ago(13)}, []),
    ({"hands_open": 1, "hand_asked_on": ago(14)}, [("hands_open", "people", "shaky")]),
    (
        {"hands_open": 2, "hand_asked_on": ago(1), "hand_needed_on": ahead(14)},
        [("hands_open", "people", "shaky")],
    ),
    ({"turnout": (40, 30, 20)}, [("turnout_falls", "people", "shaky")]),
    ({"turnout": (40, 39, 31)}, []),
    ({"turnout": (40, 20)}, []),
    ({"turnout": (40, 20, 20)}, []),
    (SILENT | {"last_on": ago(13)}, []),
    (SILENT | {"last_on": ago(14)}, [("no_next_date", "time", "shaky")]),
    (SILENT | {"last_on": ago(56)}, [("no_next_date", "time", "gone")]),
    (SILENT | {"last_on": ago(56), "knows_dates": False}, []),
    (SILENT | {"last_on": ago(56), "rests_since": ago(89)}, []),
    (SILENT | {"rests_since": ago(90)}, [("rests_long", "time", "shaky")]),
    (SILENT | {"rests_since": ago(180)}, [("rests_long", "time", "gone")]),
    ({"answer_by": TODAY}, []),
    ({"answer_by": ago(1)}, [("answer_late", "time", "shaky")]),
    ({"steps_late": 1, "step_due_on": ago(6)}, []),
    ({"steps_late": 1, "step_due_on": ago(7)}, [("steps_late", "time", "shaky")]),
    ({"steps_late": 3, "step_due_on": ago(1)}, [("steps_late", "time", "shaky")]),
    ({"asks": (Ask("place", "Een zaal", ago(6)),)}, []),
    ({"asks": (Ask("place", "Een zaal", ago(7)),)}, [("unanswered", "place", "shaky")]),
    (
        {"asks": (Ask("money", "Geld", ago(1), ago(1)), Ask("materials", "Tafels", ago(9)))},
        [("unanswered", "money", "gone")],
    ),
    ({"pledges": (Pledge("money", "300 euro", TODAY),)}, []),
    ({"pledges": (Pledge("money", "300 euro", ago(1)),)}, [("promise_late", "money", "shaky")]),
    ({"pledges": (Pledge("money", "300 euro", ago(29)),)}, [("promise_late", "money", "gone")]),
    ({"pledges": (Pledge("money", "300 euro", ago(1), is_kept=True),)}, []),
    (
        {"pledges": (Pledge("people", "Een hulp", ago(99), True, ahead(90)),)},
        [("help_ends", "people", "shaky")],
    ),
    (
        {"pledges": (Pledge("people", "Een hulp", ago(99), True, ago(1)),)},
        [("help_ends", "people", "gone")],
    ),
    ({"pledges": (Pledge("people", "Een hulp", ago(99), True, ahead(91)),)}, []),
    ({"incomes": (ahead(90),)}, [("money_ends", "money", "shaky")]),
    ({"incomes": (ahead(91),)}, []),
    ({"incomes": (None,)}, []),
    ({"incomes": (ago(1), ago(300))}, [("money_ends", "money", "gone")]),
    ({"incomes": (ago(1), None)}, [("money_ends", "money", "shaky")]),
    ({"incomes": (ago(300), None)}, []),
    ({"place_until": ahead(90)}, [("place_ends", "place", "shaky")]),
    ({"place_until": ahead(91)}, []),
    ({"place_until": ahead(29)}, [("place_ends", "place", "gone")]),  # the next date is later
    ({"place_until": ago(1)}, [("place_ends", "place", "gone")]),
    ({"unplaced_on": ahead(29)}, []),
    ({"unplaced_on": ahead(28)}, [("no_place", "place", "shaky")]),
    ({"unplaced_on": ahead(14)}, [("no_place", "place", "gone")]),
]


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_a_fact_gives_its_reason(facts: dict[str, Any], expected: list[Any]) -> None:
    assert said(**facts) == expected


def test_every_reason_is_met_above() -> None:
    assert {code for _facts, found in CASES for code, _pillar, _state in found} == set(CODES)


def test_what_is_unknown_gives_no_reason() -> None:
    assert continuity(Facts(TODAY)).reasons == ()


def test_what_is_behind_a_reason() -> None:
    found = continuity(FIRM._replace(organisers=1, organisers_left=2, left_on=ago(5)))
    assert [dict(reason.values) for reason in found.reasons] == [
        {"left": 2, "stay": 1, "day": ago(5)},
        {},
    ]
    once = Pledge("money", "300 euro", ago(20), True, ahead(10), "Vraag het Oranje Fonds.")
    reason = continuity(FIRM._replace(pledges=(once,))).reasons[0]
    assert (reason.bites_on, reason.values["then"]) == (ahead(10), "Vraag het Oranje Fonds.")


# --- what threatens first ------------------------------------------------------------------------
def test_what_threatens_first() -> None:
    plans = {
        "one organiser": FIRM._replace(organisers=1),
        "place in May": FIRM._replace(place_until=ahead(53)),
        "money in April": FIRM._replace(incomes=(ahead(33),)),
        "a late step": FIRM._replace(steps_late=1, step_due_on=ago(40)),
        "nobody, no money": FIRM._replace(organisers=0, left_on=ago(3), incomes=(ago(2),)),
        "nobody": FIRM._replace(organisers=0, left_on=ago(3)),
    }
    order = sorted(plans, key=lambda name: continuity(plans[name]).threat)
    assert order == [
        *("nobody, no money", "nobody", "a late step"),
        *("money in April", "place in May", "one organiser"),
    ]


def test_the_reasons_of_a_plan_are_in_that_order_too() -> None:
    found = said(
        organisers=1, place_until=ahead(60), answer_by=ago(40), incomes=(ago(4),), next_on=None
    )
    assert [code for code, _pillar, _state in found] == [
        *("money_ends", "answer_late", "place_ends", "one_organiser")
    ]


# --- properties ----------------------------------------------------------------------------------
near = st.integers(-60, 60).map(ahead)
past = st.integers(0, 60).map(ago)
kinds = st.sampled_from(["money", "people", "place", "materials", "knowledge", "promotion"])
asks = st.builds(Ask, kinds, st.just("iets"), past, st.none() | near)
pledges = st.builds(
    Pledge, kinds, st.just("iets"), past, st.booleans(), st.none() | near, st.just("")
)
facts_of_plans = st.builds(
    Facts,
    st.just(TODAY),
    organisers=st.none() | st.integers(0, 3),
    organisers_left=st.integers(0, 3),
    left_on=past,
    knows_dates=st.booleans(),
    next_on=st.none() | st.integers(0, 60).map(ahead),
    last_on=st.none() | past,
    unplaced_on=st.none() | st.integers(0, 60).map(ahead),
    place_until=st.none() | near,
    incomes=st.lists(st.none() | near, max_size=3).map(tuple),
    asks=st.lists(asks, max_size=2).map(tuple),
    pledges=st.lists(pledges, max_size=2).map(tuple),
    answer_by=st.none() | near,
    turnout=st.lists(st.integers(0, 40), max_size=3).map(tuple),
    steps_late=st.integers(0, 4),
    step_due_on=st.none() | past,
    hands_open=st.integers(0, 2),
    hand_asked_on=st.none() | past,
    hand_needed_on=st.none() | near,
    handover_on=st.none() | past,
    rests_since=st.none() | st.integers(0, 200).map(ago),
)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


WORSE: dict[str, Any] = {
    "an organiser goes": lambda f: {
        "organisers": f.organisers and f.organisers - 1,
        "organisers_left": f.organisers_left + 1,
    },
    "a request more": lambda f: {"asks": (*f.asks, Ask("place", "iets", ago(8)))},
    "requests wait longer": lambda f: {
        "asks": tuple(ask._replace(asked_on=_later(ask.asked_on, -9)) for ask in f.asks)
    },
    "a promise is late": lambda f: {"pledges": (*f.pledges, Pledge("money", "iets", ago(3)))},
    "help ends": lambda f: {
        "pledges": (*f.pledges, Pledge("people", "iets", ago(3), True, ahead(3)))
    },
    "money ends as well": lambda f: {
        "incomes": tuple(day and min(day, ago(1)) for day in f.incomes)
    },
    "the place ends sooner": lambda f: {
        "place_until": f.place_until and _later(f.place_until, -20)
    },
    "no next date": lambda f: {"next_on": None, "place_until": None, "last_on": f.last_on},
    "longer ago": lambda f: {"last_on": f.last_on and _later(f.last_on, -30)},
    "a step more": lambda f: {"steps_late": f.steps_late + 1},
    "a hand more": lambda f: {"hands_open": f.hands_open + 1},
    "handed over": lambda f: {"handover_on": f.handover_on or ago(1)},
    "an answer is late": lambda f: {"answer_by": ago(5)},
}


def _ranks(found: Continuity) -> dict[Pillar, int]:
    return {pillar: WORST.index(found.state_of(pillar)) for pillar in Pillar}


@given(facts_of_plans, st.sampled_from(sorted(WORSE)))
@settings(max_examples=300)
def test_more_trouble_never_makes_a_pillar_firmer(facts: Facts, trouble: str) -> None:
    if trouble == "no next date":  # a place that ends before the next date needs that date
        facts = facts._replace(place_until=None)
    before = continuity(facts)
    after = continuity(facts._replace(**WORSE[trouble](facts)))
    for pillar, rank in _ranks(before).items():
        assert _ranks(after)[pillar] >= rank, (trouble, pillar)


@given(facts_of_plans)
@settings(max_examples=200)
def test_a_reason_holds_for_its_pillar_and_has_its_place(facts: Facts) -> None:
    found = continuity(facts)
    for reason in found.reasons:
        assert reason.code in CODES
        assert reason.state != State.FIRM
        assert _ranks(found)[reason.pillar] >= WORST.index(reason.state)
    days = [max(reason.bites_on or date.max, TODAY) for reason in found.reasons]
    assert days == sorted(days)


def test_the_rules_need_no_framework() -> None:
    """They could move to a library: importing them alone loads nothing but the standard library."""
    path = Path(__file__).parents[2] / "meetups" / "support" / "continuity.py"
    code = (
        "import importlib.util, sys;"
        f"spec = importlib.util.spec_from_file_location('rules', {str(path)!r});"
        "module = importlib.util.module_from_spec(spec); sys.modules['rules'] = module;"
        "spec.loader.exec_module(module);"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('django', 'meetups')))"
    )
    done = run([executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
