"""Sending what is due: claim some, ask of each whether it is still right, send, mark.

A message leaves this room's first two states only by a condition on its lease, so none is lost
and none is sent twice, but for a worker that dies or sleeps between the server's "250 OK" and our
mark of it: then it goes once more, with the same Message-ID.
"""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.module_loading import import_string

from meetups.clock import now as right_now

from ..letters import Dropped, Letter, Owner
from ..memory import Memory
from ..models import OutboundMessage, State
from ..moulds import Mould
from ..rendering import compose
from ..smtp import DATABASE_IS_AWAY, NotSentError, PostOffice
from ..stopping import stop_url
from . import leases
from .addresses import suppress
from .holding import is_held
from .leases import Way
from .restoring import hold_if_restored, note_sent

logger = logging.getLogger(__name__)
MESSAGE_TAKES = 1 / 4
"""Which part of a lease one message may take: 30 seconds of 120."""
SHORTEST_LEASE = 1 / 3
"""Which part must be left to start one: what it takes, and some time to mark it."""
TURN_SECONDS = 20

_turn = threading.Lock()
Clock = Callable[[], datetime]


class Ended(Enum):
    """Why a batch is over."""

    DONE = auto()
    NOT_NOW = auto()
    """Mail is held, or the mail server is away: the rest is given back."""


def take_turn() -> bool:
    """Send what is due for some seconds, one thread of a process at a time.

    So that a worker with a long queue still does its other tasks. Returns whether more may be due.
    """
    if not _turn.acquire(blocking=False):
        return False
    try:
        return not _send(right_now, time.monotonic() + TURN_SECONDS)
    finally:
        _turn.release()


def send_due(*, now: datetime | None = None) -> None:
    """Send until nothing is due, mail is held, or the mail server is away.

    With `now`, time stands still. Raises what the database says when it is away; nothing is lost
    by that.
    """
    _send((lambda: now) if now else right_now, float("inf"))


def _send(clock: Clock, until: float) -> bool:
    """Send until nothing is due; False when the time was over first."""
    hold_if_restored(now=clock())
    leases.expire_late(now=clock())
    memory = Memory()
    with PostOffice(seconds=settings.OUTBOX_LEASE_SECONDS * MESSAGE_TAKES) as post_office:
        while not is_held():
            token = uuid4()
            batch = leases.claim(token=token, now=clock())
            for message in batch:
                message.memory = memory
            if not batch or _send_batch(batch, token, clock, until, post_office) is Ended.NOT_NOW:
                break
            if time.monotonic() > until:
                return False
    return True


def _send_batch(
    batch: list[OutboundMessage], token: UUID, clock: Clock, until: float, post_office: PostOffice
) -> Ended:
    """Send leased messages, and give back what there is no time for."""
    shortest = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS * SHORTEST_LEASE)
    for place, message in enumerate(batch):
        lease_left = (message.lease_until or clock()) - clock()
        if lease_left < shortest or time.monotonic() > until:
            leases.release([rest.pk for rest in batch[place:]], token=token)
            return Ended.DONE
        if not _send_one(message, token, clock, post_office):
            leases.release([rest.pk for rest in batch[place:]], token=token)
            return Ended.NOT_NOW
    return Ended.DONE


def _send_one(message: OutboundMessage, token: UUID, clock: Clock, post_office: PostOffice) -> bool:
    """Bring one message a step further; False when no other need be tried now.

    Its owner is asked, the mail is made, and whether it may leave is asked last: so all that is
    true of it is some milliseconds old when the mail server gets it.
    """
    if message.expires_at <= clock():
        leases.end(message, State.EXPIRED, token=token, now=clock())
        return True
    try:
        made = _make(message, clock())
    except DATABASE_IS_AWAY:
        raise
    except Exception as error:  # whatever is wrong with one message delays no other
        _fail(message, token, clock(), _fault(error))
        return True
    way = leases.way_of(message, token=token, address=_address_of(made))
    if way is Way.HELD:
        return False
    if way is Way.LOST:
        return True
    if way is Way.UNWANTED:
        made = State.SUPPRESSED
    if isinstance(made, State):
        leases.end(message, made, token=token, now=clock())
        return True
    try:
        post_office.send(made)
    except NotSentError as error:
        _not_sent(message, made, error, token, clock())
        return not error.is_away
    if leases.end(message, State.SENT, token=token, now=clock()):
        note_sent(message.pk, now=clock())
    else:
        logger.warning("Mail %s was sent after its lease: it may go twice.", message.pk)
    return True


def _make(message: OutboundMessage, now: datetime) -> EmailMessage | State:
    """The mail as it is right now, or the state in which the message ends instead."""
    owner: Owner = import_string(settings.OUTBOX_KINDS[message.kind])
    letter = owner(message, now=now)
    return letter.state if isinstance(letter, Dropped) else _letter_to_mail(letter, message)


def _letter_to_mail(letter: Letter, message: OutboundMessage) -> EmailMultiAlternatives:
    headers = {"Message-ID": message.message_id}
    url = ""
    if message.kind in settings.OUTBOX_OPTIONAL_KINDS:
        url = stop_url(address=letter.to, kind=message.kind, language=letter.language)
        headers["List-Unsubscribe"] = f"<{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made: Callable[..., EmailMultiAlternatives] = compose
    if letter.alike is not None:
        made = Mould(message.memory, letter.alike, (*letter.personal, "stop_url")).compose
    return made(
        letter.template,
        to=letter.to,
        language=letter.language,
        context=letter.context,
        headers=headers,
        stop_url=url,
        attachments=letter.attachments,
    )


def _address_of(made: EmailMessage | State) -> str:
    return "" if isinstance(made, State) else made.to[0]


def _not_sent(
    message: OutboundMessage, mail: EmailMessage, error: NotSentError, token: UUID, now: datetime
) -> None:
    if not error.is_final:
        leases.try_later(message, token=token, error=error.why, is_away=error.is_away, now=now)
        return
    _fail(message, token, now, error.why)
    if error.has_no_mailbox:
        suppress(address=mail.to[0], why="no-mailbox", now=now)


def _fail(message: OutboundMessage, token: UUID, now: datetime, error: str) -> None:
    """An error in the log is what alerts the operator."""
    if leases.end(message, State.FAILED, token=token, now=now, error=error):
        logger.error("Mail %s of the kind %s failed: %s.", message.pk, message.kind, error)


def _fault(error: Exception) -> str:
    """What went wrong and where; not in its own words, since these may hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} in {where}"
