"""Owners of kinds of mail, for tests: each makes letters of one sort."""

from datetime import datetime

from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

KINDS = {
    name: f"{__name__}.{name}"
    for name in ("proof", "guest_note", "poison", "over", "nowhere", "with_line_end")
}


def address(subject_id: int) -> str:
    """Who gets the mail about a row."""
    return f"guest{subject_id}@example.org"


def proof(message: OutboundMessage, *, now: datetime) -> Letter:
    """An ordinary mail, with the number of its row in it."""
    context = {"code": message.subject_id}
    return Letter(address(message.subject_id), "nl", "sign_in_code", context)


def guest_note(message: OutboundMessage, *, now: datetime) -> Letter:
    """Mail that can be stopped, in English, with a file."""
    file = ("meetup.ics", b"BEGIN:VCALENDAR", "text/calendar")
    context = {"code": message.subject_id}
    return Letter(address(message.subject_id), "en", "sign_in_code", context, (file,))


def poison(message: OutboundMessage, *, now: datetime) -> Letter:
    """A fault of ours, which names the address in its words."""
    raise ValueError(f"{address(message.subject_id)} has no name")


def over(message: OutboundMessage, *, now: datetime) -> Dropped:
    """No longer right."""
    return Dropped(State.SUPERSEDED)


def nowhere(message: OutboundMessage, *, now: datetime) -> Letter:
    """Mail without a template."""
    return Letter(address(message.subject_id), "nl", "there_is_no_such_template", {})


def with_line_end(message: OutboundMessage, *, now: datetime) -> Letter:
    """An address that no header can hold."""
    to = f"{address(message.subject_id)}\nBcc: other@example.org"
    return Letter(to, "nl", "sign_in_code", {"code": 1})
