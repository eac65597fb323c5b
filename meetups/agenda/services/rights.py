"""Rights of guests: a link by mail is the proof of who asks, as there is no account."""

import logging
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from meetups.accounts.models import User
from meetups.accounts.services.people import erase_account
from meetups.initiatives.models import Invitation
from meetups.outbox.services.addresses import suppress
from meetups.outbox.services.posting import post, withdraw
from meetups.sealing import digests, new_token, sha256

from ..models import RightsRequest, Rsvp, RsvpState
from ..queries.rights import rsvps_of
from ..retention import MAIL_TO_GUESTS, REQUESTS
from .seats import SeatError, release

logger = logging.getLogger(__name__)
KIND = "guest_rights"
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@transaction.atomic
def request_rights(*, email: str, language: str, now: datetime) -> None:
    """Mail the link with which an address sees and erases what is kept; known here or not."""
    request = RightsRequest(language=language, created_at=now)
    request.email, request.token = email, new_token()
    request.token_digest = sha256(request.token)
    request.save()
    post(KIND, subject_id=request.pk, now=now, expires_at=now + REQUESTS)


def erase_guest(*, email: str, now: datetime, stops_mail: bool = False) -> int:
    """Erase all RSVPs of an address, and the mail that would still go; returns how many.

    Seats go to the next in line. Each RSVP is a transaction of its own: stopped halfway, ask it
    again. `stops_mail`: the address gets no mail of ours any more, which a digest remembers.
    """
    erased = sum(_erase_rsvp(rsvp, now=now) for rsvp in rsvps_of(email))
    asked = [row.pk for row in RightsRequest.objects.all() if _same(row.email, email)]
    RightsRequest.objects.filter(pk__in=asked).delete()
    if stops_mail:
        suppress(address=email, why="asked", now=now)
    _remember(email)
    return erased


@transaction.atomic
def _erase_rsvp(rsvp: Rsvp, *, now: datetime) -> int:
    try:
        rsvp = release(rsvp=rsvp, to=RsvpState.WITHDRAWN, now=now)
    except SeatError:  # erased meanwhile
        return 0
    withdraw(list(MAIL_TO_GUESTS), subject_id=rsvp.pk, now=now)
    return Rsvp.objects.filter(pk=rsvp.pk).delete()[0]


# --- in all rooms, for the operator --------------------------------------------------------------
def erase_person(*, email: str, now: datetime) -> dict[str, int]:
    """Erase someone as a guest, as invited to a team, and with their account; how many of each.

    What a team made stays, without their name.
    """
    email = email.strip()
    rsvps = erase_guest(email=email, now=now)
    invitations = Invitation.objects.filter(email__iexact=email).delete()[0]
    users = list(User.objects.filter(email=email.lower()))
    for user in users:
        erase_account(user=user)
    return {"rsvps": rsvps, "invitations": invitations, "accounts": len(users)}


def erase_again(*, log: Iterable[str], now: datetime) -> dict[str, int]:
    """After a restore: erase whom the log says were erased before; how many of each.

    The log lies outside the database and knows addresses by digests only, so each address that is
    in the database again is held against it.
    """
    wanted = {digest for line in log for digest in DIGEST.findall(line)}
    total = {"rsvps": 0, "invitations": 0, "accounts": 0}
    for email in sorted(email for email in _addresses() if wanted.intersection(_erased(email))):
        for name, number in erase_person(email=email, now=now).items():
            total[name] += number
    return total


def _addresses() -> set[str]:
    """Every address that is in the database, in lower case."""
    guests = Rsvp.objects.exclude(email_digest=None).only("email_sealed").iterator(2000)
    return {
        *(rsvp.email.strip().lower() for rsvp in guests),
        *User.objects.values_list("email", flat=True),
        *(email.lower() for email in Invitation.objects.values_list("email", flat=True)),
    }


def _remember(email: str) -> None:
    """Note in the log, which is no part of a backup of the database, that someone was erased."""
    logger.info("Erased a person, %s.", _erased(email)[0])


def _erased(email: str) -> list[str]:
    return digests(email.strip().lower(), about="erased")


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()
