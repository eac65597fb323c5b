"""The alarm, and the rules that always hold."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.queries import broken_messages, mail_state
from meetups.outbox.services.holding import hold_mail
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due
from tests.outbox.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_all_is_well_while_nothing_is_due() -> None:
    post("proof", subject_id=1, now=NOW, due_at=NOW + minutes(5))
    state = mail_state(now=NOW)
    assert (state.oldest_due_age, state.failed_in_a_day, state.held) == (None, 0, False)
    assert not state.stands_still


@pytest.mark.parametrize(("age", "still"), [(10, False), (10.1, True)])
def test_mail_that_no_worker_takes_is_an_alarm_after_ten_minutes(age: float, still: bool) -> None:
    post("proof", subject_id=1, now=NOW)
    post("proof", subject_id=2, now=NOW + minutes(3))
    state = mail_state(now=NOW + minutes(age))
    assert (state.oldest_due_age, state.stands_still) == (age * 60, still)
    assert state.minutes == 10


def test_what_a_dead_worker_left_counts_from_the_end_of_its_lease() -> None:
    post("proof", subject_id=1, now=NOW)
    OutboundMessage.objects.update(
        state=State.SENDING, lease_token=uuid4(), lease_until=NOW + minutes(2)
    )
    assert mail_state(now=NOW + minutes(1)).oldest_due_age is None
    assert mail_state(now=NOW + minutes(13)).oldest_due_age == 11 * 60


def test_one_message_that_its_server_refuses_for_now_is_no_alarm(sink: Sink) -> None:
    sink.refuses = 2
    post("proof", subject_id=1, now=NOW - minutes(60))
    send_due(now=NOW)
    assert mail_state(now=NOW).oldest_due_age is None


def test_a_mail_server_that_is_away_is_an_alarm_though_we_try_now_and_then(
    sink: Sink, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    post("proof", subject_id=1, now=NOW - minutes(11))
    send_due(now=NOW)
    assert mail_state(now=NOW).stands_still


def test_failures_of_a_day_and_a_hold_are_told() -> None:
    for number in (1, 2):
        post("poison", subject_id=number, now=NOW - timedelta(days=number - 1))
        send_due(now=NOW - timedelta(days=number - 1))
    hold_mail(now=NOW)
    state = mail_state(now=NOW + minutes(1))
    assert (state.failed_in_a_day, state.held) == (1, True)


def test_nothing_is_broken_in_a_sound_outbox() -> None:
    now = timezone.now()
    for kind in ("proof", "poison", "over"):
        post(kind, subject_id=1, now=now)
    send_due(now=now)
    post("proof", subject_id=2, now=now)
    assert broken_messages() == []


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"kind": "prof"}, "has an unknown kind"),
        ({"expires_at": -20, "due_at": -30, "next_attempt_at": -30}, "is too late and still open"),
        (
            {"state": "sending", "lease_token": uuid4(), "lease_until": -20, "attempts": 1},
            "was left behind and not taken up",
        ),
        ({"state": "sent", "ended_at": 1}, "was sent without an attempt"),
    ],
)
def test_a_broken_message_is_named(columns: dict[str, object], fault: str) -> None:
    """Numbers are minutes from now."""
    now = timezone.now()
    post("proof", subject_id=1, now=now)
    times = {"expires_at", "due_at", "next_attempt_at", "lease_until", "ended_at"}
    OutboundMessage.objects.update(
        **{
            name: now + minutes(value) if name in times else value  # type: ignore[arg-type]
            for name, value in columns.items()
        }
    )
    (line,) = broken_messages()
    assert line.endswith(fault)
    assert str(OutboundMessage.objects.get().pk) in line
