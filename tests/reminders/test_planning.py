"""The outbox holds what the specification asks, and follows what becomes of the world."""

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import MailChoice, Office, User
from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.agenda.services import seats
from meetups.agenda.services.meetups import cancel_meetup, undo_cancel
from meetups.agenda.times import ZONE
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Event, EventKind, Initiative, TeamRole
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due
from meetups.reminders.services.planning import Planned, plan_reminders
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_member, make_step, make_user
from tests.reminders.makers import DAY, HOUR, held

TUESDAY = datetime(2027, 4, 20, 12, 0, tzinfo=ZONE)
FRIDAY_SIX = datetime(2027, 4, 23, 18, 0, tzinfo=ZONE)
NOTHING = Planned(0, 0, 0)
pytestmark = pytest.mark.django_db


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    """Of which nobody says yet that nobody answers."""
    return make_meetup(initiative, created_at=STARTS)


@pytest.fixture
def guest(meetup: Meetup) -> Rsvp:
    return make_rsvp(meetup, turn=1)


def message(kind: str) -> OutboundMessage:
    return OutboundMessage.objects.get(kind=kind)


def change(row: Any, **columns: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**columns)


# --- guests and organisers -----------------------------------------------------------------------
def test_all_that_there_must_be_is_posted_once(meetup: Meetup, guest: Rsvp) -> None:
    assert plan_reminders(now=TUESDAY) == Planned(3, 0, 0)
    day = message("guest_day")
    assert (day.subject_id, day.group_id, day.revision) == (guest.pk, meetup.pk, 1)
    assert (day.due_at, day.next_attempt_at) == (FRIDAY_SIX, FRIDAY_SIX)
    assert day.expires_at == STARTS - HOUR
    assert message("evening_before").due_at == FRIDAY_SIX + HOUR
    assert message("morning_after").due_at == datetime(2027, 4, 25, 9, 0, tzinfo=ZONE)
    for later in range(3):
        assert plan_reminders(now=TUESDAY + later * HOUR) == NOTHING


@pytest.mark.parametrize(
    "state", [RsvpState.PENDING, RsvpState.WAITING, RsvpState.OFFERED, RsvpState.WITHDRAWN]
)
def test_only_who_comes_is_reminded(meetup: Meetup, state: RsvpState) -> None:
    make_rsvp(meetup, state=state)
    make_rsvp(meetup, "Annie", origin="paper")
    plan_reminders(now=TUESDAY)
    assert [kind for kind, _pk, _state in held()] == ["evening_before", "morning_after"]


def test_helpers_get_no_list(meetup: Meetup, helper: User) -> None:
    plan_reminders(now=TUESDAY)
    assert len(held()) == 2


def test_who_withdraws_is_reminded_no_more_and_who_comes_again_is(guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    seats.release(rsvp=guest, to=RsvpState.WITHDRAWN, now=TUESDAY)
    assert plan_reminders(now=TUESDAY).superseded == 1
    seats.confirm(rsvp=guest, now=TUESDAY)
    assert plan_reminders(now=TUESDAY).posted == 1
    days = OutboundMessage.objects.filter(kind="guest_day").order_by("revision")
    assert list(days.values_list("revision", "state")) == [(1, "superseded"), (3, "planned")]


def test_what_is_no_longer_right_is_taken_out_and_comes_back_when_it_is_right_again(
    meetup: Meetup, guest: Rsvp
) -> None:
    plan_reminders(now=TUESDAY)
    pk = message("guest_day").pk
    change(meetup, reminders=[])
    assert plan_reminders(now=TUESDAY + HOUR) == Planned(0, 1, 0)
    assert message("guest_day").state == State.SUPERSEDED
    assert plan_reminders(now=TUESDAY + HOUR) == NOTHING
    change(meetup, reminders=["day"])
    assert plan_reminders(now=TUESDAY + 2 * HOUR) == Planned(0, 0, 1)
    day = message("guest_day")
    assert (day.pk, day.state, day.ended_at, day.error) == (pk, State.PLANNED, None, "")
    assert (day.due_at, day.next_attempt_at) == (FRIDAY_SIX, FRIDAY_SIX)


def test_also_after_the_mail_server_refused_it_for_hours(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    OutboundMessage.objects.filter(kind="guest_day").update(attempts=12)
    change(meetup, reminders=[])
    plan_reminders(now=FRIDAY_SIX + HOUR)
    change(meetup, reminders=["day"])
    plan_reminders(now=FRIDAY_SIX + 2 * HOUR)
    assert message("guest_day").state == State.PLANNED


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.SUPPRESSED, State.EXPIRED])
def test_what_had_its_end_stays_ended(guest: Rsvp, state: State) -> None:
    plan_reminders(now=TUESDAY)
    OutboundMessage.objects.update(state=state, ended_at=TUESDAY)
    assert plan_reminders(now=TUESDAY) == NOTHING
    assert {state for _kind, _pk, state in held()} == {state}


def test_an_owner_that_says_no_is_asked_a_few_times_and_no_more(guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    rows = OutboundMessage.objects.filter(kind="guest_day")
    for attempts in range(1, 8):
        rows.update(state=State.SUPERSEDED, ended_at=TUESDAY, attempts=attempts)
        plan_reminders(now=TUESDAY)
        expected = State.PLANNED if attempts < 5 else State.SUPERSEDED
        assert message("guest_day").state == expected


def test_another_day_moves_all_of_it(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    change(meetup, starts_at=STARTS + DAY, ends_at=STARTS + DAY + HOUR, revision=1)
    assert plan_reminders(now=TUESDAY) == Planned(2, 2, 1)
    planned = OutboundMessage.objects.filter(state=State.PLANNED)
    assert dict(planned.values_list("kind", "due_at")) == {
        "guest_day": FRIDAY_SIX + DAY,
        "evening_before": FRIDAY_SIX + DAY + HOUR,
        "morning_after": datetime(2027, 4, 26, 9, 0, tzinfo=ZONE),
    }


def test_what_is_moved_far_away_is_taken_out(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    change(meetup, starts_at=STARTS + 60 * DAY, ends_at=STARTS + 61 * DAY, revision=1)
    assert plan_reminders(now=TUESDAY) == Planned(0, 3, 0)


def test_cancelling_takes_out_all_and_undoing_it_plans_it_again(
    meetup: Meetup, guest: Rsvp, organiser: User
) -> None:
    seat = get_initiative_for(organiser, meetup.initiative_id)
    plan_reminders(now=TUESDAY)
    cancel_meetup(
        seat=seat, meetup=meetup, title=meetup.title, why="", for_following=False, now=TUESDAY
    )
    plan_reminders(now=TUESDAY)
    assert held(State.PLANNED) == []
    undo_cancel(seat=seat, meetup=Meetup.objects.get(), now=TUESDAY)
    plan_reminders(now=TUESDAY)
    assert [kind for kind, _pk, _state in held(State.PLANNED)] == [
        *("evening_before", "guest_day", "morning_after")
    ]


def test_what_is_erased_leaves_nothing_planned(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    Meetup.objects.all().delete()
    assert plan_reminders(now=TUESDAY) == Planned(0, 3, 0)


def test_a_change_after_the_reminder_reminds_nobody_again(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    send_due(now=FRIDAY_SIX + 2 * HOUR)
    now = FRIDAY_SIX + 2 * HOUR
    change(meetup, revision=1, address="Eikenlaan 3")
    post("meetup_changed", subject_id=guest.pk, group_id=meetup.pk, revision=1, now=now)
    assert plan_reminders(now=now) == NOTHING


def test_what_a_change_told_after_the_moment_is_not_told_again_that_night(
    meetup: Meetup, guest: Rsvp
) -> None:
    """The meetup was in a month, and is tomorrow; all hear so at seven in the evening."""
    now = FRIDAY_SIX + HOUR
    change(meetup, revision=1)
    post("meetup_changed", subject_id=guest.pk, group_id=meetup.pk, revision=1, now=now)
    plan_reminders(now=now)
    assert message("guest_day").due_at == datetime(2027, 4, 24, 8, 0, tzinfo=ZONE)


def test_someone_who_switches_it_off_or_is_away_or_leaves(
    meetup: Meetup, initiative: Initiative
) -> None:
    people = [make_user(name) for name in ("Els", "Ali", "Bo")]
    members = [make_member(initiative, user, role=TeamRole.ORGANISER) for user in people]
    plan_reminders(now=TUESDAY)
    assert len(held(State.PLANNED)) == 8
    MailChoice.objects.create(user=people[0], off=["evening_before"], digest_hour=11)
    away = {"paused_from": FRIDAY_SIX.date(), "paused_until": FRIDAY_SIX.date() + 5 * DAY}
    MailChoice.objects.create(user=people[1], **away)
    members[2].delete()
    assert plan_reminders(now=TUESDAY) == Planned(0, 5, 1)
    morning = OutboundMessage.objects.get(kind="morning_after", subject_id=members[0].pk)
    assert morning.due_at == datetime(2027, 4, 25, 11, 0, tzinfo=ZONE)


# --- outages and nights --------------------------------------------------------------------------
def test_after_an_outage_what_still_helps_goes_at_once(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=FRIDAY_SIX + 2 * HOUR)  # for the first time since Tuesday
    send_due(now=FRIDAY_SIX + 2 * HOUR)
    assert held(State.SENT) == [
        ("evening_before", message("evening_before").subject_id, "sent"),
        ("guest_day", guest.pk, "sent"),
    ]
    assert len(mail.outbox) == 2


def test_what_came_too_late_is_expired_and_not_lost(meetup: Meetup, guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    late = STARTS + HOUR
    plan_reminders(now=late)
    send_due(now=late)
    plan_reminders(now=late)
    assert {kind for kind, _pk, _state in held(State.EXPIRED)} == {"guest_day", "evening_before"}
    assert mail.outbox == []


@pytest.mark.parametrize("hour", [22, 24 + 1, 24 + 7])
def test_what_is_late_waits_for_the_morning(guest: Rsvp, hour: int) -> None:
    now = FRIDAY_SIX - 18 * HOUR + hour * HOUR
    eight = FRIDAY_SIX + 14 * HOUR
    plan_reminders(now=TUESDAY)
    plan_reminders(now=now)
    send_due(now=now)
    assert mail.outbox == []
    send_due(now=eight)
    assert "guest_day" in {kind for kind, _pk, _state in held(State.SENT)}


def test_what_a_worker_finds_at_night_before_the_planner_does_waits_too(guest: Rsvp) -> None:
    """The whole site was down since the afternoon, and comes up at night."""
    plan_reminders(now=TUESDAY)
    night = FRIDAY_SIX + 9 * HOUR
    send_due(now=night)
    assert mail.outbox == []
    assert plan_reminders(now=night).moved == 2
    send_due(now=night + HOUR)
    assert mail.outbox == []
    send_due(now=FRIDAY_SIX + 14 * HOUR)
    assert [kind for kind, _pk, _state in held(State.SENT)] == ["evening_before", "guest_day"]


def test_what_is_posted_at_night_waits_for_the_morning(guest: Rsvp) -> None:
    plan_reminders(now=FRIDAY_SIX + 5 * HOUR)
    assert message("guest_day").next_attempt_at == FRIDAY_SIX + 14 * HOUR
    assert message("guest_day").due_at == FRIDAY_SIX


def test_an_attempt_that_would_fall_in_the_night_is_put_off(guest: Rsvp) -> None:
    plan_reminders(now=TUESDAY)
    rows = OutboundMessage.objects.filter(kind="guest_day")
    rows.update(next_attempt_at=FRIDAY_SIX + 3.75 * HOUR)
    plan_reminders(now=FRIDAY_SIX + 3 * HOUR)
    assert message("guest_day").next_attempt_at == FRIDAY_SIX + 14 * HOUR


# --- digests -------------------------------------------------------------------------------------
def digests(kind: str) -> list[str]:
    """On which coming days somebody gets a digest: "Tue 20"."""
    rows = OutboundMessage.objects.filter(kind=kind, state=State.PLANNED).order_by("due_at")
    return [at.astimezone(ZONE).strftime("%a %d") for at in rows.values_list("due_at", flat=True)]


MORNING = datetime(2027, 4, 20, 7, 0, tzinfo=ZONE)
ALL_DAYS = ["Tue 20", "Wed 21", "Thu 22", "Fri 23"]


@pytest.mark.parametrize(
    ("due_in", "expected"),
    [(0, ALL_DAYS), (7, ALL_DAYS), (9, ALL_DAYS[2:]), (-13, ALL_DAYS[:2]), (-61, [])],
)
def test_steps_that_are_due_make_a_digest(
    initiative: Initiative, due_in: int, expected: list[str]
) -> None:
    make_step(initiative, due_on=MORNING.date() + due_in * DAY)
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == expected
    assert plan_reminders(now=MORNING) == NOTHING


def test_a_helper_hears_of_the_step_that_they_do(initiative: Initiative, helper: User) -> None:
    member = initiative.members.get(user=helper)
    make_step(initiative, due_on=MORNING.date() + 7 * DAY, doer=member)
    plan_reminders(now=MORNING)
    assert {pk for _kind, pk, _state in held()} == {helper.pk}


def test_when_all_is_done_no_digest_comes(initiative: Initiative) -> None:
    step = make_step(initiative, due_on=MORNING.date())
    plan_reminders(now=MORNING)
    change(step, state="done", settled_at=MORNING)
    assert plan_reminders(now=MORNING) == Planned(0, 4, 0)
    change(step, state="open", settled_at=None)
    assert plan_reminders(now=MORNING) == Planned(0, 0, 4)


def test_what_comes_up_after_the_hour_waits_for_tomorrow(initiative: Initiative) -> None:
    make_step(initiative, due_on=MORNING.date())
    plan_reminders(now=MORNING + 4 * HOUR)
    assert digests("organiser_digest") == ["Wed 21", "Thu 22", "Fri 23"]


def test_a_meetup_that_closes_and_one_that_nobody_answers_make_a_digest(
    initiative: Initiative,
) -> None:
    made = MORNING - 60 * DAY
    meetup = make_meetup(
        initiative,
        created_at=made,
        starts_at=MORNING + 30 * DAY,
        closes_at=MORNING + 4 * DAY,
    )
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == ["Thu 22", "Fri 23"]
    change(meetup, closes_at=None, starts_at=MORNING + 16 * DAY)
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == ["Thu 22", "Fri 23"]
    make_rsvp(Meetup.objects.get())
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == []


def test_an_offer_that_ran_out_yesterday_makes_a_digest(meetup: Meetup) -> None:
    make_rsvp(meetup)
    post("rsvp_offer_ended", subject_id=1, group_id=meetup.pk, now=MORNING - 9 * HOUR)
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == ["Tue 20"]


@pytest.mark.parametrize("weeks", [2, 6, 12])
def test_a_plan_that_rests_is_heard_of_three_times(initiative: Initiative, weeks: int) -> None:
    change(initiative, status=Status.RESTING)
    at = MORNING + DAY - 7 * weeks * DAY
    Event.objects.create(initiative=initiative, kind=EventKind.MOVED, after="resting", at=at)
    make_step(initiative, due_on=MORNING.date())
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == ["Wed 21"]


def test_who_is_away_when_a_plan_has_rested_for_weeks_hears_of_it_when_they_are_back(
    initiative: Initiative, organiser: User
) -> None:
    change(initiative, status=Status.RESTING)
    at = MORNING - 14 * DAY
    Event.objects.create(initiative=initiative, kind=EventKind.MOVED, after="resting", at=at)
    away = {"paused_from": MORNING.date(), "paused_until": MORNING.date() + DAY}
    MailChoice.objects.create(user=organiser, **away)
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == ["Thu 22"]
    send_due(now=MORNING + 2 * DAY + 2 * HOUR)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("status", [Status.STOPPED, Status.COMPLETED])
def test_nobody_is_asked_to_find_guests_for_a_plan_that_ended(
    initiative: Initiative, status: Status
) -> None:
    meetup = make_meetup(initiative, created_at=MORNING - 7 * DAY, starts_at=MORNING + 12 * DAY)
    make_step(initiative, due_on=MORNING.date())
    plan_reminders(now=MORNING)
    assert digests("organiser_digest") == ALL_DAYS
    change(initiative, status=status)
    send_due(now=MORNING + 2 * HOUR)
    assert mail.outbox == []
    plan_reminders(now=MORNING + 2 * HOUR)
    assert digests("organiser_digest") == []
    change(meetup, closes_at=MORNING + 4 * DAY)
    plan_reminders(now=MORNING + 2 * HOUR)
    assert digests("organiser_digest") == ALL_DAYS[2:]


FRIDAY_MORNING = MORNING + 3 * DAY


@pytest.mark.parametrize(
    ("first_date", "expected"),
    [(MORNING.date() + 40 * DAY, ["Fri 23", "Mon 26"]),
     (MORNING.date() + 6 * DAY, ["Fri 23", "Sun 25", "Mon 26"])],
)  # fmt: skip
def test_reviewers_hear_what_waits_but_not_in_the_weekend(
    initiative: Initiative, reviewer: User, other_reviewer: User, first_date: Any, expected: Any
) -> None:
    change(initiative, status=Status.SUBMITTED, submitted_at=NOW, first_date=first_date)
    plan_reminders(now=FRIDAY_MORNING)
    assert digests("office_digest") == expected
    assert {pk for kind, pk, _state in held() if kind == "office_digest"} == {reviewer.pk}


def test_a_meetup_on_monday_of_a_plan_that_waits_is_heard_of_on_sunday(
    initiative: Initiative, reviewer: User, office: Office
) -> None:
    change(initiative, status=Status.SUBMITTED, submitted_at=NOW)
    make_meetup(initiative, starts_at=FRIDAY_MORNING + 3 * DAY + 12 * HOUR, state=MeetupState.DRAFT)
    plan_reminders(now=FRIDAY_MORNING)
    assert digests("office_digest") == ["Fri 23", "Sun 25", "Mon 26"]


# --- how it works --------------------------------------------------------------------------------
def queries_of(now: datetime) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        plan_reminders(now=now)
    return len(found)


def test_queries_are_as_many_for_sixteen_meetups_as_for_one(
    meetup: Meetup, guest: Rsvp, initiative: Initiative
) -> None:
    make_step(initiative, due_on=TUESDAY.date())
    first, again = queries_of(TUESDAY), queries_of(TUESDAY)
    for number in range(15):
        other = make_meetup(initiative, starts_at=STARTS + number * HOUR, created_at=NOW)
        make_rsvp(other, f"Guest{number}")
    OutboundMessage.objects.all().delete()
    assert queries_of(TUESDAY) == first
    assert queries_of(TUESDAY) == again
    Meetup.objects.update(revision=1, starts_at=STARTS - HOUR)
    moved = queries_of(TUESDAY)
    assert moved <= first + 3


def test_batches_see_each_meetup_once(
    meetup: Meetup, initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetups.reminders.queries.meetups.BATCH", 2)
    for number in range(4):
        make_rsvp(make_meetup(initiative, created_at=NOW), f"Guest{number}")
    assert plan_reminders(now=TUESDAY).posted == 14
    assert plan_reminders(now=TUESDAY) == NOTHING


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("plan_reminders")
    assert capsys.readouterr().out == "0 posted, 0 out, 0 moved\n"
