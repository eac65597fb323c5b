"""Sending, by a real mail server where it matters: what leaves, what comes back, what ends."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError
from pytest_django import Settings

from meetups.outbox.letters import Dropped
from meetups.outbox.models import OutboundMessage, State, Suppression
from meetups.outbox.services import leases, sending
from meetups.outbox.services.addresses import is_suppressed, suppress
from meetups.outbox.services.holding import hold_mail, resume_mail
from meetups.outbox.services.posting import post, post_all
from meetups.outbox.services.sending import send_due
from meetups.outbox.smtp import PostOffice
from tests.outbox.letters import KINDS, address
from tests.outbox.sink import Sink
from tests.smtp import Sink as Refuser
from tests.smtp import smtp

__all__ = ["smtp"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def states() -> dict[int, str]:
    """Where each message is, by what it is about."""
    return dict(OutboundMessage.objects.values_list("subject_id", "state"))


def only() -> OutboundMessage:
    return OutboundMessage.objects.get()


def test_what_is_due_leaves_and_the_rest_waits() -> None:
    post_all("proof", subject_ids=list(range(1, 46)), now=NOW)
    post("proof", subject_id=99, now=NOW, due_at=NOW + timedelta(seconds=1))
    send_due(now=NOW)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(map(address, range(1, 46)))
    assert states() == dict.fromkeys(range(1, 46), "sent") | {99: "planned"}


def test_a_mail_carries_what_machines_ask_for() -> None:
    post("guest_note", subject_id=1, now=NOW)
    send_due(now=NOW)
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    headers = message.message()
    assert headers["Message-ID"] == f"<{only().pk}@localhost>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = str(headers["List-Unsubscribe"]).strip().strip("<>")
    assert url.startswith("http://localhost:8000/en/mail/stop/")
    assert url in message.body
    assert url in str(message.alternatives[0][0])
    assert address(1) not in url
    assert message.attachments[0][0] == "meetup.ics"


def test_what_must_be_known_has_no_way_to_stop_it() -> None:
    post("proof", subject_id=1, now=NOW)
    send_due(now=NOW)
    assert "List-Unsubscribe" not in mail.outbox[0].message()
    assert "/mail/stop/" not in mail.outbox[0].body


# --- no longer right -----------------------------------------------------------------------------
def test_the_owner_has_the_last_word() -> None:
    post("over", subject_id=1, now=NOW)
    send_due(now=NOW)
    assert (mail.outbox, states()) == ([], {1: "superseded"})


def test_addresses_that_want_no_mail_get_none() -> None:
    suppress(address=address(1).upper(), why="x", now=NOW)
    suppress(address=address(2), kind="proof", why="x", now=NOW)
    suppress(address=address(3), kind="guest_note", why="x", now=NOW)
    post_all("proof", subject_ids=[1, 2, 3], now=NOW)
    send_due(now=NOW)
    assert states() == {1: "suppressed", 2: "suppressed", 3: "sent"}
    assert not any("guest" in row.address_digest for row in Suppression.objects.all())


def test_a_suppression_survives_a_new_key(settings: Settings) -> None:
    suppress(address=address(1), why="x", now=NOW)
    settings.SEALING_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0=", *settings.SEALING_KEYS]
    assert is_suppressed(address=address(1))
    suppress(address=address(1), why="x", now=NOW)
    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    assert is_suppressed(address=address(1))


def test_while_mail_is_held_nothing_leaves() -> None:
    hold_mail(now=NOW, why="restored")
    hold_mail(now=LATER)
    post("proof", subject_id=1, now=NOW)
    send_due(now=NOW)
    assert (mail.outbox, states()) == ([], {1: "planned"})
    assert resume_mail()
    assert not resume_mail()
    send_due(now=NOW)
    assert len(mail.outbox) == 1


def test_a_hold_stops_a_batch_in_the_middle(settings: Settings) -> None:
    settings.OUTBOX_KINDS = KINDS | {"proof": f"{__name__}.hold_on"}
    post_all("proof", subject_ids=[1, 2], now=NOW)
    send_due(now=NOW)
    assert states() == {1: "planned", 2: "planned"}
    assert set(OutboundMessage.objects.values_list("lease_token", flat=True)) == {None}


def hold_on(message: OutboundMessage, *, now: datetime) -> Any:
    """An owner during whose answer someone holds all mail."""
    hold_mail(now=now)
    return Dropped()


def test_what_is_too_late_does_not_leave() -> None:
    post("proof", subject_id=1, now=NOW, expires_at=NOW + timedelta(minutes=1))
    send_due(now=LATER)
    assert (mail.outbox, states()) == ([], {1: "expired"})


# --- faults of ours ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["poison", "nowhere", "with_line_end"])
def test_a_poisoned_message_fails_alone_with_an_alert(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    post(kind, subject_id=1, now=NOW - timedelta(minutes=1))
    post("proof", subject_id=2, now=NOW)
    with caplog.at_level(logging.ERROR):
        send_due(now=NOW)
    assert states() == {1: "failed", 2: "sent"}
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert f"of the kind {kind} failed: " in record.getMessage()
    failed = OutboundMessage.objects.get(subject_id=1)
    assert "example.org" not in caplog.text + failed.error
    assert failed.error


def test_a_kind_that_nobody_knows_any_more_fails(settings: Settings) -> None:
    post("over", subject_id=1, now=NOW)
    settings.OUTBOX_KINDS = {}
    send_due(now=NOW)
    assert states() == {1: "failed"}


def test_a_database_that_is_away_fails_no_message(settings: Settings) -> None:
    settings.OUTBOX_KINDS = KINDS | {"proof": f"{__name__}.without_a_database"}
    post("proof", subject_id=1, now=NOW)
    with pytest.raises(OperationalError):
        send_due(now=NOW)
    assert states() == {1: "sending"}
    settings.OUTBOX_KINDS = KINDS
    send_due(now=NOW + timedelta(seconds=120))
    assert states() == {1: "sent"}


def without_a_database(message: OutboundMessage, *, now: datetime) -> Any:
    raise OperationalError


# --- faults of the mail server -------------------------------------------------------------------
def test_a_refusal_for_now_is_tried_again_until_it_is_too_late(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    sink.refuses = 2  # each address
    post("proof", subject_id=1, now=NOW, expires_at=NOW + timedelta(hours=2))
    moment, waits = NOW, []
    while states() != {1: "expired"}:
        send_due(now=moment)
        waits.append(only().next_attempt_at - moment)
        moment = max(only().next_attempt_at, moment + timedelta(seconds=1))
    minutes = [wait / timedelta(minutes=1) for wait in waits[:4]]
    assert all(half <= wait <= 3 * half for half, wait in zip((0.5, 1, 2, 4), minutes, strict=True))
    assert caplog.text == ""
    assert sink.accepted == []


def test_a_refusal_names_numbers_only(sink: Sink) -> None:
    sink.refuses = 2
    post("proof", subject_id=1, now=NOW)
    send_due(now=NOW)
    message = only()
    assert (message.state, message.error, message.attempts) == ("planned", "451 4.7.1", 1)


def test_a_mailbox_that_is_not_there_fails_and_gets_no_more(
    smtp: Refuser, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.refuse.add(address(1))
    post_all("proof", subject_ids=[1, 2], now=NOW)
    send_due(now=NOW)
    assert states() == {1: "failed", 2: "sent"}
    assert OutboundMessage.objects.get(subject_id=1).error == "550 5.1.1"
    assert is_suppressed(address=address(1), kind="guest_note")
    assert "example.org" not in caplog.text


def test_a_mail_server_that_is_away_costs_one_attempt_and_all_else_waits(
    sink: Sink, settings: Settings
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    post_all("proof", subject_ids=list(range(1, 31)), now=NOW)
    send_due(now=NOW)
    tried = OutboundMessage.objects.filter(attempts__gt=0)
    assert [message.error for message in tried] == ["away: ConnectionRefusedError"]
    assert tried[0].next_attempt_at <= NOW + timedelta(minutes=7.5)
    settings.EMAIL_PORT = port
    send_due(now=NOW)
    assert sink.distinct == 29
    send_due(now=LATER)
    assert sink.distinct == 30


def test_a_server_that_hangs_up_between_messages_is_called_again(sink: Sink) -> None:
    sink.loses_reply_of = {address(1)}
    post_all("proof", subject_ids=[1, 2, 3], now=NOW)
    send_due(now=NOW)
    assert (sink.distinct, states()) == (3, {1: "planned", 2: "sent", 3: "sent"})
    send_due(now=LATER)
    assert (sink.distinct, sink.copies, sink.ids_each) == (3, 1, 1)


# --- workers that die ----------------------------------------------------------------------------
def test_what_died_after_the_ok_goes_once_more_with_the_same_id(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: Any, **kwargs: Any) -> bool:
        raise SystemExit

    post("proof", subject_id=1, now=NOW)
    with monkeypatch.context() as dying:
        dying.setattr(leases, "end", die)
        with pytest.raises(SystemExit):
            send_due(now=NOW)
    send_due(now=NOW + timedelta(seconds=119))
    assert len(sink.accepted) == 1
    send_due(now=NOW + timedelta(seconds=120))
    assert (sink.distinct, sink.copies, states()) == (1, 1, {1: "sent"})


def sleep_over_the_lease(monkeypatch: pytest.MonkeyPatch, sink: Sink) -> int:
    """A worker sleeps before the second of its messages until another did them all."""
    post_all("proof", subject_ids=[1, 2], now=NOW)
    original = leases.way_of

    def sleepy(message: Any, **kwargs: Any) -> Any:
        if len(sink.accepted) == 1:
            monkeypatch.setattr(leases, "way_of", original)
            send_due(now=NOW + timedelta(seconds=121))
        return original(message, **kwargs)

    monkeypatch.setattr(leases, "way_of", sleepy)
    send_due(now=NOW)
    return sink.copies


def test_who_slept_over_its_lease_sends_no_more(
    monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    assert sleep_over_the_lease(monkeypatch, sink) == 0


def test_without_the_condition_it_would(monkeypatch: pytest.MonkeyPatch, sink: Sink) -> None:
    """The control."""

    mine = "state = 'sending' AND lease_token = %s"
    anybodys = leases._WAY.replace(mine, "(lease_token = %s OR 1 = 1)")
    monkeypatch.setattr(leases, "_WAY", anybodys)
    assert sleep_over_the_lease(monkeypatch, sink) == 1


def test_no_message_is_started_on_a_lease_that_is_nearly_over(sink: Sink) -> None:
    post_all("proof", subject_ids=[1, 2], now=NOW)
    token = uuid4()
    batch = leases.claim(token=token, now=NOW)
    slow = NOW + timedelta(seconds=81)  # what the first message took
    with PostOffice(seconds=5) as post_office:
        sending._send_batch(
            batch, token, lambda: slow if sink.accepted else NOW, float("inf"), post_office
        )
    assert sorted(states().values()) == ["planned", "sent"]


def test_a_turn_ends_and_says_that_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    post_all("proof", subject_ids=list(range(1, 46)), now=NOW)
    monkeypatch.setattr(sending, "TURN_SECONDS", 0)
    assert sending.take_turn()
    assert "sending" not in states().values()
    monkeypatch.setattr(sending, "TURN_SECONDS", 20)
    assert not sending.take_turn()
    assert set(states().values()) == {State.SENT}
