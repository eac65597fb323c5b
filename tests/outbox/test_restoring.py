"""A backup that is put back sends nothing, until someone says so."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core import mail
from pytest_django import Settings

from meetups.outbox.models import Hold, OutboundMessage, State
from meetups.outbox.services.holding import resume_mail
from meetups.outbox.services.posting import post
from meetups.outbox.services.restoring import note_sent
from meetups.outbox.services.sending import send_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def last_sent(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_LAST_SENT = tmp_path / "last-sent.json"
    return tmp_path / "last-sent.json"


def back_to_planned() -> None:
    """The database as it was before anything left."""
    OutboundMessage.objects.update(state=State.PLANNED, attempts=0, ended_at=None)


def test_a_backup_from_before_the_last_mail_is_held() -> None:
    post("proof", subject_id=1, now=NOW)
    send_due(now=NOW)
    send_due(now=NOW)
    assert not Hold.objects.exists()
    back_to_planned()
    send_due(now=NOW)
    assert len(mail.outbox) == 1
    assert "a backup was put back" in Hold.objects.get().why
    resume_mail()
    send_due(now=NOW)
    assert len(mail.outbox) == 2


def test_a_backup_from_before_the_last_mail_was_posted_is_held() -> None:
    post("proof", subject_id=1, now=NOW - timedelta(hours=1))
    send_due(now=NOW)
    post("proof", subject_id=2, now=NOW)
    send_due(now=NOW + timedelta(seconds=1))
    OutboundMessage.objects.filter(subject_id=2).delete()
    back_to_planned()
    send_due(now=NOW)
    assert len(mail.outbox) == 2
    assert Hold.objects.exists()


def test_a_new_database_is_no_backup(last_sent: Path) -> None:
    post("proof", subject_id=1, now=NOW)
    send_due(now=NOW)
    OutboundMessage.objects.all().delete()
    later = NOW + timedelta(seconds=1)
    post("proof", subject_id=2, now=later)
    send_due(now=later)
    assert len(mail.outbox) == 2


def test_what_was_erased_with_time_is_no_sign_of_a_backup() -> None:
    post("proof", subject_id=1, now=NOW - timedelta(days=40))
    post("proof", subject_id=2, now=NOW - timedelta(days=40), expires_at=NOW + timedelta(days=1))
    send_due(now=NOW - timedelta(days=40))
    OutboundMessage.objects.filter(subject_id=1).delete()
    OutboundMessage.objects.filter(subject_id=2).delete()
    post("proof", subject_id=3, now=NOW - timedelta(days=41), due_at=NOW)
    send_due(now=NOW)
    assert not Hold.objects.exists()


def test_a_note_covers_the_one_before(
    last_sent: Path,
) -> None:
    last_sent.write_text(json.dumps({"message": str(uuid4()), "at": NOW.isoformat()}))
    for moment in (NOW.replace(microsecond=5), NOW):
        note_sent(pk := uuid4(), now=moment)
        noted = json.loads(last_sent.read_text())
        assert UUID(noted["message"]) == pk
        assert datetime.fromisoformat(noted["at"]) == moment


def test_a_note_that_cannot_be_read_or_written_stops_no_mail(
    last_sent: Path, settings: Settings
) -> None:
    last_sent.write_text("no JSON")
    post("proof", subject_id=1, now=NOW)
    send_due(now=NOW)
    settings.OUTBOX_LAST_SENT = last_sent / "not" / "there"
    note_sent(OutboundMessage.objects.get().pk, now=NOW)
    assert len(mail.outbox) == 1
