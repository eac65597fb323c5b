"""Posting mail about a team, in the transaction of what it tells: the change and its mail, or none.

An address gets only so many of these, from whichever plans, since anyone can type one.
"""

from datetime import datetime

from django.http import HttpRequest

from meetups.accounts.limits import seconds_to_wait
from meetups.outbox.services.addresses import is_suppressed
from meetups.outbox.services.posting import post

from ..models import HandOver, Invitation


def post_invitation(request: HttpRequest, invitation: Invitation, *, now: datetime) -> bool:
    """Whether an invitation goes by mail."""
    return _post(request, "team_invitation", invitation.email, invitation.pk, now)


def post_offer(request: HttpRequest, offer: HandOver, *, now: datetime) -> bool:
    """Whether the one who may take a plan over hears of it by mail."""
    return _post(request, "hand_over", offer.taker.user.email, offer.pk, now)


def _post(request: HttpRequest, kind: str, to: str, subject_id: int, now: datetime) -> bool:
    """Post it, unless this address takes no mail or has had enough of it."""
    if is_suppressed(address=to, kind=kind) or seconds_to_wait(request, "team_mail", key=to):
        return False
    post(kind, subject_id=subject_id, now=now)
    return True
