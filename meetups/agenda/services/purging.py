"""Erasing what was kept long enough, by the table in `retention.py`.

In small batches, each in a transaction of its own: what is done stays done when something fails
or stops it, and the next run goes on from there. Counts of meetups stay, persons go.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from meetups.outbox.models import OPEN, OutboundMessage
from meetups.outbox.services.posting import withdraw

from ..models import GuestNote, Meetup, NeedCount, RightsRequest, Rsvp, RsvpState
from ..retention import MAIL_TO_GUESTS, POSTED_MAIL, RETENTION
from .seats import GONE

logger = logging.getLogger(__name__)
ROWS = 200
MEETUPS = 20


class PurgeError(Exception):
    """Some of it could not be erased. `erased`: how much was; `failed`: codes, with the errors."""

    def __init__(self, erased: dict[str, int], failed: dict[str, Exception]) -> None:
        super().__init__(
            ", ".join(f"{code}: {type(error).__name__}" for code, error in failed.items())
        )
        self.erased, self.failed = erased, failed


def purge(*, now: datetime) -> dict[str, int]:
    """Erase all that was kept long enough; returns how many rows of each code in RETENTION.

    One that fails does not keep the others from being erased. Raises PurgeError after them.
    """
    erased: dict[str, int] = {}
    failed: dict[str, Exception] = {}
    for code, stays in {kept.code: kept.stays for kept in RETENTION}.items():
        try:
            erased[code] = PURGES[code](now - stays, now)
        except Exception as error:
            logger.exception("Not everything of the kind %s could be erased.", code)
            failed[code] = error
    if failed:
        raise PurgeError(erased, failed)
    return erased


# --- RSVPs ---------------------------------------------------------------------------------------
def _erase_unconfirmed(until: datetime, now: datetime) -> int:
    return _erase_rsvps(Rsvp.objects.filter(state=RsvpState.PENDING, state_at__lte=until))


def _erase_gone(until: datetime, now: datetime) -> int:
    """Who does not come any more, unless a mail to them must still leave."""
    mail = OutboundMessage.objects.filter(
        kind__in=POSTED_MAIL, subject_id=OuterRef("pk"), state__in=OPEN
    )
    gone = Rsvp.objects.filter(state__in=GONE, state_at__lte=until)
    return _erase_rsvps(gone.filter(~Exists(mail)))


def _erase_rsvps(rows: QuerySet[Rsvp]) -> int:
    """Erase RSVPs that hold no seats, while nobody can move them to another state."""
    total = 0
    oldest = rows.order_by("state", "state_at", "pk").values_list("pk", "meetup_id")
    while batch := list(oldest[:ROWS]):
        with transaction.atomic():
            _hold({meetup for _pk, meetup in batch})
            erased = rows.filter(pk__in=[pk for pk, _meetup in batch]).delete()[0]
        total += erased
        if not erased:  # they all came to be something else meanwhile
            break
    return total


def _erase_guests(until: datetime, now: datetime) -> int:
    """Everyone who said something about a meetup that is over, and what we know of them."""
    total = 0
    since: dict[str, Any] = {}
    over = Meetup.objects.filter(ends_at__lte=until).order_by("ends_at", "pk")
    over = over.filter(Exists(Rsvp.objects.filter(meetup=OuterRef("pk"))))
    while batch := list(over.filter(**since).values_list("pk", "ends_at")[:MEETUPS]):
        with transaction.atomic():
            held = _hold({pk for pk, _ends in batch}, ends_at__lte=until)
            _keep_attendance(held)
            for meetup in held:
                withdraw(list(MAIL_TO_GUESTS), group_id=meetup, now=now)
            erased = Rsvp.objects.filter(meetup__in=held).delete()[0]
        total += erased
        since = {"ends_at__gte": batch[-1][1]}
        if not erased:
            break
    return total


def _hold(pks: set[int], **still: datetime) -> list[int]:
    """Hold these meetups to the end of the transaction, always in one order; which are there."""
    meetups = Meetup.objects.select_for_update(no_key=True).filter(pk__in=pks, **still)
    return [meetup.pk for meetup in meetups.order_by("pk").only("pk")]


def _keep_attendance(pks: list[int]) -> None:
    """Keep how many people came, where the organisers marked who and gave no number themselves."""
    came = (
        Rsvp.objects.filter(meetup__in=pks, meetup__attended=None, came__isnull=False)
        .order_by("meetup")
        .values_list("meetup")
        .annotate(people=Sum("came"))
    )
    for pk, people in list(came):
        Meetup.objects.filter(pk=pk, attended=None).update(
            attended=people, version=F("version") + 1
        )


# --- the rest ------------------------------------------------------------------------------------
def _erase_needs(until: datetime, now: datetime) -> int:
    return _erase(NeedCount.objects.filter(meetup__ends_at__lte=until))


def _erase_notes(until: datetime, now: datetime) -> int:
    return _erase(GuestNote.objects.filter(meetup__ends_at__lte=until))


def _erase_requests(until: datetime, now: datetime) -> int:
    return _erase(RightsRequest.objects.filter(created_at__lte=until))


def _erase(rows: QuerySet[Any]) -> int:
    total = 0
    model: type[models.Model] = rows.model
    while pks := list(rows.order_by().values_list("pk", flat=True)[:ROWS]):
        erased = model._default_manager.filter(pk__in=pks).delete()[0]
        total += erased
        if not erased:
            break
    return total


PURGES: dict[str, Callable[[datetime, datetime], int]] = {
    "unconfirmed": _erase_unconfirmed,
    "gone": _erase_gone,
    "guests": _erase_guests,
    "needs": _erase_needs,
    "notes": _erase_notes,
    "requests": _erase_requests,
}
