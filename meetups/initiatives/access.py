"""The front door to a plan: who may see it, change it or review it. Others get 404.

Organisers see and change, helpers see, an office sees what was submitted to it, after a second
proof of who it is that comes.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from meetups.accounts.access import SecondFactorNeededError
from meetups.accounts.models import Membership, Office, User

from .lifecycle import SEEN_BY_OFFICE, Move, Side, moves_from
from .models import Initiative, Member, TeamRole


class Right(Enum):
    """What someone comes to do."""

    SEE = "see"
    CHANGE = "change"
    REVIEW = "review"
    BELONG = "belong"
    """To do what any member of the team may, such as taking a step."""


@dataclass(frozen=True)
class Seat:
    """A plan, and as what someone sits at it. `member` is None for an office."""

    initiative: Initiative
    user: User
    member: Member | None
    works_for_office: bool

    @property
    def is_organiser(self) -> bool:
        return self.member is not None and self.member.role == TeamRole.ORGANISER

    @property
    def may_review(self) -> bool:
        """An office never judges a plan that its own reviewer organises."""
        return self.works_for_office and not self.member

    @property
    def office(self) -> Office | None:
        return office_of(self.initiative)

    @property
    def moves(self) -> list[Move]:
        """The moves that are open to them now."""
        has_office = self.office is not None
        sides = [(self.is_organiser, Side.ORGANISER), (self.may_review, Side.REVIEWER)]
        return [
            move
            for may, side in sides
            if may
            for move in moves_from(self.initiative.status, side=side, has_office=has_office)
        ]

    def may(self, right: Right) -> bool:
        if right is Right.CHANGE:
            return self.is_organiser
        if right is Right.BELONG:
            return self.member is not None
        if right is Right.REVIEW:
            return self.may_review
        return self.member is not None or self.works_for_office


def get_initiative_for(user: User, pk: int, right: Right = Right.SEE) -> Seat:
    """The plan, if they have this right to it; else 404, whoever they are. Three queries.

    Raises SecondFactorNeededError when they come for an office and gave no second proof.
    """
    initiative = with_surroundings().filter(pk=pk).first()
    if initiative is None:
        raise Http404
    member = next((m for m in initiative.members.all() if m.user_id == user.pk), None)
    office = office_of(initiative)
    seen = initiative.status in SEEN_BY_OFFICE and initiative.submitted_at is not None
    works = bool(
        office and seen and Membership.objects.filter(office=office, user_id=user.pk).exists()
    )
    seat = Seat(initiative, user, member, works)
    if not seat.may(right):
        raise Http404
    if member is None and not user.gave_second_factor:
        raise SecondFactorNeededError
    return seat


def with_surroundings() -> QuerySet[Initiative]:
    """Plans with what every page about one shows: area, office, place, team, safety."""
    return Initiative.objects.select_related(
        "area__parent__parent__parent", "municipality__office", "place"
    ).prefetch_related(Prefetch("members", Member.objects.select_related("user")), "safety_points")


def office_of(initiative: Initiative) -> Office | None:
    """The office of the municipality that the plan lies in; None when it has none."""
    office: Office | None = getattr(initiative.municipality, "office", None)
    return office


def initiatives_of(user: User) -> QuerySet[Initiative]:
    """The plans that someone is in the team of."""
    return with_surroundings().filter(members__user=user)
