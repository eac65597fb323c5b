"""What is known of guests goes when the table says, to the second; counts of meetups stay."""

from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from meetups.agenda import tasks
from meetups.agenda.models import (
    GuestNote,
    Meetup,
    MeetupState,
    NeedCount,
    NeedKind,
    RightsRequest,
    Rsvp,
    RsvpState,
)
from meetups.agenda.queries.invariants import broken_seats
from meetups.agenda.retention import MAIL_TO_GUESTS, PLANNED_MAIL, RETENTION
from meetups.agenda.services import purging
from meetups.agenda.services.purging import PURGES, PurgeError, purge
from meetups.agenda.times import moment
from meetups.agenda.wording import erased_on
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post
from meetups.outbox.services.upkeep import MESSAGES_KEPT, SUPPRESSIONS_KEPT
from meetups.sealing import new_token, sha256
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
ENDS = STARTS + 3 * HOUR


def make_request(email: str = "sam@example.org", *, now: datetime = NOW) -> RightsRequest:
    request = RightsRequest(language="nl", created_at=now)
    request.email, request.token = email, new_token()
    request.token_digest = sha256(request.token)
    request.save()
    return request


def left() -> dict[str, int]:
    """How many rows of each kind there are."""
    return {
        "guests": Rsvp.objects.count(),
        "needs": NeedCount.objects.count(),
        "notes": GuestNote.objects.count(),
        "requests": RightsRequest.objects.count(),
    }


def full_meetup(**columns: Any) -> Meetup:
    """A meetup of which everything is known that can be."""
    meetup = make_meetup(**columns)
    for state in RsvpState:
        make_rsvp(meetup, state.value, state, state_at=meetup.ends_at)
    NeedCount.objects.create(meetup=meetup, kind=NeedKind.HALAL, number=2)
    GuestNote.objects.create(meetup=meetup, text="Neem een bord mee.", at=NOW)
    return meetup


# --- the table -----------------------------------------------------------------------------------
def test_the_table_is_the_one_we_promise() -> None:
    with translation.override("en"):
        told = {kept.code: kept.how_long for kept in RETENTION}
    assert told == {
        "unconfirmed": "after 24 hours",
        "guests": "14 days after the meetup",
        "needs": "7 days after the meetup",
        "gone": "after 24 hours",
        "notes": "14 days after the meetup",
        "requests": "after 1 hour",
    }
    assert {(kept.code, kept.stays) for kept in RETENTION if kept.code == "guests"} == {
        ("guests", 14 * DAY)
    }


def test_everything_in_the_table_is_purged_and_every_kind_of_mail_is_known() -> None:
    assert set(PURGES) == {kept.code for kept in RETENTION}
    owners = settings.OUTBOX_KINDS.items()
    ours = {kind for kind, owner in owners if ".agenda." in owner or ".letters.guests." in owner}
    assert ours == {*MAIL_TO_GUESTS, "guest_rights"}
    assert len(MAIL_TO_GUESTS) == len(set(MAIL_TO_GUESTS))
    assert all(".reminders." in settings.OUTBOX_KINDS[kind] for kind in PLANNED_MAIL)


def test_the_privacy_page_shows_the_table(client: Client) -> None:
    page = client.get("/en/privacy/").content.decode()
    with translation.override("en"):
        for kept in RETENTION:
            assert str(kept.what) in page
            assert kept.how_long in page
    assert (MESSAGES_KEPT, SUPPRESSIONS_KEPT) == (30 * DAY, 730 * DAY)
    assert "after 30 days" in page
    assert "after 24 months" in page


# --- what is older goes, and nothing else --------------------------------------------------------
AGES = {"unconfirmed": 24 * HOUR, "gone": 24 * HOUR, "requests": HOUR}
NEAR = st.sampled_from([-DAY, -SECOND, 0 * SECOND, SECOND, DAY]) | st.timedeltas(-DAY, DAY)


@fuzz(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offs=st.lists(NEAR, min_size=6, max_size=6))
def test_exactly_what_was_kept_long_enough_goes(initiative: Any, offs: list[timedelta]) -> None:
    """Offsets from the moment that each is due: at it and after it a row goes, before it not."""
    for model in (Meetup, RightsRequest):
        model._default_manager.all().delete()
    now = ENDS + 100 * DAY
    ahead = make_meetup(initiative, starts_at=now + DAY)
    rows: list[tuple[Any, timedelta]] = []
    for number, off in enumerate(offs):
        kept = [
            make_rsvp(ahead, f"a{number}", RsvpState.PENDING, now=now - 24 * HOUR - off),
            make_rsvp(ahead, f"b{number}", RsvpState.WITHDRAWN, now=now - 24 * HOUR - off),
            make_rsvp(ahead, f"c{number}", RsvpState.REMOVED, now=now - 24 * HOUR - off),
            make_request(now=now - HOUR - off),
        ]
        over = make_meetup(initiative, starts_at=now - 14 * DAY - off - 3 * HOUR)
        kept += [make_rsvp(over, now=now), make_rsvp(over, "W", RsvpState.WAITING, now=now)]
        kept.append(GuestNote.objects.create(meetup=over, text="Dag.", at=NOW))
        other = make_meetup(initiative, starts_at=now - 7 * DAY - off - 3 * HOUR)
        kept.append(NeedCount.objects.create(meetup=other, kind=NeedKind.LIFT, number=1))
        rows += [(row, off) for row in kept]
    purge(now=now)
    stays = [(type(row)._default_manager.filter(pk=row.pk).exists(), off) for row, off in rows]
    assert [is_there for is_there, _off in stays] == [off < 0 * SECOND for _is, off in stays]


def test_who_comes_or_waits_stays_however_long_ago_they_said_so() -> None:
    meetup = make_meetup()
    for state in (RsvpState.CONFIRMED, RsvpState.WAITING, RsvpState.OFFERED):
        make_rsvp(meetup, state.value, state, now=NOW - 300 * DAY)
    assert set(purge(now=NOW).values()) == {0}
    assert Rsvp.objects.count() == 3


@pytest.mark.parametrize("state", MeetupState)
def test_of_a_meetup_that_is_over_the_counts_stay_and_the_persons_go(state: MeetupState) -> None:
    cancelled = NOW if state == MeetupState.CANCELLED else None
    meetup = full_meetup(state=state, cancelled_at=cancelled)
    purge(now=ENDS + 7 * DAY - SECOND)
    assert left() == {"guests": 3, "needs": 1, "notes": 1, "requests": 0}
    purge(now=ENDS + 14 * DAY - SECOND)
    assert left() == {"guests": 3, "needs": 0, "notes": 1, "requests": 0}
    purge(now=ENDS + 14 * DAY)
    assert left() == {"guests": 0, "needs": 0, "notes": 0, "requests": 0}
    assert broken_seats(now=ENDS + 14 * DAY) == []
    after = Meetup.objects.get()
    assert (after.seats_taken, after.capacity) == (meetup.seats_taken, 20)
    assert after.seats_taken == 2


@pytest.mark.parametrize("ends", ["17:00", "23:30", "23:00"])
def test_by_the_day_that_guests_were_told_they_are_erased(ends: str) -> None:
    """Also when it ends late at night, and the clocks change in between."""
    for day in (date(2027, 3, 20), date(2027, 4, 24), date(2027, 10, 23)):
        ends_at = moment(day, time.fromisoformat(ends))
        meetup = make_meetup(starts_at=ends_at - 3 * HOUR)
        make_rsvp(meetup)
        told = erased_on(meetup)
        last_purge_of_that_day = moment(told, time(23, 0))
        purge(now=last_purge_of_that_day)
        assert not meetup.rsvps.exists()
        assert told - day <= 15 * DAY


# --- mail that must still leave ------------------------------------------------------------------
def test_who_withdrew_stays_until_their_mail_has_left() -> None:
    meetup = make_meetup()
    waits, sent = (make_rsvp(meetup, name, RsvpState.WITHDRAWN) for name in ("Sam", "Noor"))
    for rsvp in (waits, sent):
        post("rsvp_withdrawn", subject_id=rsvp.pk, group_id=meetup.pk, now=NOW)
    ended = {"state": State.SENT, "ended_at": NOW}
    OutboundMessage.objects.filter(subject_id=sent.pk).update(**ended)
    assert purge(now=NOW + DAY)["gone"] == 1
    assert Rsvp.objects.get() == waits
    OutboundMessage.objects.update(**ended)
    assert purge(now=NOW + DAY)["gone"] == 1


def test_a_reminder_that_was_planned_keeps_nobody_who_withdrew() -> None:
    rsvp = make_rsvp(make_meetup(), "Sam", RsvpState.WITHDRAWN)
    post("guest_day", subject_id=rsvp.pk, group_id=rsvp.meetup_id, now=NOW, due_at=NOW + 3 * DAY)
    assert purge(now=NOW + DAY)["gone"] == 1


@pytest.mark.parametrize("kind", ["guest_note", "guest_day"])
def test_mail_to_who_is_erased_is_withdrawn(kind: str) -> None:
    meetup = make_meetup()
    rsvp = make_rsvp(meetup)
    late = ENDS + 30 * DAY
    post(kind, subject_id=rsvp.pk, group_id=meetup.pk, now=ENDS, expires_at=late)
    purge(now=ENDS + 14 * DAY)
    assert OutboundMessage.objects.get().state == State.CANCELLED


# --- how many came -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "came", "kept"), [(None, [2, None, 0], 2), (30, [2, 1, 0], 30), (None, [None], None)]
)
def test_how_many_came_is_kept(said: int | None, came: list[int | None], kept: int | None) -> None:
    meetup = make_meetup(attended=said)
    for number, people in enumerate(came):
        make_rsvp(meetup, f"G{number}", came=people)
    purge(now=ENDS + 14 * DAY)
    assert Meetup.objects.get().attended == kept


# --- interrupted ---------------------------------------------------------------------------------
def test_what_fails_stops_nothing_else_and_goes_on_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database fails at the third batch: what was erased is, and the rest follows later."""
    monkeypatch.setattr(purging, "MEETUPS", 1)
    for day in range(4):
        make_rsvp(make_meetup(starts_at=STARTS + day * DAY), came=1)
    make_request()
    now, broken = ENDS + 30 * DAY, Failing(third=True)
    with connection.execute_wrapper(broken), pytest.raises(PurgeError) as caught:
        purge(now=now)
    assert set(caught.value.failed) == {"guests"}
    assert left() == {"guests": 2, "needs": 0, "notes": 0, "requests": 0}
    assert sorted(Meetup.objects.values_list("attended", flat=True), key=str) == [1, 1, None, None]
    assert purge(now=now)["guests"] == 2
    assert set(Meetup.objects.values_list("attended", flat=True)) == {1}


def test_who_signs_up_again_in_that_very_moment_stays() -> None:
    """The row is judged once more by the statement that erases it."""
    rsvp = make_rsvp(make_meetup(), state=RsvpState.PENDING)
    now = NOW + DAY

    def renewed(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('DELETE FROM "agenda_rsvp"'):
            Rsvp.objects.filter(pk=rsvp.pk).update(state_at=now)
        return execute(sql, *rest)

    with connection.execute_wrapper(renewed):
        assert purge(now=now)["unconfirmed"] == 0
    assert Rsvp.objects.exists()
    assert purge(now=now + DAY)["unconfirmed"] == 1


class Failing:
    """Lets the database refuse to erase RSVPs: from the third time on, or always."""

    def __init__(self, *, third: bool = False) -> None:
        self.left = 2 if third else 0

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('DELETE FROM "agenda_rsvp"'):
            if not self.left:
                raise OSError("disk full")
            self.left -= 1
        return execute(sql, *rest)


def test_the_command_tells_what_went() -> None:
    meetup = make_meetup(starts_at=NOW - 400 * DAY)
    make_rsvp(meetup)
    out = StringIO()
    call_command("purge", stdout=out)
    assert "guests: 1 erased" in out.getvalue().splitlines()
    assert len(out.getvalue().splitlines()) == len(PURGES)


def test_the_command_fails_aloud_and_says_what_to_do() -> None:
    make_rsvp(make_meetup(starts_at=NOW - 400 * DAY))
    out, err = StringIO(), StringIO()
    with connection.execute_wrapper(Failing()), pytest.raises(CommandError, match="run it again"):
        call_command("purge", stdout=out, stderr=err)
    assert err.getvalue() == "guests: OSError\n"
    assert "requests: 0 erased" in out.getvalue()
    assert Rsvp.objects.count() == 1


def test_the_worker_purges() -> None:
    make_rsvp(make_meetup(starts_at=NOW - 400 * DAY))
    tasks.purge()
    assert not Rsvp.objects.exists()
    assert settings.CELERY_BEAT_SCHEDULE["purge"]["task"] == tasks.purge.name


# --- cheap ---------------------------------------------------------------------------------------
def test_many_meetups_cost_few_questions() -> None:
    for day in range(15):
        make_rsvp(make_meetup(starts_at=STARTS - day * DAY))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        purge(now=ENDS + 14 * DAY)
    assert len(caught) <= 16 + 15  # each meetup withdraws its mail


def test_old_rows_are_found_by_an_index() -> None:
    """Seen on SQLite; PostgreSQL chooses by numbers, and among so few rows any way is as good."""
    with CaptureQueriesContext(connection) as caught:
        purge(now=NOW)
    if connection.vendor == "sqlite":
        plans = [plan_of(query["sql"]) for query in caught if query["sql"].startswith("SELECT")]
        assert sum("rsvps_to_purge" in plan for plan in plans) == 2
        assert sum("meetups_by_end" in plan for plan in plans) >= 1
        assert [plan for plan in plans if "SCAN" in plan and "USING" not in plan] == []


def plan_of(sql: str) -> str:
    """How SQLite finds it, in its own words."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " / ".join(str(row[-1]) for row in cursor.fetchall())
