"""Counting back from the first meetup. Plain dates and numbers: no clock and no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar


class Timed(Protocol):
    """What must be done so many days before the first meetup; below 0 is after it."""

    @property
    def days_before(self) -> int: ...


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A step with its day. `days_late`: how long that day is past; 0 when it is not."""

    step: T
    due_on: date
    days_late: int


def shifted(day: date, days: int) -> date:
    """So many days later; the calendar's own ends hold."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def due_on(first_date: date, days_before: int) -> date:
    """The day on which it must be done."""
    return shifted(first_date, -days_before)


def days_before_of(days: int, *, is_after: bool) -> int:
    """The rule of an office, counted as steps are: days after the meetup are below 0."""
    return -days if is_after else days


def plan_dates(*, first_date: date, today: date, steps: Iterable[T]) -> list[Dated[T]]:
    """Every step with its day, from early to late; those of one day stay in their order."""
    days = [(step, due_on(first_date, step.days_before)) for step in steps]
    planned = [Dated(step, due, max((today - due).days, 0)) for step, due in days]
    return sorted(planned, key=lambda dated: dated.due_on)


def too_late(planned: Iterable[Dated[T]]) -> list[Dated[T]]:
    """What will not make it: its day is past."""
    return [dated for dated in planned if dated.days_late]


def first_feasible(*, today: date, steps: Iterable[Timed]) -> date:
    """The first day for the meetup on which everything makes it, if it starts today."""
    return shifted(
        today, max((step.days_before for step in steps if step.days_before > 0), default=0)
    )
