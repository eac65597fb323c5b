"""A clock that jumps: an hour on, an hour back, a day back. Nothing hangs until it catches up."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from celery import Celery
from celery.beat import PersistentScheduler, Scheduler
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from pytest_django import Settings

from meetups.accounts import sessions
from meetups.accounts.models import User
from meetups.accounts.views import address
from meetups.celery import app
from meetups.operations.beat import Rings
from meetups.operations.queries import heartbeat_age, readiness
from meetups.operations.services import record_heartbeat
from meetups.outbox.management.commands.send_due import Command
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services import leases, upkeep
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due
from tests.outbox.letters import KINDS

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
BACK = (HOUR, DAY)


@pytest.fixture
def kinds(settings: Settings) -> None:
    settings.OUTBOX_KINDS = KINDS


# --- beat ----------------------------------------------------------------------------------------
def rings(
    kind: type[Scheduler], jump: timedelta, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> list[set[str]]:
    """What beat rings in a quarter of an hour: before the clock jumps, and after."""
    rung: set[str] = set()
    monkeypatch.setattr(kind, "apply_async", lambda self, entry, **_: rung.add(entry.name))
    found = []
    with time_machine.travel(NOW, tick=False) as clock:
        scheduler = kind(app, lazy=False, schedule_filename=f"{tmp_path}/beat-schedule")
        for move in (timedelta(), jump):
            clock.shift(move)
            rung.clear()
            for _step in range(180):
                while scheduler.tick() == 0:
                    pass
                clock.shift(5 * SECOND)
            found.append(set(rung))
    return found


EVERY_MINUTE = {"heartbeat", "send-due", "plan-reminders", "end-offers"}


@pytest.mark.parametrize("jump", [HOUR, -HOUR, -DAY])
def test_beat_goes_on_ringing(
    jump: timedelta, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = rings(Rings, jump, tmp_path, monkeypatch)
    assert before == set(django_settings.CELERY_BEAT_SCHEDULE)  # all at once, to begin with
    assert after >= EVERY_MINUTE


def test_that_of_celery_would_not(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    _before, after = rings(PersistentScheduler, -DAY, tmp_path, monkeypatch)
    assert after == set()


def test_it_is_the_one_that_is_used() -> None:
    assert isinstance(app, Celery)
    assert app.conf.beat_scheduler == f"{Rings.__module__}:{Rings.__name__}"


# --- the heartbeat -------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("back", BACK)
def test_a_heartbeat_that_is_yet_to_come_shows_no_life(back: timedelta) -> None:
    record_heartbeat(now=NOW)
    assert heartbeat_age(now=NOW - back) == back.total_seconds()
    assert not readiness(now=NOW - back).ready
    record_heartbeat(now=NOW - back)
    assert heartbeat_age(now=NOW - back) == 0


@pytest.mark.django_db
def test_an_hour_ahead_it_is_old_until_the_next(caplog: pytest.LogCaptureFixture) -> None:
    record_heartbeat(now=NOW)
    assert not readiness(now=NOW + HOUR).ready
    record_heartbeat(now=NOW + HOUR)
    assert readiness(now=NOW + HOUR).ready
    assert "went back" not in caplog.text


# --- mail ----------------------------------------------------------------------------------------
def sent() -> int:
    return OutboundMessage.objects.filter(state=State.SENT).count()


@pytest.mark.django_db
@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize("back", BACK)
def test_what_must_leave_at_once_does_not_wait_for_the_clock_of_before(back: timedelta) -> None:
    post("proof", subject_id=1, now=NOW)
    post("proof", subject_id=2, now=NOW, due_at=NOW + 3 * HOUR)
    record_heartbeat(now=NOW)
    send_due(now=NOW - back)
    assert sent() == 0
    record_heartbeat(now=NOW - back)
    send_due(now=NOW - back)
    assert [row.subject_id for row in OutboundMessage.objects.filter(state=State.SENT)] == [1]
    later = OutboundMessage.objects.get(subject_id=2)
    assert (later.state, later.next_attempt_at) == (State.PLANNED, NOW + 3 * HOUR)


@pytest.mark.django_db
@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize("back", BACK)
def test_a_lease_of_a_worker_that_died_does_not_last_longer(back: timedelta) -> None:
    post("proof", subject_id=1, now=NOW - 2 * DAY)
    token = uuid4()
    (message,) = leases.claim(token=token, now=NOW)
    now = NOW - back
    assert leases.claim(token=uuid4(), now=now) == []
    assert upkeep.turn_back(now=now) == 1
    send_due(now=now)
    assert (sent(), len(mail.outbox)) == (1, 1)
    # Had it only been asleep, it would find that the message is not its own any more.
    assert leases.way_of(message, token=token) is leases.Way.LOST


@pytest.mark.django_db
@pytest.mark.usefixtures("kinds")
def test_what_is_to_be_tried_again_waits_no_longer_than_it_may(settings: Settings) -> None:
    for number, due in enumerate((NOW - 2 * DAY, NOW - 2 * HOUR)):
        post("proof", subject_id=number, now=NOW - 2 * DAY, due_at=due)
    for message in leases.claim(token=(token := uuid4()), now=NOW):
        leases.try_later(message, token=token, error="451", is_away=False, now=NOW)
    now = NOW - DAY
    assert upkeep.turn_back(now=now) == 2
    again = dict(OutboundMessage.objects.values_list("subject_id", "next_attempt_at"))
    assert again == {0: now + upkeep.SOON, 1: NOW - 2 * HOUR}  # never before it is due


@pytest.mark.django_db
@pytest.mark.usefixtures("kinds")
def test_where_there_is_no_worker_the_loop_notices() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        loop = Command()
        loop.began = time.time() - time.monotonic()
        post("proof", subject_id=1, now=NOW)
        clock.shift(-DAY)
        loop.mind_the_clock()
        send_due(now=NOW - DAY)
        assert sent() == 1


# --- people --------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("back", BACK)
def test_a_session_lasts_no_longer_than_it_would(
    client: Client, organiser: User, back: timedelta
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(organiser)
        clock.shift(-back)
        assert client.get("/en/account/").status_code == 200
        left = sessions.seconds_left(client.session, now=datetime.now(UTC))
        assert left == sessions.VOLUNTEERS.idle.total_seconds()
        clock.shift(sessions.VOLUNTEERS.idle)
        assert client.get("/en/account/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [HOUR, -HOUR, -DAY])
def test_a_code_for_a_new_address_is_worth_nothing_after_a_jump(
    client: Client, organiser: User, jump: timedelta
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(organiser)
        client.post("/en/account/address/", {"email": "nieuw@example.org"})
        code = client.session[address.KEY]["code"]
        clock.shift(jump)
        client.post("/en/account/address/code/", {"code": code})
    assert User.objects.get(pk=organiser.pk).email == organiser.email
