"""The front door to a plan: who may see it, change it or review it. Others get 404.

Organisers see and change, helpers see, an office sees what was submitted to it, after a second
proof of who it is that comes.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404

from meetups.accounts.access import SecondFactorNeededError
from meetups.accounts.models import Membership, Office, User
from meetups.ready import Blank, Ready

from .lifecycle import SEEN_BY_OFFICE, Move, Side, moves_from
from .models import Initiative, Member, TeamRole
from .parts import OF_MEMBERS, read_parts


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
    is_before_office: bool
    """Whether the plan was with its office when they came in."""

    @cached_property
    def works_for_office(self) -> bool:
        """Whether they come for that office. Asked once, and of a team member only where needed."""
        return self.is_before_office and bool(
            self.office
            and Membership.objects.filter(office=self.office, user_id=self.user.pk).exists()
        )

    @property
    def is_organiser(self) -> bool:
        return self.member is not None and self.member.role == TeamRole.ORGANISER

    @property
    def may_review(self) -> bool:
        """An office never judges a plan that its own reviewer organises."""
        return not self.member and self.works_for_office

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

    Four for who is not in its team. Who comes to review it gets the advice, the place, and what the
    area lies in, along with it. Raises SecondFactorNeededError when they come for an office and
    gave no second proof.
    """
    initiative = (_to_review if right is Right.REVIEW else _to_work_on).first(plan=pk)
    if initiative is None:
        raise Http404
    read_parts(initiative, "members", "safety_points")
    member = next((m for m in initiative.members.all() if m.user_id == user.pk), None)
    is_seen = initiative.status in SEEN_BY_OFFICE and initiative.submitted_at is not None
    seat = Seat(initiative, user, member, is_seen)
    if not seat.may(right):
        raise Http404
    if member is None and not user.gave_second_factor:
        raise SecondFactorNeededError
    return seat


def with_surroundings() -> QuerySet[Initiative]:
    """Plans with what every page about one shows: area, office, team, safety.

    The advice is long, and few pages tell it, so it is read when it is asked for; and so is the
    place, since few plans have one of the list.
    """
    team = Member.objects.select_related("user").only(*OF_MEMBERS)
    return _with_area().prefetch_related(Prefetch("members", team), "safety_points")


def _with_area() -> QuerySet[Initiative]:
    return Initiative.objects.select_related("area", "municipality__office").defer("advice")


_to_work_on = Ready(lambda: _with_area().filter(pk=Blank("plan")))
_to_review = Ready(
    lambda: (
        _with_area()
        .select_related("area__parent__parent__parent", "place")
        .defer(None)
        .filter(pk=Blank("plan"))
    )
)


def office_of(initiative: Initiative) -> Office | None:
    """The office of the municipality that the plan lies in; None when it has none."""
    office: Office | None = getattr(initiative.municipality, "office", None)
    return office


def initiatives_of(user: User | Blank) -> QuerySet[Initiative]:
    """The plans that someone is in the team of, as a list tells them, each with their `role`."""
    return (
        Initiative.objects.filter(members__user=user)
        .annotate(role=F("members__role"))
        .select_related("area")
        .only("title", "status", "first_date", "area__level", "area__name")
    )
