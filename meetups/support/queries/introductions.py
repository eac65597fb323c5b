"""What a team may read of another that it was asked to meet: little, until both said yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from meetups.accounts.models import User
from meetups.initiatives.lifecycle import OPEN, SEEN_BY_OFFICE
from meetups.initiatives.models import Initiative, Member, TeamRole
from neighbourhoods.models import Area

from ..models import Answer, Introduction
from .look_alikes import LookAlike, look_alikes


class Stage(StrEnum):
    """How far an introduction is, as one of the two teams sees it."""

    ASKED = "asked"
    WAITS = "waits"
    AGREED = "agreed"
    ENDED = "ended"


@dataclass(frozen=True)
class Other:
    """The other team, without a name. `format` is empty when that plan is sensitive."""

    format: str
    area: str
    starts_on: date


@dataclass(frozen=True)
class Shown:
    """An introduction as one team sees it. `people` are filled when both said yes."""

    introduction: Introduction
    stage: Stage
    own: str
    other: Other
    people: list[Member]


def introductions_of(initiative: Initiative) -> list[Shown]:
    """Where a team stands with others that it was asked to meet, the newest first. Two queries."""
    found = list(between(Q(first=initiative) | Q(second=initiative)))
    agreed = [row for row in found if row.is_agreed and _goes_on(row)]
    people: dict[int, list[Member]] = {row.pk: [] for row in agreed}
    others = {row.pk: other_of(row, initiative) for row in found}
    members = _organisers([others[row.pk].pk for row in agreed])
    for row in agreed:
        people[row.pk] = [
            member
            for member in members
            if member.initiative_id == others[row.pk].pk and _said_yes(member, row)
        ]
    return [
        Shown(
            row,
            stage_of(row, initiative),
            own_answer(row, initiative),
            described(others[row.pk]),
            people.get(row.pk, []),
        )
        for row in found
    ]


def between(which: Q) -> QuerySet[Introduction]:
    """Introductions with what is told of both plans."""
    found = Introduction.objects.filter(which)
    found = found.select_related("office", "first__area", "second__area")
    return found.prefetch_related("first__activity_type", "second__activity_type")


def people_to_share(row: Introduction, initiative: Initiative) -> list[Member]:
    """Who the team of this plan gets to know, when both said yes: who was there then."""
    other = other_of(row, initiative)
    return [member for member in _organisers([other.pk]) if _said_yes(member, row)]


def stage_of(row: Introduction, initiative: Initiative) -> Stage:
    """A no of either side, and the end of either plan, is the end; whose it was stays untold."""
    if Answer.NO in (row.first_answer, row.second_answer) or not _goes_on(row):
        return Stage.ENDED
    if row.is_agreed:
        return Stage.AGREED
    return Stage.WAITS if own_answer(row, initiative) == Answer.YES else Stage.ASKED


def own_answer(row: Introduction, initiative: Initiative) -> str:
    return str(row.first_answer if row.first_id == initiative.pk else row.second_answer)


def other_of(row: Introduction, initiative: Initiative) -> Initiative:
    """The plan at the other side."""
    return row.second if row.first_id == initiative.pk else row.first


def described(other: Initiative) -> Other:
    """What may be told of a plan to a team that has not met it."""
    kind = "" if other.is_sensitive else str(other.activity_type.name)
    return Other(kind, other.area.title, other.first_date)


def _goes_on(row: Introduction) -> bool:
    return row.first.status in OPEN and row.second.status in OPEN


def _organisers(plans: list[int]) -> list[Member]:
    if not plans:
        return []
    members = Member.objects.filter(
        initiative__in=plans, role=TeamRole.ORGANISER, user__is_active=True
    )
    return list(members.select_related("user"))


def _said_yes(member: Member, row: Introduction) -> bool:
    """Whether they were in the team when it said yes."""
    return row.agreed_at is not None and member.joined_at <= row.agreed_at


# --- whom an office can bring together -----------------------------------------------------------
MOST = 20


def candidates(initiative: Initiative, reviewer: User) -> list[Initiative]:
    """Plans whose teams this one could meet: what looks like it, then its district, then the rest.

    Three queries. Only what the reviewer may judge, goes on, has an organiser that this plan has
    not, and was not asked before.
    """
    area = initiative.area
    district = area.parent_id if area.level == Area.Level.NEIGHBOURHOOD else area.pk
    near = Q(area=district) | Q(area__parent=district)
    alike = [row.initiative.pk for row in look_alikes(initiative, limit=MOST)]
    organised = Member.objects.filter(initiative=OuterRef("pk"), role=TeamRole.ORGANISER)
    own = Member.objects.filter(initiative=OuterRef("pk"), user=reviewer)
    here = Member.objects.filter(initiative=initiative, role=TeamRole.ORGANISER)
    shared = organised.filter(user__in=here.values("user"))
    asked = Introduction.objects.filter(
        Q(first=initiative, second=OuterRef("pk")) | Q(first=OuterRef("pk"), second=initiative)
    )
    found = (
        Initiative.objects.filter(
            Exists(organised),
            ~Exists(shared),
            ~Exists(own),
            ~Exists(asked),
            municipality=initiative.municipality_id,
            status__in=sorted(SEEN_BY_OFFICE & OPEN),
            submitted_at__isnull=False,
        )
        .exclude(pk=initiative.pk)
        .select_related("area")
        .prefetch_related("activity_type")
        .defer("answers", "advice")
        .order_by(
            Case(
                *(When(pk=pk, then=Value(n)) for n, pk in enumerate(alike)),
                When(near, then=Value(MOST)),
                default=Value(MOST + 1),
            ),
            "first_date",
            "pk",
        )
    )
    return list(found[:MOST])


@dataclass(frozen=True)
class Beside:
    """A look-alike, and how it stands with bringing its team and that of this plan together.

    `introduction` with its `stage`: they were asked. `shares_organiser`: somebody organises both.
    `is_own`: the reader is in its team, so that a colleague does it.
    """

    alike: LookAlike
    introduction: Introduction | None
    stage: Stage | None
    shares_organiser: bool
    is_own: bool
    may_introduce: bool


def plans_beside(initiative: Initiative, reviewer: User) -> list[Beside]:
    """What looks like a plan, as its reviewer sees it. Three queries; its team has been fetched."""
    found = look_alikes(initiative)
    others = {row.initiative.pk: row.initiative for row in found}
    asked: dict[int, Introduction] = {}
    between_us = Q(first=initiative, second__in=others) | Q(second=initiative, first__in=others)
    for row in Introduction.objects.filter(between_us) if others else ():
        is_first = row.first_id == initiative.pk
        other = others[row.second_id if is_first else row.first_id]
        row.first, row.second = (initiative, other) if is_first else (other, initiative)
        asked[other.pk] = row
    teams: dict[int, list[Member]] = {pk: [] for pk in others}
    for member in Member.objects.filter(initiative__in=others) if others else ():
        teams[member.initiative_id].append(member)
    here = _who_organise(initiative.members.all())
    return [
        _beside(
            row, initiative, asked.get(row.initiative.pk), teams[row.initiative.pk], here, reviewer
        )
        for row in found
    ]


def _beside(
    alike: LookAlike,
    initiative: Initiative,
    introduction: Introduction | None,
    team: list[Member],
    here: set[int],
    reviewer: User,
) -> Beside:
    there = _who_organise(team)
    is_own = any(member.user_id == reviewer.pk for member in team)
    go_on = initiative.status in OPEN and alike.initiative.status in OPEN
    return Beside(
        alike,
        introduction,
        stage_of(introduction, initiative) if introduction else None,
        shares_organiser=bool(here & there),
        is_own=is_own,
        may_introduce=bool(
            go_on and here and there and not (introduction or here & there or is_own)
        ),
    )


def _who_organise(team: Iterable[Member]) -> set[int]:
    return {member.user_id for member in team if member.role == TeamRole.ORGANISER}
