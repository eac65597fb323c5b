"""What an operator types, and what beat has done."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from meetups.outbox import tasks
from meetups.outbox.models import Hold, OutboundMessage, State, Suppression
from meetups.outbox.services.addresses import suppress
from meetups.outbox.services.posting import post
from meetups.outbox.services.upkeep import erase_old, try_again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def run(*command: str) -> tuple[str, object]:
    """What a command says, and its exit code."""
    out = StringIO()
    try:
        call_command(*command, stdout=out)
    except SystemExit as left:
        return out.getvalue(), left.code
    return out.getvalue(), 0


def test_send_due_sends_what_is_due() -> None:
    post("proof", subject_id=1, now=timezone.now())
    assert run("send_due") == ("", 0)
    assert len(mail.outbox) == 1


def test_the_task_does_the_same() -> None:
    post("proof", subject_id=1, now=timezone.now())
    tasks.send_due()
    assert len(mail.outbox) == 1


def test_check_invariants_names_the_rows_and_fails(settings: Settings) -> None:
    settings.INVARIANTS = ["meetups.outbox.queries.broken_messages"]
    post("proof", subject_id=1, now=timezone.now())
    assert run("check_invariants") == ("", 0)
    OutboundMessage.objects.update(kind="prof")
    said, code = run("check_invariants")
    assert code == 1
    assert f"{OutboundMessage.objects.get().pk} (prof 1.0) has an unknown kind" in said


def test_all_invariants_can_be_asked() -> None:
    assert run("check_invariants") == ("", 0)


def test_holding_and_resuming() -> None:
    assert run("hold_mail", "restored from Friday") == ("Mail is held.\n", 0)
    assert Hold.objects.get().why == "restored from Friday"
    post("proof", subject_id=1, now=timezone.now())
    run("send_due")
    assert mail.outbox == []
    assert run("resume_mail") == ("Mail leaves again.\n", 0)
    assert run("resume_mail") == ("Mail was not held.\n", 0)
    run("send_due")
    assert len(mail.outbox) == 1
    with pytest.raises(CommandError):
        run("hold_mail", "x" * 500)


def test_what_ended_long_ago_is_erased() -> None:
    for number in range(1, 5):
        post("proof", subject_id=number, now=NOW - timedelta(days=60))
    old, fresh = NOW - timedelta(days=30), NOW - timedelta(days=29)
    rows = OutboundMessage.objects
    rows.filter(subject_id=1).update(state=State.SENT, ended_at=old)
    rows.filter(subject_id=2).update(state=State.FAILED, ended_at=old)
    rows.filter(subject_id=3).update(state=State.SENT, ended_at=fresh)
    suppress(address="a@example.org", why="x", now=NOW - timedelta(days=730))
    suppress(address="b@example.org", why="x", now=NOW - timedelta(days=729))
    assert erase_old(now=NOW) == 3
    assert set(rows.values_list("subject_id", flat=True)) == {3, 4}
    assert Suppression.objects.count() == 1
    tasks.erase_old()


def test_a_failed_message_can_be_tried_again_while_it_is_of_use() -> None:
    post("poison", subject_id=1, now=NOW)
    OutboundMessage.objects.update(state=State.FAILED, ended_at=NOW)
    message = OutboundMessage.objects.get()
    assert not try_again(message, now=NOW + timedelta(days=8))
    assert try_again(message, now=NOW)
    assert not try_again(message, now=NOW)
    message.refresh_from_db()
    assert (message.state, message.ended_at) == ("planned", None)
