"""What tests of letters share: posting one, and sending it at a moment."""

from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due

WEEKS = timedelta(weeks=3)


def sent(kind: str, subject_id: int, at: datetime, **values: Any) -> EmailMultiAlternatives | State:
    """The mail that leaves at a moment, or the state in which it ended instead."""
    mail.outbox.clear()
    given: dict[str, Any] = {"now": at - WEEKS, "due_at": at, "expires_at": at + WEEKS} | values
    post(kind, subject_id=subject_id, **given)
    send_due(now=at)
    message = OutboundMessage.objects.get(kind=kind, subject_id=subject_id)
    state = State(message.state)
    assert message.error == ""
    message.delete()
    if not mail.outbox:
        return state
    (found,) = mail.outbox
    assert state == State.SENT
    assert isinstance(found, EmailMultiAlternatives)
    return found


def mail_of(kind: str, subject_id: int, at: datetime, **values: Any) -> EmailMultiAlternatives:
    found = sent(kind, subject_id, at, **values)
    assert isinstance(found, EmailMultiAlternatives), found
    return found


def page_of(found: EmailMultiAlternatives) -> str:
    """The HTML part."""
    ((html, kind),) = found.alternatives
    assert kind == "text/html"
    assert isinstance(html, str)
    return html


def flat(found: EmailMultiAlternatives) -> str:
    """The text part in one line."""
    return " ".join(str(found.body).split())
