"""What the steps page shows of each line, for whoever looks at it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ..access import Seat
from ..addresses import address_of
from ..lifecycle import OPEN, Status
from ..models import Step, StepOrigin, StepState
from ..queries.steps import Entry, Mark, timeline
from ..services.steps import can_give_back_step, can_settle_step, can_take_step
from ..wording import countdown_words, doer_words, entry_words, name_of, settler_words


@dataclass(frozen=True)
class Act:
    """Something that this person may do with a step: with one press, or on a form that opens."""

    url: str
    words: str
    symbol: str = ""
    is_quiet: bool = False
    opens: bool = False


@dataclass(frozen=True)
class Line:
    """One line: its words, and what this person may do there. A plan has many, so a page finds all
    of it made, and asks no further."""

    entry: Entry
    day: str
    when: str
    key: str = ""
    text: str = ""
    said: str = ""
    """Who does or did it, and what they noted."""
    about: str = ""
    """Why it is there; of what is still to do."""
    look: str = ""
    symbol: str = ""
    acts: tuple[Act, ...] = ()
    acts_behind: str = ""
    """The words that the acts hide behind; empty when they are in sight, as of what is late and of
    what comes next."""

    @property
    def step(self) -> Step | None:
        return self.entry.step

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
        look="is-done" if step.state == StepState.DONE else "is-late" if is_late else "",
        symbol=_symbol(step, is_late=is_late),
        acts=tuple(_acts(seat, step)),
        acts_behind="" if is_late or is_next else behind,
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


def _acts(seat: Seat, step: Step) -> Iterator[Act]:
    """What this person may do with a step. Giving back and removing come along with the others."""
    is_open, is_organiser = step.state == StepState.OPEN, seat.is_organiser

    def url(act: str) -> str:
        return address_of(f"initiatives:{act}_step", seat.initiative.pk, step.pk)

    if can_settle_step(seat, step):
        if is_open:
            yield Act(url("finish"), _("Done"), symbol="check")
        else:
            yield Act(url("reopen"), _("Open again"))
    if can_take_step(seat, step):
        yield Act(url("take"), _("I take this step"), is_quiet=True)
    if can_give_back_step(seat, step):
        yield Act(url("give_back"), _("I cannot do it after all"), is_quiet=True)
    if is_organiser and step.state != StepState.SKIPPED:
        is_free = is_open and not step.is_condition
        words = _("Other date, or change it") if is_free else _("Change it")
        yield Act(url("change"), words, opens=True)
        if is_free:
            yield Act(url("skip"), _("Skip"), opens=True)
    if is_organiser and step.origin == StepOrigin.OWN:
        yield Act(url("remove"), _("Remove"), opens=True)


def _shares(seat: Seat, steps: Sequence[Step]) -> list[tuple[str, int]]:
    """How many open steps each of the team has, and last how many are nobody's."""
    number = Counter(step.doer_id for step in steps if step.state == StepState.OPEN)
    shares = [(name_of(m.user), number[m.pk]) for m in seat.initiative.members.all()]
    return [*shares, (doer_words(None), number[None])]
