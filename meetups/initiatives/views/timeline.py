"""What the steps page shows of each line, for whoever looks at it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..access import Seat
from ..lifecycle import OPEN, Status
from ..models import Step, StepOrigin, StepState
from ..queries.steps import Entry, Mark, timeline
from ..services.steps import can_give_back_step, can_settle_step, can_take_step
from ..wording import countdown_words, doer_words, entry_words, name_of, settler_words


@dataclass(frozen=True)
class Line:
    """One line: its words, and what this person may do there."""

    entry: Entry
    when: str
    who: str
    is_next: bool
    may_settle: bool = False
    may_take: bool = False
    may_give_back: bool = False
    may_change: bool = False
    may_remove: bool = False

    @property
    def step(self) -> Step | None:
        return self.entry.step

    @property
    def is_open(self) -> bool:
        return self.step is not None and self.step.state == StepState.OPEN

    @property
    def is_done(self) -> bool:
        return self.step is not None and self.step.state == StepState.DONE

    @property
    def is_late(self) -> bool:
        return self.entry.mark is Mark.LATE

    @property
    def is_today(self) -> bool:
        return self.entry.mark is Mark.TODAY

    @property
    def is_meetup(self) -> bool:
        return self.entry.mark is Mark.MEETUP

    @property
    def is_afterwards(self) -> bool:
        return self.step is not None and self.step.days_before < 0

    @property
    def is_at_hand(self) -> bool:
        """Whether its buttons are in sight: what is late, and what comes next."""
        return self.is_late or self.is_next


@dataclass(frozen=True)
class Timeline:
    """The whole page: its lines, what is late, and who does how much."""

    lines: list[Line]
    late: list[Step]
    countdown: str
    shares: list[tuple[str, int]]
    is_going_on: bool

    @property
    def worries(self) -> bool:
        return self.is_going_on and bool(self.late)


def timeline_for(seat: Seat, steps: Sequence[Step], *, today: date) -> Timeline:
    """The timeline as this person sees it. No queries beyond those that brought `steps`."""
    plan = seat.initiative
    entries = timeline(plan, steps, today=today)
    first = next((entry for entry in entries if entry.mark is Mark.AHEAD), None)
    return Timeline(
        lines=[_line(seat, entry, today, is_next=entry is first) for entry in entries],
        late=[entry.step for entry in entries if entry.mark is Mark.LATE and entry.step],
        countdown=countdown_words(plan.first_date, today),
        shares=_shares(seat, steps),
        is_going_on=plan.status in OPEN or plan.status == Status.COMPLETED,
    )


def _line(seat: Seat, entry: Entry, today: date, *, is_next: bool) -> Line:
    step, when = entry.step, entry_words(entry, seat.initiative.first_date, today)
    if step is None:
        return Line(entry, when, "", is_next=False)
    return Line(
        entry,
        when,
        doer_words(step.doer) if step.state == StepState.OPEN else settler_words(step),
        is_next=is_next,
        may_settle=can_settle_step(seat, step),
        may_take=can_take_step(seat, step),
        may_give_back=can_give_back_step(seat, step),
        may_change=seat.is_organiser and step.state != StepState.SKIPPED,
        may_remove=seat.is_organiser and step.origin == StepOrigin.OWN,
    )


def _shares(seat: Seat, steps: Sequence[Step]) -> list[tuple[str, int]]:
    """How many open steps each of the team has, and last how many are nobody's."""
    number = Counter(step.doer_id for step in steps if step.state == StepState.OPEN)
    shares = [(name_of(m.user), number[m.pk]) for m in seat.initiative.members.all()]
    return [*shares, (doer_words(None), number[None])]
