"""Where the demo's mail goes: into the database, whatever the sender does."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from meetups import clock

from .services import keep_mail


class MailboxBackend(BaseEmailBackend):
    """Keeps messages instead of sending them; refuses what no mail server would take."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were kept. With `fail_silently` a message that cannot be kept is passed over."""
        kept, now = 0, clock.now()
        for message in email_messages:
            try:
                kept += keep_mail(message=message, now=now)
            except Exception:
                if not self.fail_silently:
                    raise
        return kept
