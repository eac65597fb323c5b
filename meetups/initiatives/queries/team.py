"""Reading about teams: who is in it, what is open, and plans that lost their organiser."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from meetups.accounts.models import User
from meetups.ready import Blank
from meetups.suggestions.models.saved import digest

from ..access import Seat
from ..models import Hand, HandOver, Initiative, Invitation, Member, TeamRole


@dataclass(frozen=True)
class Team:
    """What the page of a team shows to the one at this seat."""

    members: Collection[Member]
    hands: Collection[Hand]
    invitations: Collection[Invitation]
    """Open ones; only organisers get them, for they hold addresses."""
    offers: Collection[HandOver]
    """Those that they gave or got; organisers know of all."""
    is_orphan: bool


def team_for(seat: Seat, *, now: datetime) -> Team:
    """The team as someone may see it: at most three queries, whatever its size."""
    initiative, member = seat.initiative, seat.member
    offers = HandOver.objects.filter(initiative=initiative).select_related(
        "giver__user", "taker__user"
    )
    return Team(
        members=list(initiative.members.all()),
        hands=list(
            Hand.objects.filter(initiative=initiative).select_related("taken_by__user", "asked_by")
        ),
        invitations=list(open_invitations(initiative, now=now)) if seat.is_organiser else [],
        offers=[
            offer
            for offer in (offers if member else [])
            if seat.is_organiser or member in (offer.giver, offer.taker)
        ],
        is_orphan=is_orphan(initiative),
    )


def open_invitations(initiative: Initiative, *, now: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return Invitation.objects.filter(initiative=initiative, expires_at__gt=now)


def find_invitation(token: str, *, now: datetime) -> Invitation | None:
    """The open invitation that a link is for. None is all that a wrong link gets to hear."""
    return (
        Invitation.objects.filter(token_digest=digest(token), expires_at__gt=now)
        .select_related("initiative__area", "invited_by")
        .first()
    )


def offers_to(user: User | Blank) -> QuerySet[HandOver]:
    """Plans that are offered to someone, who has not answered yet; the title, and by whom."""
    offers = HandOver.objects.filter(taker__user=user)
    return offers.select_related("initiative", "giver__user").only(
        "initiative__title", "giver__user__name"
    )


def organisers_of(initiative: Initiative) -> list[Member]:
    """Who organises the plan. No query with the initiative of a seat."""
    return [member for member in initiative.members.all() if member.role == TeamRole.ORGANISER]


def is_orphan(initiative: Initiative) -> bool:
    """Whether nobody organises it any more: their account was erased."""
    return not organisers_of(initiative)
