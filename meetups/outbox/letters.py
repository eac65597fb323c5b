"""What the owner of a kind of mail answers when a message is about to leave."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .models import OutboundMessage, State


@dataclass(frozen=True)
class Letter:
    """A mail as it leaves. `template` names `templates/mail/<template>.txt` and `.html`.

    `attachments`: file name, contents and MIME type of each.

    For letters that leave by the thousand, `alike` says which are the same, but for the values in
    the context that `personal` names: texts, which the templates show, or ask whether they are
    empty, and no more. Their templates are then filled in once for many.
    """

    to: str
    language: str
    template: str
    context: Mapping[str, object]
    attachments: tuple[tuple[str, bytes, str], ...] = field(default=())
    alike: Hashable = None
    personal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """The message is no longer right, and where it ends because of that."""

    state: State = State.SUPERSEDED


class Owner(Protocol):
    """What `settings.OUTBOX_KINDS` names for each kind, by its dotted path.

    Asked right before sending, on each attempt, with the time as it is then. It reads what is
    true now and changes nothing. What it need not read again for the next message it keeps in
    `message.memory`: words and files, but never whether a message is right.
    """

    def __call__(self, message: OutboundMessage, *, now: datetime) -> Letter | Dropped: ...
