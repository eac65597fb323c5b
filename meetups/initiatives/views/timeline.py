"""What the steps page shows of each line, for whoever looks at it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..access import Seat
from ..lifecycle import OPEN, Status
from ..models import Step, StepOrigin, StepState
from ..queries.steps import Entry, Mark, timeline
from ..services.steps import can_give_back_step, can_settle_step, can_take_step
from ..wording import countdown_words, doer_words, entry_words, name_of, settler_words

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Act:
    """Something that people may do with a step: with one press, or on a form that opens."""

    page: str
    words: "StrPromise"
    symbol: str = ""
    is_quiet: bool = False
    opens: bool = False


ACTS = {
    "finish": Act("finish_step", gettext_lazy("Done"), symbol="check"),
    "reopen": Act("reopen_step", gettext_lazy("Open again")),
    "take": Act("take_step", gettext_lazy("I take this step"), is_quiet=True),
    "give_back": Act("give_back_step", gettext_lazy("I cannot do it after all"), is_quiet=True),
    "change": Act("change_step", gettext_lazy("Other date, or change it"), opens=True),
    "reword": Act("change_step", gettext_lazy("Change it"), opens=True),
    "skip": Act("skip_step", gettext_lazy("Skip"), opens=True),
    "remove": Act("remove_step", gettext_lazy("Remove"), opens=True),
}


@dataclass(frozen=True)
class Shape:
    """What lines of steps may have in common: all but their words."""

    look: str
    symbol: str
    is_open: bool
    acts: tuple[str, ...]
    """Keys of `ACTS`."""
    acts_behind: str
    """The words that the acts hide behind; empty when they are in sight, as of what is late and of
    what comes next."""


@dataclass(frozen=True)
class Line:
    """One line: its words, and of a step its shape, with what this person may do there."""

    entry: Entry
    day: str
    when: str
    key: str = ""
    text: str = ""
    said: str = ""
    """Who does or did it, and what they noted."""
    about: str = ""
    """Why it is there; of what is still to do."""
    shape: Shape | None = None

    @property
    def is_today(self) -> bool:
        return self.entry.mark is Mark.TODAY

    @property
    def is_meetup(self) -> bool:
        return self.entry.mark is Mark.MEETUP


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
        return Line(entry, entry.day.isoformat(), when)
    is_open, is_late = step.state == StepState.OPEN, entry.mark is Mark.LATE
    who = doer_words(step.doer) if is_open else settler_words(step)
    behind = _("Done, or different?") if is_open else _("Different after all?")
    return Line(
        entry,
        entry.day.isoformat(),
        when,
        key=str(step.pk),
        text=step.text,
        said=f"{who}. {step.note}" if step.note else f"{who}.",
        about=_about(step) if is_open else "",
        shape=Shape(
            look="is-done" if step.state == StepState.DONE else "is-late" if is_late else "",
            symbol=_symbol(step, is_late=is_late),
            is_open=is_open,
            acts=tuple(_acts(seat, step)),
            acts_behind="" if is_late or is_next else behind,
        ),
    )


def _about(step: Step) -> str:
    said = [step.why] if step.why else []
    if step.is_condition:
        said.append(_("A condition of the municipality: you can begin once it is done."))
    else:
        said.append(_("From %(origin)s.") % {"origin": StepOrigin(step.origin).label})
    if step.is_pinned:
        said.append(_("The date stays when the meetup moves."))
    return " ".join(said)


def _symbol(step: Step, *, is_late: bool) -> str:
    if step.state != StepState.OPEN:
        return "check" if step.state == StepState.DONE else "x"
    return "circle-alert" if is_late else "message-circle" if step.days_before < 0 else ""


def _acts(seat: Seat, step: Step) -> Iterator[str]:
    """What this person may do with a step. Giving back and removing come along with the others."""
    is_open = step.state == StepState.OPEN
    if can_settle_step(seat, step):
        yield "finish" if is_open else "reopen"
    if can_take_step(seat, step):
        yield "take"
    if can_give_back_step(seat, step):
        yield "give_back"
    if seat.is_organiser and step.state != StepState.SKIPPED:
        is_free = is_open and not step.is_condition
        yield from ("change", "skip") if is_free else ("reword",)
    if seat.is_organiser and step.origin == StepOrigin.OWN:
        yield "remove"


def _shares(seat: Seat, steps: Sequence[Step]) -> list[tuple[str, int]]:
    """How many open steps each of the team has, and last how many are nobody's."""
    number = Counter(step.doer_id for step in steps if step.state == StepState.OPEN)
    shares = [(name_of(m.user), number[m.pk]) for m in seat.initiative.members.all()]
    return [*shares, (doer_words(None), number[None])]
