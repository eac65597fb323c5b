"""What the rows of a plan tell the rules: each read once for all plans together."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from meetups.accounts.models import Office, User
from meetups.agenda.models import Meetup, MeetupState, Way
from meetups.initiatives.models import (
    Event,
    EventKind,
    Funding,
    Hand,
    HandOver,
    Initiative,
    Member,
    StepState,
    TeamRole,
)
from meetups.initiatives.services.team import leave_team, remove_member
from meetups.support.continuity import CODES, Continuity
from meetups.support.continuity_acts import ACT_WORDS, ACTS, OWN, wishes_of
from meetups.support.continuity_wording import (
    ELEMENTS,
    OFFICE,
    PILLARS,
    STATES,
    office_words,
    team_words,
)
from meetups.support.models import Promise, PromiseState, SupportRequest
from meetups.support.queries.continuity import continuity_of
from tests.agenda.makers import make_meetup
from tests.factories import NOW, make_initiative, make_member, make_step, make_user
from tests.initiatives.team import seat_of

TODAY = date(2027, 3, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reading_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def plan(organiser: User, office: Office) -> Initiative:
    """A plan that runs and stands: two organisers, a place, and a next date."""
    plan = make_initiative(
        organiser, status="running", submitted_at=NOW - days(60), place_name="De Dennenappel"
    )
    make_member(plan, make_user("Anneke"), role=TeamRole.ORGANISER)
    return plan


def of(plan: Initiative) -> Continuity:
    return continuity_of([plan.pk], now=NOW)[plan.pk]


def said(plan: Initiative) -> list[str]:
    return [office_words(reason, TODAY) for reason in of(plan).reasons]


def codes(plan: Initiative) -> list[str]:
    return [reason.code for reason in of(plan).reasons]


def change(plan: Initiative, **columns: Any) -> None:
    Initiative.objects.filter(pk=plan.pk).update(**columns)


# --- people --------------------------------------------------------------------------------------
def test_a_plan_that_stands_has_no_reasons(plan: Initiative) -> None:
    assert codes(plan) == []


def test_organisers_who_left_count_and_helpers_do_not(plan: Initiative, organiser: User) -> None:
    anneke = Member.objects.get(user__name="Anneke")
    helper = make_member(plan, make_user("Gerrit"))
    remove_member(seat=seat_of(organiser, plan), pk=helper.pk, now=NOW)
    assert codes(plan) == []
    leave_team(seat=seat_of(anneke.user, plan), now=NOW - days(5))
    assert said(plan) == [
        "1 of the 2 organisers left, on 4 March.",
        "One organiser does everything.",
    ]
    Event.objects.filter(kind=EventKind.LEFT).update(at=NOW - days(91))
    assert codes(plan) == ["one_organiser"]


def test_nobody_organises_and_a_hand_over_is_open(plan: Initiative) -> None:
    giver, taker = plan.members.order_by("pk")
    HandOver.objects.create(initiative=plan, giver=giver, taker=taker, offered_at=NOW - days(3))
    assert codes(plan) == ["handover_open"]
    Member.objects.filter(initiative=plan).delete()
    assert codes(plan) == ["no_organiser"]


def test_hands_that_nobody_takes(plan: Initiative) -> None:
    hand = Hand.objects.create(initiative=plan, text="De sleutel", asked_at=NOW - days(20))
    assert codes(plan) == ["hands_open"]
    hand.taken_by = plan.members.first()
    hand.save()
    assert codes(plan) == []


def test_turnout_of_the_last_three_that_were_counted(plan: Initiative) -> None:
    for weeks, came in ((40, 5), (12, 41), (8, None), (6, 29), (4, 22)):
        make_meetup(plan, starts_at=NOW - days(7 * weeks), attended=came)
    assert said(plan) == ["Fewer people came each time: about 40, 30 and 20."]
    Meetup.objects.filter(attended=22).update(attended=9)  # of few people an office reads no number
    assert said(plan) == ["Each of the last three times fewer people came."]
    [reason] = of(plan).reasons
    assert "41, 29 and 9" in team_words(reason, TODAY)
    Meetup.objects.filter(attended=9).update(state=MeetupState.CANCELLED, cancelled_at=NOW)
    assert codes(plan) == []


# --- time ----------------------------------------------------------------------------------------
def test_no_next_date(plan: Initiative) -> None:
    change(plan, first_date=TODAY - days(200))
    last = make_meetup(plan, starts_at=NOW - days(49))
    assert said(plan) == ["The last meetup was 7 weeks ago, and there is no next date."]
    draft = make_meetup(plan, starts_at=NOW + days(9), state=MeetupState.DRAFT)
    assert codes(plan) == []
    Meetup.objects.filter(pk=draft.pk).update(state=MeetupState.CANCELLED, cancelled_at=NOW)
    assert codes(plan) == ["no_next_date"]
    last.delete()  # then the first date of the plan is the last that is known
    [reason] = of(plan).reasons
    assert (reason.values["weeks"], reason.state) == (28, "gone")


def test_resting_long(plan: Initiative) -> None:
    change(plan, status="resting", first_date=TODAY - days(200))
    assert codes(plan) == []  # since when is not known
    columns = {"initiative": plan, "kind": EventKind.MOVED, "after": "resting"}
    Event.objects.create(at=NOW - days(100), **columns)
    assert codes(plan) == ["rests_long"]


def test_answer_late_and_steps_late(plan: Initiative) -> None:
    change(plan, status="submitted", submitted_at=NOW - days(40))
    make_step(plan, due_on=TODAY - days(8))
    make_step(plan, "Klaar.", due_on=TODAY - days(80), state=StepState.DONE, settled_at=NOW)
    assert codes(plan) == ["answer_late", "steps_late"]
    assert "1 step is late, by 8 days." in said(plan)


# --- help ----------------------------------------------------------------------------------------
def test_what_was_asked_and_promised(plan: Initiative, office: Office) -> None:
    base: dict[str, Any] = {"initiative": plan, "office": office}
    SupportRequest.objects.create(
        kind="people", text="Een tweede trainer", asked_at=NOW - days(8), **base
    )
    Promise.objects.create(
        kind="place", text="De gymzaal", due_on=TODAY - days(2), promised_at=NOW, **base
    )
    kept: dict[str, Any] = {"state": PromiseState.KEPT, "settled_at": NOW, "promised_at": NOW}
    Promise.objects.create(
        kind="money",
        cents=30_000,
        year=2027,
        text="300 euro",
        due_on=TODAY - days(30),
        ends_on=TODAY + days(53),
        is_once=True,
        then="Vraag het Oranje Fonds.",
        **base,
        **kept,
    )
    assert said(plan) == [
        "What we promised is 2 days late: “De gymzaal”",
        "They asked for people and have waited 8 days for an answer: “Een tweede trainer”",
        "Help of ours ends on 1 May: “300 euro” After that: Vraag het Oranje Fonds.",
    ]
    assert [wish.kind for wish in wishes_of(of(plan))] == ["money"]  # the others were asked


# --- money and place -----------------------------------------------------------------------------
def test_money_that_ends(plan: Initiative) -> None:
    money = {"initiative": plan, "payer": "fund", "cents": 100, "changed_at": NOW}
    Funding.objects.create(state="received", until=TODAY + days(53), **money)
    Funding.objects.create(state="asked", until=TODAY - days(9), **money)
    assert said(plan) == ["The money ends on 1 May."]
    Funding.objects.create(state="promised", **money)
    assert said(plan) == ["Part of the money ends on 1 May."]


def test_a_place_that_ends_and_a_meetup_without_one(plan: Initiative) -> None:
    change(plan, place_until=TODAY + days(20))
    assert said(plan) == ["The place can be used until 29 March. The next meetup is on 24 April."]
    change(plan, place_until=None, place_name="", first_date=TODAY + days(20))
    assert codes(plan) == ["no_place"]
    make_meetup(plan, starts_at=NOW + days(9))
    assert codes(plan) == []  # the meetup has one
    make_meetup(plan, starts_at=NOW + days(10), place_name="", address="")
    assert codes(plan) == ["no_place"]
    Meetup.objects.filter(place_name="").update(way=Way.ONLINE)
    assert codes(plan) == []


# --- together ------------------------------------------------------------------------------------
def test_plans_that_are_over_are_left_out(plan: Initiative) -> None:
    change(plan, status="completed")
    assert continuity_of(Initiative.objects.all(), now=NOW) == {}


def test_as_many_queries_for_many_plans(plan: Initiative, django_assert_num_queries: Any) -> None:
    made = timezone.now()
    for number in range(12):
        other = make_initiative(make_user(f"N{number}"), status="running", created_at=made)
        make_step(other, due_on=TODAY - days(9))
        make_meetup(other, attended=12)
    with django_assert_num_queries(4):
        assert len(continuity_of(Initiative.objects.order_by("title"), now=NOW)) == 13
    with django_assert_num_queries(5):  # a slice is read first
        assert len(continuity_of(Initiative.objects.order_by("pk")[:5], now=NOW)) == 5


def test_every_code_has_words_and_something_to_do() -> None:
    assert set(OFFICE) == set(ACTS) == set(CODES)
    assert set(OWN) <= set(CODES)
    assert set(ACTS.values()) == set(ACT_WORDS)
    assert (len(PILLARS), len(STATES), len(ELEMENTS)) == (4, 3, 5)
