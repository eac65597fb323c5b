"""Each rule of the contact check, and what holds for all of them."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from meetups.initiatives.check_wording import (
    REASONS,
    STATES,
    first_to_do,
    reason_words,
    summary_words,
    todo_of,
)
from meetups.initiatives.contact_check import RULES, Facts, Pillar, State, check
from meetups.initiatives.models import Arrangement, Initiative
from meetups.suggestions.vocabulary import Condition

A, C = Arrangement, Condition
MISSING, WORK, THERE = State.MISSING, State.WORK, State.THERE
ORDER = [MISSING, WORK, THERE]


def pillar(condition: Condition, level: int, *arranged: Arrangement, **facts: Any) -> Pillar:
    known: dict[str, Any] = {
        "organisers": 2,
        "levels": {condition: level},
        "arranged": frozenset(arranged),
    }
    return check(Facts(**known | facts))[list(Condition).index(condition)]


def said(found: Pillar) -> tuple[State, str, str]:
    return found.state, found.reason.code, found.todo


# --- what is weighed alike -----------------------------------------------------------------------
ALIKE = [
    (C.EQUAL_STATUS, A.MIXED_ORGANISERS),
    (C.COMMON_GOAL, A.SHARED_AIM),
    (C.COOPERATION, A.SHARED_TASK),
    (C.FRIENDSHIP_POTENTIAL, A.TIME_TO_TALK),
    (C.POSITIVE_EXPERIENCE, A.SAFE_START),
]


@pytest.mark.parametrize(("condition", "main"), ALIKE)
def test_what_the_format_brings_and_what_the_team_arranges(
    condition: Condition, main: Arrangement
) -> None:
    alone = [said(pillar(condition, level))[:2] for level in range(4)]
    assert alone == [
        (MISSING, "not_yet"),
        (WORK, "little_in_format"),
        (WORK, "partly_in_format"),
        (THERE, "in_format"),
    ]
    helped = [said(pillar(condition, level, main))[:2] for level in range(4)]
    assert helped == [
        (WORK, "arranged_in_part"),
        (THERE, "arranged"),
        (THERE, "arranged"),
        (THERE, "in_format"),
    ]


@pytest.mark.parametrize(("condition", "main"), ALIKE)
def test_the_format_itself_says_what_to_do(condition: Condition, main: Arrangement) -> None:
    assert [pillar(condition, level).todo for level in range(4)] == ["strengthen"] * 3 + [""]


# --- what is special -----------------------------------------------------------------------------
def test_one_organiser_is_not_on_an_equal_footing() -> None:
    alone = (WORK, "one_organiser", "invite_organiser")
    assert said(pillar(C.EQUAL_STATUS, 3, organisers=1)) == alone
    assert said(pillar(C.EQUAL_STATUS, 2, A.MIXED_ORGANISERS, organisers=1)) == alone
    assert said(pillar(C.EQUAL_STATUS, 0, A.MIXED_ORGANISERS, organisers=1)) == (
        MISSING,
        "one_organiser",
        "invite_organiser",
    )


def test_small_mixed_groups_help_to_do_it_together() -> None:
    assert said(pillar(C.COOPERATION, 2, A.MIXED_GROUPS)) == (THERE, "arranged", "")
    assert said(pillar(C.COOPERATION, 1, A.MIXED_GROUPS)) == (
        WORK,
        "arranged_in_part",
        "strengthen",
    )
    assert said(pillar(C.COOPERATION, 0, A.MIXED_GROUPS, A.SHARED_TASK)) == (THERE, "arranged", "")


@pytest.mark.parametrize(
    ("level", "facts", "expected"),
    [
        (0, {}, (MISSING, "nobody_yet", "strengthen")),
        (1, {"can_ask": True}, (MISSING, "nobody_yet", "ask_office")),
        (2, {"can_ask": True}, (WORK, "partly_in_format", "ask_office")),
        (3, {}, (THERE, "in_format", "")),
        (0, {"is_asked": True}, (WORK, "waits_for_office", "wait_for_office")),
        (2, {"is_asked": True}, (WORK, "waits_for_office", "wait_for_office")),
        (0, {"is_sent_back": True}, (WORK, "sent_back", "answer_office")),
        (0, {"is_approved": True}, (WORK, "approved", "be_seen")),
        (2, {"is_approved": True}, (THERE, "approved", "")),
        (0, {"is_promised": True}, (WORK, "promised", "be_seen")),
        (0, {"is_promised": True, "is_approved": True}, (THERE, "promised", "")),
        (0, {"arranged": frozenset({A.VISIBLE_SUPPORT})}, (THERE, "visible", "")),
    ],
)
def test_support_counts_when_people_see_it(
    level: int, facts: dict[str, Any], expected: tuple[State, str, str]
) -> None:
    assert said(pillar(C.AUTHORITY_SUPPORT, level, **facts)) == expected


def test_short_and_once_is_not_enough_to_become_friends() -> None:
    short = pillar(C.FRIENDSHIP_POTENTIAL, 3, minutes=60)
    assert said(short) == (WORK, "too_short", "plan_again")
    assert short.reason.values == {"minutes": 60}
    assert pillar(C.FRIENDSHIP_POTENTIAL, 3, minutes=90).state is THERE
    assert pillar(C.FRIENDSHIP_POTENTIAL, 3, minutes=None).state is THERE
    assert pillar(C.FRIENDSHIP_POTENTIAL, 3, minutes=60, times=2).state is THERE
    assert pillar(C.FRIENDSHIP_POTENTIAL, 3, A.NEXT_DATE, minutes=60).state is THERE
    assert said(pillar(C.FRIENDSHIP_POTENTIAL, 0, minutes=60)) == (
        MISSING,
        "not_yet",
        "strengthen",
    )


def test_a_next_time_and_small_groups_help_to_become_friends() -> None:
    assert pillar(C.FRIENDSHIP_POTENTIAL, 2, times=2).state is THERE
    assert pillar(C.FRIENDSHIP_POTENTIAL, 2, A.MIXED_GROUPS).state is THERE
    assert pillar(C.FRIENDSHIP_POTENTIAL, 1, A.MIXED_GROUPS).state is WORK
    assert pillar(C.FRIENDSHIP_POTENTIAL, 1, A.MIXED_GROUPS, A.NEXT_DATE).state is THERE


def test_no_good_experience_while_a_safety_point_is_open() -> None:
    open_point = pillar(C.POSITIVE_EXPERIENCE, 3, A.SAFE_START, safety_open=2)
    assert said(open_point) == (WORK, "safety_open", "settle_safety")
    assert open_point.reason.values == {"points": 2}
    assert pillar(C.POSITIVE_EXPERIENCE, 0, safety_open=1).state is MISSING


def test_asking_afterwards_helps_a_good_experience() -> None:
    assert pillar(C.POSITIVE_EXPERIENCE, 2, A.EVALUATION).state is THERE
    assert pillar(C.POSITIVE_EXPERIENCE, 2, has_evaluation_step=True).state is THERE
    assert said(pillar(C.POSITIVE_EXPERIENCE, 0, A.SAFE_START)) == (
        WORK,
        "arranged_in_part",
        "plan_evaluation",
    )
    assert pillar(C.POSITIVE_EXPERIENCE, 0, A.SAFE_START, A.EVALUATION).state is THERE


@pytest.mark.parametrize(
    ("level", "facts", "expected"),
    [
        (0, {}, (MISSING, "once", "plan_again")),
        (1, {}, (MISSING, "once", "plan_again")),
        (2, {}, (WORK, "once_of_series", "plan_again")),
        (3, {}, (WORK, "once_of_series", "plan_again")),
        (0, {"has_evaluation_step": True}, (WORK, "once", "plan_again")),
        (0, {"times": 2}, (THERE, "series", "")),
        (0, {"arranged": frozenset({A.NEXT_DATE})}, (THERE, "next_date", "")),
    ],
)
def test_meeting_again_is_a_fact_of_the_plan(
    level: int, facts: dict[str, Any], expected: tuple[State, str, str]
) -> None:
    assert said(pillar(C.REPEATED, level, **facts)) == expected


# --- what holds for all --------------------------------------------------------------------------
@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    status = draw(st.sampled_from(["none", "asked", "sent_back", "approved"]))
    return Facts(
        levels=draw(st.dictionaries(st.sampled_from(list(Condition)), st.integers(0, 3))),
        arranged=draw(st.frozensets(st.sampled_from(list(Arrangement)))),
        organisers=draw(st.integers(1, 4)),
        times=draw(st.integers(1, 4)),
        minutes=draw(st.none() | st.integers(1, 300)),
        can_ask=draw(st.booleans()),
        is_asked=status == "asked",
        is_sent_back=status == "sent_back",
        is_approved=status == "approved",
        is_promised=draw(st.booleans()),
        safety_open=draw(st.integers(0, 2)),
        has_evaluation_step=draw(st.booleans()),
    )


def better_ways(facts: Facts) -> list[Facts]:
    """The same plan with one thing more arranged."""
    more = [replace(facts, arranged=facts.arranged | {code}) for code in Arrangement]
    more += [
        replace(facts, organisers=facts.organisers + 1),
        replace(facts, times=facts.times + 1),
        replace(facts, minutes=facts.minutes and facts.minutes + 30),
        replace(facts, is_asked=False, is_sent_back=False, is_approved=True),
        replace(facts, is_promised=True),
        replace(facts, safety_open=max(0, facts.safety_open - 1)),
        replace(facts, has_evaluation_step=True),
    ]
    if not facts.is_approved:
        more.append(replace(facts, is_asked=True, is_sent_back=False))
        more.append(replace(facts, is_asked=False, is_sent_back=True))
    return more


@given(any_facts())
def test_arranging_more_never_makes_a_pillar_weaker(facts: Facts) -> None:
    before = [ORDER.index(found.state) for found in check(facts)]
    for better in better_ways(facts):
        after = [ORDER.index(found.state) for found in check(better)]
        assert all(new >= old for old, new in zip(before, after, strict=True)), better


@given(any_facts())
def test_every_pillar_has_its_reason_and_what_to_do(facts: Facts) -> None:
    pillars = check(facts)
    assert [found.condition for found in pillars] == list(Condition)
    for found in pillars:
        assert reason_words(found)
        assert bool(found.todo) == (found.state is not THERE)


@given(any_facts())
def test_all_arranged_is_enough_for_a_format_that_brings_a_little(facts: Facts) -> None:
    levels = {code: max(1, facts.level(code)) for code in Condition.values}
    whole = replace(
        facts, levels=levels, arranged=frozenset(Arrangement), organisers=2, safety_open=0
    )
    weak = [found.condition for found in check(whole) if found.state is not THERE]
    assert weak == []


def test_there_is_a_rule_for_each_condition() -> None:
    assert [rule.__name__ for rule in RULES] == Condition.values
    assert set(STATES) == set(State)


# --- in words ------------------------------------------------------------------------------------
def test_every_code_has_words(initiative: Initiative) -> None:
    codes = {*REASONS, "series", "too_short", "safety_open"}
    seen = set()
    for level in range(4):
        for facts in better_ways(Facts(levels=dict.fromkeys(Condition.values, level))):
            for changed in (*better_ways(facts), replace(facts, minutes=30, safety_open=1)):
                for found in check(replace(changed, can_ask=level == 2)):
                    seen.add(found.reason.code)
                    todo = todo_of(found, initiative)
                    assert (todo is None) == (found.state is THERE)
                    assert todo is None or (todo.text and todo.link and todo.url)
    assert seen == codes


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (Facts(), "Your bridge stands on 0 of 7 pillars."),
        (Facts(times=2), "Your bridge stands on 1 of 7 pillars."),
        (
            Facts(
                levels=dict.fromkeys(Condition.values, 3),
                arranged=frozenset(Arrangement),
                organisers=2,
            ),
            "Your bridge stands on all 7 pillars.",
        ),
    ],
)
def test_the_bridge_in_a_sentence(facts: Facts, sentence: str) -> None:
    with translation.override("en"):
        assert summary_words(check(facts)) == sentence


def test_beside_other_pages_stand_the_first_few_to_do() -> None:
    levels = dict.fromkeys(Condition.values, 2) | {C.REPEATED: 0, C.FRIENDSHIP_POTENTIAL: 0}
    pillars = check(Facts(levels=levels, organisers=2, safety_open=1))
    assert [found.condition for found in first_to_do(pillars)] == [
        C.POSITIVE_EXPERIENCE,
        C.FRIENDSHIP_POTENTIAL,
        C.REPEATED,
    ]
