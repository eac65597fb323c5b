"""Writes of the demo: keeping its mail, and emptying the mailbox."""

from datetime import datetime

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from .models import KEPT, DemoMail


@transaction.atomic
def keep_mail(*, message: EmailMessage, now: datetime) -> bool:
    """Put a message in the mailbox and take out the oldest above the limit.

    Returns whether there was anyone to send it to. Raises BadHeaderError, as sending would, for a
    header with a line end in it.
    """
    if not message.recipients():
        return False
    message.message()  # builds what a server would get, and so finds what it would refuse
    text, html = _bodies(message)
    DemoMail.objects.create(
        to=_storable(", ".join(message.recipients())),
        subject=_storable(message.subject),
        text=_storable(text),
        html=_storable(html),
        headers={name: _storable(value) for name, value in _headers(message).items()},
        attachments=[_attached(*part) for part in message.attachments if isinstance(part, tuple)],
        sent_at=now,
    )
    too_old = DemoMail.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1]
    DemoMail.objects.filter(pk__lte=max(too_old, default=0)).delete()
    return True


def empty_mailbox() -> None:
    """Throw all mail away."""
    DemoMail.objects.all().delete()


def _bodies(message: EmailMessage) -> tuple[object, object]:
    """The plain text and the HTML; empty where there is none."""
    if message.content_subtype == "html":
        return "", message.body
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return message.body, next((part[0] for part in alternatives if part[1] == "text/html"), "")


def _headers(message: EmailMessage) -> dict[str, object]:
    """What a reader of the mail may want to check, apart from what the page shows anyway."""
    known = {
        "From": message.from_email,
        "To": ", ".join(message.to),
        "Cc": ", ".join(message.cc),
        "Bcc": ", ".join(message.bcc),
        "Reply-To": ", ".join(message.reply_to),
    }
    return {name: value for name, value in known.items() if value} | message.extra_headers


def _attached(name: str | None, contents: bytes | str, kind: str | None) -> dict[str, str]:
    """A file that goes with it; texts, such as an entry for a calendar, can be read."""
    if isinstance(contents, bytes):
        is_text = (kind or "").startswith("text/")
        contents = contents.decode(errors="replace") if is_text else ""
    return {"name": _storable(name or ""), "type": kind or "", "text": _storable(contents)}


def _storable(value: object) -> str:
    """As text, also when it is translated later; PostgreSQL keeps no NUL."""
    return str(value).replace("\0", "")
