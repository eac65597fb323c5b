"""Noticing that the database is an older one: a backup was put back, which knows less than we sent.

What left since the backup is planned again in it, and would leave once more. So the last message
that this machine sent is noted beside the database, and mail is held when the database does not
know of it.
"""

import json
import logging
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings

from ..models import OutboundMessage, State
from .holding import hold_mail
from .upkeep import MESSAGES_KEPT

logger = logging.getLogger(__name__)
WHY = "The database is older than the mail that was sent: a backup was put back."
NOTE_LENGTH = 200
"""Characters, blanks at the end included."""


def note_sent(pk: UUID, *, now: datetime) -> None:
    """Note the last message. Where nothing can be written, a restore is not noticed.

    A note is as long as the one before, and written over it at once: nobody reads half of one. It
    is done for each message, so it makes no new file, which the disk would have to be waited for.
    """
    if path := settings.OUTBOX_LAST_SENT:
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        note = json.dumps({"message": str(pk), "at": at}).ljust(NOTE_LENGTH)
        with suppress(OSError):
            file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
            try:
                os.write(file, note.encode())
            finally:
                os.close(file)


def hold_if_restored(*, now: datetime) -> None:
    """Hold all mail when the database knows older messages, but not the last one that left."""
    path = settings.OUTBOX_LAST_SENT
    if not path or not path.exists():
        return
    try:
        noted = json.loads(path.read_text())
        pk, at = UUID(noted["message"]), datetime.fromisoformat(noted["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    erased_by_now = at < now - MESSAGES_KEPT + timedelta(days=1)
    messages = OutboundMessage.objects
    if erased_by_now or messages.filter(pk=pk, state=State.SENT).exists():
        return
    path.unlink(missing_ok=True)  # once: resume_mail is the last word
    if messages.filter(posted_at__lt=at).exclude(pk=pk).exists() or messages.filter(pk=pk).exists():
        hold_mail(now=now, why=WHY)
        logger.error(WHY)
