"""Addresses that get no mail. The list holds digests: it cannot be read back."""

from datetime import datetime

from django.db.models import Q

from meetups.ready import Blank, Ready
from meetups.sealing import digests

from ..models import Suppression

ABOUT = "mail"


def suppress(*, address: str, why: str, now: datetime, kind: str = "") -> None:
    """Send this address nothing of a kind any more, or nothing at all. Twice is harmless."""
    suppress_digest(digest=digests_of(address)[0], kind=kind, why=why, now=now)


def suppress_digest(*, digest: str, kind: str, why: str, now: datetime) -> None:
    """`suppress` for who knows the address by its digest only, such as a link to stop mail."""
    Suppression.objects.bulk_create(
        [Suppression(address_digest=digest, kind=kind, why=why, since=now)], ignore_conflicts=True
    )


def is_suppressed(*, address: str, kind: str = "") -> bool:
    """Whether the address gets no mail of this kind."""
    return bool(_suppressed(digests=digests_of(address), kind=kind))


_suppressed = Ready(
    lambda: (
        Suppression.objects.filter(Q(kind="") | Q(kind=Blank("kind")))
        .filter(address_digest__in=Blank("digests"))
        .values_list("pk")[:1]
    )
)


def digests_of(address: str) -> list[str]:
    """By which an address is on the list, with each of our keys; the newest first."""
    return digests(address.strip().lower(), about=ABOUT)
