"""What a day asks of someone: exactly that, in as many queries for thirty plans as for one."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import MailChoice, Office, User
from meetups.agenda.models import Meetup, RsvpState
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Event, EventKind, Initiative
from meetups.outbox.services.posting import post
from meetups.reminders.digests import Item, nudge_on, office_items, organiser_items
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import NOW, make_initiative, make_step

DAY = timedelta(days=1)
TODAY = NOW.date()
"""A Tuesday."""


def kinds(user: User, now: datetime = NOW) -> list[str]:
    return [item.kind for item in organiser_items(user, now=now)]


def at(days: int) -> date:
    return TODAY + timedelta(days=days)


def rest(initiative: Initiative, since: datetime) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(status=Status.RESTING)
    Event.objects.create(
        initiative=initiative, kind=EventKind.MOVED, after=Status.RESTING, at=since
    )


# --- steps ---------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "found"),
    [
        *((8, []), (7, ["step_due"]), (0, ["step_due"]), (-1, ["step_late"])),
        *((-14, ["step_late"]), (-15, []), (-61, [])),
    ],
)
def test_a_step_is_told_from_a_week_before_until_two_weeks_late(
    organiser: User, initiative: Initiative, days: int, found: list[str]
) -> None:
    make_step(initiative, due_on=at(days))
    assert kinds(organiser) == found


@pytest.mark.django_db
def test_what_is_later_is_told_on_mondays_and_along_with_other_things(
    organiser: User, initiative: Initiative
) -> None:
    make_step(initiative, due_on=at(-20))
    assert kinds(organiser) == []
    assert kinds(organiser, NOW + 6 * DAY) == ["step_late"]
    make_step(initiative, due_on=at(2))
    assert kinds(organiser) == ["step_late", "step_due"]


@pytest.mark.django_db
def test_a_step_is_told_to_who_does_it_and_to_organisers_when_nobody_does_or_it_is_late(
    organiser: User, helper: User, initiative: Initiative
) -> None:
    mine = make_step(initiative, due_on=at(2), doer=initiative.members.get(user=helper))
    assert (kinds(organiser), kinds(helper)) == ([], ["step_due"])
    mine.due_on = at(-1)
    mine.save()
    assert (kinds(organiser), kinds(helper)) == (["step_late"], ["step_late"])
    mine.doer = None
    mine.save()
    assert (kinds(organiser), kinds(helper)) == (["step_late"], [])


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_steps_of_a_plan_that_goes_nowhere_are_not_told(
    organiser: User, initiative: Initiative, status: Status
) -> None:
    make_step(initiative, due_on=at(2))
    Initiative.objects.update(status=status)
    goes_on = {"draft", "submitted", "changes_asked", "approved", "running"}
    assert kinds(organiser) == (["step_due"] if status in goes_on else [])


@pytest.mark.django_db
def test_what_is_done_is_not_told(organiser: User, initiative: Initiative) -> None:
    make_step(initiative, due_on=at(2), state="done", settled_at=NOW)
    assert kinds(organiser) == []


# --- meetups -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_signing_up_that_ends_within_two_days(organiser: User, initiative: Initiative) -> None:
    meetup = make_meetup(
        initiative, starts_at=NOW + 20 * DAY, closes_at=NOW + 2 * DAY, created_at=NOW
    )
    assert kinds(organiser) == ["closing"]
    assert kinds(organiser, NOW - DAY) == []
    assert kinds(organiser, NOW + 2 * DAY) == []
    Meetup.objects.filter(pk=meetup.pk).update(is_closed=True)
    assert kinds(organiser) == []


def nobody(initiative: Initiative, **columns: Any) -> Meetup:
    """A meetup in ten days, open for a week, without guests."""
    return make_meetup(
        initiative,
        **{"starts_at": NOW + 10 * DAY, "created_at": NOW - 7 * DAY} | columns,
    )


@pytest.mark.django_db
def test_nobody_has_answered_yet(organiser: User, initiative: Initiative) -> None:
    meetup = nobody(initiative)
    assert kinds(organiser) == ["nobody_yet"]
    make_rsvp(meetup, state=RsvpState.PENDING)
    assert kinds(organiser) == ["nobody_yet"]
    make_rsvp(meetup, "Wim", RsvpState.WITHDRAWN)
    assert kinds(organiser) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"starts_at": NOW + 15 * DAY},
        {"created_at": NOW - 2 * DAY},
        {"state": "draft"},
        {"is_closed": True},
        {"state": "cancelled", "cancelled_at": NOW},
        {"starts_at": NOW - timedelta(minutes=1)},
    ],
)
def test_it_is_not_said_too_soon_or_too_late(
    organiser: User, initiative: Initiative, columns: dict[str, Any]
) -> None:
    nobody(initiative, **columns)
    assert kinds(organiser) == []


@pytest.mark.django_db
def test_a_page_that_was_opened_yesterday_gets_time(
    organiser: User, initiative: Initiative
) -> None:
    nobody(initiative)
    shown = NOW - DAY
    Event.objects.create(initiative=initiative, kind=EventKind.MEETUP_SHOWN, at=shown)
    assert kinds(organiser) == []
    assert kinds(organiser, shown + 3 * DAY) == ["nobody_yet"]


@pytest.mark.django_db
def test_offers_that_ran_out_yesterday(organiser: User, initiative: Initiative) -> None:
    meetup = make_meetup(initiative, starts_at=NOW + 20 * DAY)
    midnight = NOW.replace(hour=0)
    for number, when in enumerate(
        [
            midnight - DAY - timedelta(seconds=1),
            midnight - DAY,
            midnight - timedelta(seconds=1),
            NOW,
        ]
    ):
        post("rsvp_offer_ended", subject_id=number, group_id=meetup.pk, now=when)
    (item,) = organiser_items(organiser, now=NOW)
    assert (item.kind, item.values["number"]) == ("offers_over", 2)
    assert (item.url, item.args) == ("agenda:desk", (initiative.pk, meetup.pk))


@pytest.mark.django_db
def test_a_helper_hears_nothing_of_meetups(helper: User, initiative: Initiative) -> None:
    nobody(initiative)
    assert kinds(helper) == []


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.STOPPED, Status.COMPLETED, Status.DECLINED])
def test_of_a_plan_that_ended_only_guests_are_heard_of(
    organiser: User, initiative: Initiative, status: Status
) -> None:
    """While a page is open people come: that it closes, and that a seat stays free, is told."""
    make_step(initiative, due_on=at(-1))
    meetup = nobody(initiative, closes_at=NOW + DAY)
    post("rsvp_offer_ended", subject_id=1, group_id=meetup.pk, now=NOW - DAY)
    assert kinds(organiser) == ["step_late", "closing", "nobody_yet", "offers_over"]
    Initiative.objects.update(status=status)
    assert kinds(organiser) == ["closing", "offers_over"]


# --- rest ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_team_is_asked_after_two_six_and_twelve_weeks_of_rest_and_then_no_more(
    organiser: User, initiative: Initiative
) -> None:
    rest(initiative, NOW)
    asked = {
        days: item.values["is_last"]
        for days in (13, 14, 15, 28, 41, 42, 43, 83, 84, 85, 126, 168)
        for item in organiser_items(organiser, now=NOW + days * DAY)
    }
    assert asked == {14: False, 42: False, 84: True}


@pytest.mark.django_db
def test_rest_begins_anew_when_a_plan_went_on_meanwhile(
    organiser: User, initiative: Initiative
) -> None:
    rest(initiative, NOW - 14 * DAY)
    assert kinds(organiser) == ["resting"]
    rest(initiative, NOW - 3 * DAY)
    assert kinds(organiser) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (14, 14, {15: 2, 42: 6, 84: 12}),
        (10, 29, {30: 2, 42: 6, 84: 12}),
        (10, 35, {42: 6, 84: 12}),  # the next one comes so soon
        (10, 41, {42: 6, 84: 12}),
        (10, 60, {61: 6, 84: 12}),
        (80, 200, {14: 2, 42: 6, 201: 12}),
        (15, 41, {14: 2, 42: 6, 84: 12}),
    ],
)
def test_what_falls_in_a_pause_is_asked_after_it(
    first: int, last: int, expected: dict[int, int]
) -> None:
    no_mail = range(first, last + 1)
    assert {
        days: weeks
        for days in range(210)
        if days not in no_mail and (weeks := nudge_on(TODAY, at(days), at(first), at(last)))
    } == expected


@pytest.mark.django_db
def test_who_comes_back_hears_how_long_it_rests_by_now(
    organiser: User, initiative: Initiative
) -> None:
    rest(initiative, NOW)
    MailChoice.objects.create(user=organiser, paused_from=at(80), paused_until=at(104))
    assert kinds(organiser, NOW + 104 * DAY) == []
    (item,) = organiser_items(organiser, now=NOW + 105 * DAY)
    assert (item.values["weeks"], item.values["is_last"]) == (15, True)


# --- offices -------------------------------------------------------------------------------------
def wait(organiser: User, *, sent: int, first: int, **columns: Any) -> Initiative:
    """A plan that was sent so many days ago, and starts so many days ahead."""
    return make_initiative(
        organiser,
        **{
            "status": Status.SUBMITTED,
            "submitted_at": NOW - sent * DAY,
            "first_date": at(first),
        }
        | columns,
    )


def plans(items: list[Item]) -> list[int]:
    return [item.plan.pk for item in items]


@pytest.mark.django_db
def test_an_office_reads_what_is_over_time_first_and_then_what_starts_first(
    organiser: User, reviewer: User
) -> None:
    far, late, soon = (
        wait(organiser, sent=1, first=60).pk,
        wait(organiser, sent=11, first=90).pk,
        wait(organiser, sent=10, first=3).pk,
    )
    items = office_items(reviewer, now=NOW)
    assert plans(items) == [late, soon, far]
    assert [item.values["days"] for item in items] == [11, 10, 1]
    assert [item.values["is_late"] for item in items] == [True, False, False]


@pytest.mark.django_db
def test_only_what_waits_for_their_own_office(
    organiser: User, reviewer: User, office: Office, stranger: User
) -> None:
    plan = wait(organiser, sent=1, first=60)
    assert plans(office_items(reviewer, now=NOW)) == [plan.pk]
    assert office_items(organiser, now=NOW) == office_items(stranger, now=NOW) == []
    Initiative.objects.update(status=Status.APPROVED)
    assert office_items(reviewer, now=NOW) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("monday", "days"), [(False, [0, 1, 2, 3, 6]), (True, [0, 1, 2, 3, 5, 6])])
def test_no_mail_in_the_weekend_unless_something_starts_on_monday(
    organiser: User, reviewer: User, monday: bool, days: list[int]
) -> None:
    plan = wait(organiser, sent=1, first=60)
    if monday:
        make_meetup(plan, state="draft", starts_at=NOW + 6 * DAY)
    found = [day for day in range(7) if office_items(reviewer, now=NOW + day * DAY)]
    assert found == days  # from a Tuesday on


# --- queries -------------------------------------------------------------------------------------
def fill(organiser: User, number: int) -> None:
    for place in range(number):
        plan = make_initiative(organiser, title=f"Plan {place}")
        make_step(plan, due_on=at(2))
        make_step(plan, due_on=at(-2))
        nobody(plan, closes_at=NOW + DAY)
        rest(make_initiative(organiser), NOW - 14 * DAY)
        wait(organiser, sent=2, first=20)


@pytest.mark.django_db
def test_the_queries_of_a_digest_do_not_grow(organiser: User, reviewer: User) -> None:
    counts = []
    for number in (1, 29):
        fill(organiser, number)
        counts.append([_queries(organiser_items, organiser), _queries(office_items, reviewer)])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 7


def _queries(read: Any, user: User) -> int:
    with CaptureQueriesContext(connection) as found:
        assert read(user, now=NOW)
    return len(found)
