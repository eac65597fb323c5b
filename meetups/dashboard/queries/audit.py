"""Who did what for an office: records with the people and plans that their numbers stand for now.

A record names nobody, so a name or a title is shown only as long as it is there; of a plan only as
long as the office sees it. Five queries, however many records.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meetups.accounts.models import Office, User
from meetups.audit.models import Act, Record
from meetups.initiatives.models import Initiative, Member
from meetups.support.models import Introduction, Promise, SupportRequest
from meetups.support.queries.promises import is_seen

AT_MOST = 10_000
"""Records of one export."""
USER = User._meta.label_lower
_PLAN = Initiative._meta.label_lower
_OF_A_PLAN = {model._meta.label_lower: model for model in (Promise, SupportRequest)}
_INTRODUCTION = Introduction._meta.label_lower
CONTACT = "contact"
"""The detail with the number of who helps the team further."""
TEAM_ANSWERS = frozenset({"yes", "no"})
"""Outcomes of an introduction that a team gives, not the office."""


@dataclass(frozen=True)
class About:
    """A plan that a record is about. Without a title the office does not see it (any more)."""

    pk: int
    title: str = ""
    is_own: bool = False
    """Whether the reader is in its team, and so may not review it."""


@dataclass(frozen=True)
class Row:
    """One record. `people`: number to person, as far as they still have an account."""

    record: Record
    people: Mapping[int, User]
    plans: tuple[About, ...]

    @property
    def by(self) -> User | None:
        return self.people.get(self.record.by) if self.record.by is not None else None

    @property
    def is_by_app(self) -> bool:
        """Nobody did it by hand: such as the role that follows a municipality's own sign-in."""
        return self.record.by is None

    @property
    def is_by_team(self) -> bool:
        """Done by the team of a plan; who of them is no business of the office."""
        is_answer = self.record.details.get("outcome") in TEAM_ANSWERS
        return is_answer and self.record.act == Act.INTRODUCTION

    def person(self, number: object) -> User | None:
        return self.people.get(number) if isinstance(number, int) else None


def rows_of(office: Office, records: Iterable[Record], *, reader: User) -> list[Row]:
    """Records with what they are about, in the same order."""
    found = list(records)
    plans_of = _plans_of(office, found)
    wanted = {pk for pks in plans_of.values() for pk in pks}
    plans = Initiative.objects.filter(municipality=office.area_id).in_bulk(wanted)
    own = set(
        Member.objects.filter(user=reader, initiative__in=plans).values_list(
            "initiative", flat=True
        )
    )
    people = User.objects.in_bulk({pk for record in found for pk in _people_of(record)})

    def about(pk: int) -> About:
        plan = plans.get(pk)
        return About(pk, plan.title, pk in own) if plan and is_seen(plan) else About(pk)

    return [
        Row(record, people, tuple(about(pk) for pk in plans_of.get(record.pk, ())))
        for record in found
    ]


def _people_of(record: Record) -> list[int]:
    """The numbers of people in a record."""
    numbers = [record.by, record.details.get(CONTACT)]
    if record.object_kind == USER:
        numbers.append(_number(record))
    return [number for number in numbers if isinstance(number, int)]


def _plans_of(office: Office, records: list[Record]) -> dict[int, list[int]]:
    """The plans that each record is about: number of the record to numbers of plans."""
    found: dict[int, list[int]] = {}
    for kind, model in _OF_A_PLAN.items():
        numbers = {_number(record) for record in records if record.object_kind == kind}
        of = dict(
            model._base_manager.filter(office=office, pk__in=numbers).values_list(
                "pk", "initiative"
            )
        )
        for record in records:
            if record.object_kind == kind and (plan := of.get(_number(record))):
                found[record.pk] = [plan]
    for record in records:
        if record.object_kind == _PLAN:
            found[record.pk] = [_number(record)]
        elif record.object_kind == _INTRODUCTION:
            sides = (record.details.get("first"), record.details.get("second"))
            found[record.pk] = [side for side in sides if isinstance(side, int)]
    return found


def _number(record: Record) -> int:
    return int(record.object_id) if record.object_id.isdecimal() else 0
