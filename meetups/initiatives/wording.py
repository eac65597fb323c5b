"""From dates, moves and events to sentences: the rows hold codes, people read words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from meetups.accounts.models import User

from .lifecycle import Status
from .models import Event, EventKind, Member, Step, StepState, TeamRole
from .queries.steps import Entry, Mark, lateness

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


# --- people and days -----------------------------------------------------------------------------
def name_of(user: User | None) -> str:
    """A person's name, never the address; someone whose account was erased has none left."""
    if user is None:
        return _("someone who is gone")
    return str(user.name) or _("someone without a name")


def doer_words(member: Member | None) -> str:
    """Who does it."""
    return name_of(member.user) if member else _("Nobody yet")


def day_words(day: date, today: date, *, weekday: bool = False) -> str:
    """A day as people say it, such as "8 March"; with its year when that is not this one."""
    pattern = ("l " if weekday else "") + ("j F" if day.year == today.year else "j F Y")
    return _date(day, pattern, get_language())


@lru_cache(maxsize=2000)
def _date(day: date, pattern: str, _language: str | None) -> str:
    """Django reads the pattern letter by letter each time; a timeline has dozens of days."""
    return date_format(day, pattern)


def span_words(days: int) -> str:
    """A number of days, in weeks when they are whole: "4 weeks", "1 day"."""
    weeks, rest = divmod(days, 7)
    if weeks and not rest:
        return ngettext("%(number)d week", "%(number)d weeks", weeks) % {"number": weeks}
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


# --- steps ---------------------------------------------------------------------------------------
def due_words(step: Step, first_date: date, today: date) -> str:
    """When an open step must be done, or how late it is."""
    words = {"day": day_words(step.due_on, today)}
    if late := lateness(step, today):
        late_by = ngettext("%(number)d day late", "%(number)d days late", late) % {"number": late}
        return _("Was due %(day)s, %(late)s") % (words | {"late": late_by})
    if step.due_on == today:
        return _("Today is the last day")
    days = (first_date - step.due_on).days
    if not days:
        return _("%(day)s, on the day itself") % words
    words["span"] = span_words(abs(days))
    if days > 0:
        return _("before %(day)s, %(span)s ahead") % words
    return _("before %(day)s, %(span)s afterwards") % words


def entry_words(entry: Entry, first_date: date, today: date) -> str:
    """The date on a line of the timeline, in words."""
    if entry.mark is Mark.TODAY:
        return _("Today, %(day)s") % {"day": day_words(today, today, weekday=True)}
    if entry.step is None:
        return day_words(entry.day, today, weekday=True)
    if entry.step.state == StepState.DONE:
        return _("%(day)s, done") % {"day": day_words(entry.day, today)}
    if entry.step.state == StepState.SKIPPED:
        return _("%(day)s, skipped") % {"day": day_words(entry.day, today)}
    return due_words(entry.step, first_date, today)


def settler_words(step: Step) -> str:
    """Who did it or skipped it: whoever it was meant for, else whoever said so."""
    return name_of(step.doer.user if step.doer else step.settled_by)


def countdown_words(first_date: date, today: date) -> str:
    """How far away the first meetup is."""
    days = (first_date - today).days
    if days == 0:
        return _("Today is the day")
    if days < 0:
        return ngettext("%(number)d day ago", "%(number)d days ago", -days) % {"number": -days}
    return ngettext("%(number)d day to go", "%(number)d days to go", days) % {"number": days}


def step_facts(step: Step, today: date) -> list[tuple[str, str]]:
    """A step as it is, for whoever was about to change it."""
    return [
        (_("What must be done?"), step.text),
        (_("Before which day?"), day_words(step.due_on, today, weekday=True)),
        (_("Who does it?"), doer_words(step.doer)),
        (_("What must the others know?"), step.note),
        (_("State"), str(step.get_state_display())),
    ]


# --- moves ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class MoveWords:
    """How a move is called, what comes of it, and what it asks. `told` is for the history."""

    label: "StrPromise"
    consequences: "StrPromise"
    ask: "StrPromise"
    told: "StrPromise"


_WHY = gettext_lazy("Do you want to add something?")
MOVES: dict[str, MoveWords] = {
    "submit": MoveWords(
        gettext_lazy("Send it to the municipality"),
        gettext_lazy(
            "The municipality can then see the plan, with its steps, team and budget. "
            "You can go on working on it, and take it back."
        ),
        gettext_lazy("What do you want to say to the municipality?"),
        gettext_lazy("%(who)s sent the plan to the municipality"),
    ),
    "withdraw": MoveWords(
        gettext_lazy("Take it back"),
        gettext_lazy(
            "The municipality does not see the plan any more, and does not answer. "
            "You can send it again."
        ),
        _WHY,
        gettext_lazy("%(who)s took the plan back from the municipality"),
    ),
    "approve": MoveWords(
        gettext_lazy("Approve it"),
        gettext_lazy("The team reads that it can begin, and that you said so."),
        gettext_lazy("What do you want to say to the team?"),
        gettext_lazy("%(who)s approved the plan for the municipality"),
    ),
    "ask-changes": MoveWords(
        gettext_lazy("Ask for changes"),
        gettext_lazy("The team reads what you ask, changes the plan and sends it again."),
        gettext_lazy("What must be different, and why?"),
        gettext_lazy("%(who)s asked for changes for the municipality"),
    ),
    "decline": MoveWords(
        gettext_lazy("Decline it"),
        gettext_lazy("The team reads why. It can make another plan of it and send that."),
        gettext_lazy("Why not, and what would be possible?"),
        gettext_lazy("%(who)s declined the plan for the municipality"),
    ),
    "reconsider": MoveWords(
        gettext_lazy("Look at it again"),
        gettext_lazy("The plan is then with you again, as if just sent. The team reads why."),
        gettext_lazy("Why do you look at it again?"),
        gettext_lazy("%(who)s looks at the plan again for the municipality"),
    ),
    "revise": MoveWords(
        gettext_lazy("Make another plan of it"),
        gettext_lazy("It is then a draft again, which only your team sees. You can send it again."),
        _WHY,
        gettext_lazy("%(who)s made a draft of the plan again"),
    ),
    "begin": MoveWords(
        gettext_lazy("We begin"),
        gettext_lazy("Everyone then sees that it is running."),
        _WHY,
        gettext_lazy("%(who)s began"),
    ),
    "begin-without-office": MoveWords(
        gettext_lazy("We begin"),
        gettext_lazy(
            "Your municipality does not work with this site, so nobody has looked at the plan. "
            "Ask the municipality itself what is allowed."
        ),
        _WHY,
        gettext_lazy("%(who)s began"),
    ),
    "rest": MoveWords(
        gettext_lazy("Let it rest"),
        gettext_lazy("Nothing is lost. Come back here when you want to go on: one button will do."),
        gettext_lazy("Why does it rest, and until when?"),
        gettext_lazy("%(who)s let the plan rest"),
    ),
    "resume": MoveWords(
        gettext_lazy("Go on with it"),
        gettext_lazy("The plan is then running again. Look at the dates of the steps first."),
        _WHY,
        gettext_lazy("%(who)s went on with the plan"),
    ),
    "complete": MoveWords(
        gettext_lazy("It is finished"),
        gettext_lazy("Well done. The plan stays here to read, to copy, and to open again."),
        _WHY,
        gettext_lazy("%(who)s finished the plan"),
    ),
    "reopen": MoveWords(
        gettext_lazy("Open it again"),
        gettext_lazy("The plan is then running again. What you wrote about it stays."),
        _WHY,
        gettext_lazy("%(who)s opened the plan again"),
    ),
    "stop": MoveWords(
        gettext_lazy("Stop with it"),
        gettext_lazy(
            "Stopping is no shame. The plan stays here to read, and you can take it up again later."
        ),
        gettext_lazy("Why do you stop?"),
        gettext_lazy("%(who)s stopped with the plan"),
    ),
    "take-up-again": MoveWords(
        gettext_lazy("Take it up again"),
        gettext_lazy("It is then a draft again. Steps, team and budget are still there."),
        _WHY,
        gettext_lazy("%(who)s took the plan up again"),
    ),
}


# --- where a plan is with the municipality -------------------------------------------------------
STANDING: dict[str, tuple["StrPromise", "StrPromise"]] = {
    Status.DRAFT: (
        gettext_lazy("The municipality does not see this plan"),
        gettext_lazy("It is a draft of your team. Send it when you want an answer, help or money."),
    ),
    Status.SUBMITTED: (
        gettext_lazy("The municipality is looking at it"),
        gettext_lazy("You can go on with your steps meanwhile."),
    ),
    Status.CHANGES_ASKED: (
        gettext_lazy("The municipality asks for changes"),
        gettext_lazy("Read what it asks, change the plan, and send it again."),
    ),
    Status.APPROVED: (
        gettext_lazy("The municipality says yes"),
        gettext_lazy("You can begin. Say so here when you do."),
    ),
    Status.DECLINED: (
        gettext_lazy("The municipality says no to this plan"),
        gettext_lazy("Read why. You can make another plan of it and send that, or call first."),
    ),
    Status.RUNNING: (
        gettext_lazy("The plan is running"),
        gettext_lazy("Say so here when it must rest, when it is finished, or when you stop."),
    ),
    Status.RESTING: (
        gettext_lazy("The plan rests"),
        gettext_lazy("Do you want to go on? Then press “Go on with it” here. Nothing is lost."),
    ),
    Status.COMPLETED: (
        gettext_lazy("The plan is finished"),
        gettext_lazy("You can copy it for another street or another year, or open it again."),
    ),
    Status.STOPPED: (
        gettext_lazy("The plan has stopped"),
        gettext_lazy("You can take it up again: it is then a draft, with all that was in it."),
    ),
}
"""By status: what it means, and what can happen next."""


# --- history -------------------------------------------------------------------------------------
EVENTS: dict[str, "StrPromise"] = {
    EventKind.STARTED: gettext_lazy("%(who)s made the plan"),
    EventKind.COPIED: gettext_lazy("%(who)s made the plan, as a copy of another"),
    EventKind.MOVED: gettext_lazy("%(who)s moved the plan on"),
    EventKind.CHANGED: gettext_lazy("%(who)s changed the plan"),
    EventKind.DATE_MOVED: gettext_lazy("%(who)s moved the date"),
    EventKind.STEP_DONE: gettext_lazy("%(who)s finished a step"),
    EventKind.STEP_SKIPPED: gettext_lazy("%(who)s skipped a step"),
    EventKind.STEP_REOPENED: gettext_lazy("%(who)s opened a step again"),
    EventKind.STEP_CHANGED: gettext_lazy("%(who)s changed a step"),
    EventKind.STEP_ADDED: gettext_lazy("%(who)s added a step"),
    EventKind.STEP_REMOVED: gettext_lazy("%(who)s removed a step"),
    EventKind.STEP_TAKEN: gettext_lazy("%(who)s took a step"),
    EventKind.STEP_GIVEN_BACK: gettext_lazy("%(who)s gave a step back"),
    EventKind.SAFETY_SETTLED: gettext_lazy("%(who)s settled a safety point"),
    EventKind.SAFETY_REOPENED: gettext_lazy("%(who)s opened a safety point again"),
    EventKind.INVITED: gettext_lazy("%(who)s invited someone to the team"),
    EventKind.INVITATION_WITHDRAWN: gettext_lazy("%(who)s withdrew an invitation to the team"),
    EventKind.INVITATION_DECLINED: gettext_lazy("Somebody declined an invitation to the team"),
    EventKind.JOINED: gettext_lazy("%(who)s joined the team"),
    EventKind.LEFT: gettext_lazy("%(who)s left the team"),
    EventKind.ROLE_CHANGED: gettext_lazy("%(who)s gave someone another role"),
    EventKind.TASK_CHANGED: gettext_lazy("%(who)s changed the task of someone"),
    EventKind.HAND_ASKED: gettext_lazy("%(who)s asked for a hand"),
    EventKind.HAND_TAKEN: gettext_lazy("%(who)s lends a hand"),
    EventKind.HAND_GIVEN_BACK: gettext_lazy("%(who)s gave a hand back"),
    EventKind.HAND_DONE: gettext_lazy("%(who)s said that a hand was lent"),
    EventKind.HAND_REMOVED: gettext_lazy("%(who)s does not ask for a hand any more"),
    EventKind.HAND_OVER_OFFERED: gettext_lazy("%(who)s offered the plan to someone"),
    EventKind.HANDED_OVER: gettext_lazy("%(who)s took the plan over"),
    EventKind.HAND_OVER_DECLINED: gettext_lazy("%(who)s called off the hand-over"),
    EventKind.ADOPTED: gettext_lazy("%(who)s took the plan over for the municipality"),
    EventKind.MONEY_CHANGED: gettext_lazy("%(who)s changed the budget"),
    EventKind.TEXT_CHANGED: gettext_lazy("%(who)s changed an invitation text"),
    EventKind.PAGE_OPENED: gettext_lazy("%(who)s opened the invitation page"),
    EventKind.PAGE_CLOSED: gettext_lazy("%(who)s closed the invitation page"),
    EventKind.MEETUP_ADDED: gettext_lazy("%(who)s added a meetup"),
    EventKind.MEETUP_CHANGED: gettext_lazy("%(who)s changed a meetup"),
    EventKind.MEETUP_SHOWN: gettext_lazy("%(who)s opened the page of a meetup"),
    EventKind.MEETUP_CANCELLED: gettext_lazy("%(who)s cancelled a meetup"),
    EventKind.MEETUP_RESTORED: gettext_lazy("%(who)s lets a cancelled meetup go on after all"),
    EventKind.GUESTS_TOLD: gettext_lazy("%(who)s wrote to the guests of a meetup"),
    EventKind.GUEST_ADDED: gettext_lazy("%(who)s added a guest to a meetup"),
    EventKind.GUEST_REMOVED: gettext_lazy("%(who)s took a guest off the list of a meetup"),
    EventKind.SUPPORT_ASKED: gettext_lazy("%(who)s asked the municipality for help"),
    EventKind.SUPPORT_ANSWERED: gettext_lazy("%(who)s answered a question for help"),
    EventKind.SUPPORT_WITHDRAWN: gettext_lazy("%(who)s does not ask for help with this any more"),
    EventKind.PROMISED: gettext_lazy("%(who)s promised something for the municipality"),
    EventKind.PROMISE_KEPT: gettext_lazy("%(who)s kept a promise of the municipality"),
    EventKind.PROMISE_WITHDRAWN: gettext_lazy("%(who)s took a promise of the municipality back"),
    EventKind.INTRODUCED: gettext_lazy("The municipality asked the team to meet another"),
    EventKind.INTRODUCTION_AGREED: gettext_lazy("Both teams want to meet"),
    EventKind.INTRODUCTION_REFUSED: gettext_lazy("Meeting another team does not go on"),
    EventKind.GUESTS_COUNTED: gettext_lazy("%(who)s noted how many people came to a meetup"),
}
_LEFT_FOR_ANOTHER = gettext_lazy("%(who)s took someone out of the team")
_ABOUT_SOMEONE = {
    *(EventKind.ROLE_CHANGED, EventKind.TASK_CHANGED),
    *(EventKind.HAND_OVER_OFFERED, EventKind.HANDED_OVER, EventKind.HAND_OVER_DECLINED),
}


def event_words(event: Event) -> str:
    """What happened, as a sentence without its full stop."""
    who = {"who": name_of(event.by)}
    if event.kind == EventKind.MOVED and event.subject in MOVES:
        sentence = MOVES[event.subject].told
    elif _is_put_out(event):
        sentence = _LEFT_FOR_ANOTHER
    else:
        sentence = EVENTS[event.kind]
    words = str(sentence) % who
    return words[:1].upper() + words[1:]


def event_subject(event: Event) -> str:
    """What or whom it is about; of a move, that is said already."""
    if event.kind == EventKind.HANDED_OVER:
        return f"{name_of(event.about)} → {name_of(event.by)}"
    if event.kind in _ABOUT_SOMEONE or _is_put_out(event):
        return name_of(event.about)
    if event.kind == EventKind.LEFT and event.subject:  # as what they left
        return str(TeamRole(event.subject).label)
    return "" if event.kind == EventKind.MOVED else str(event.subject)


def _is_put_out(event: Event) -> bool:
    """Whether someone did not leave the team by themselves."""
    return event.kind == EventKind.LEFT and event.about_id != event.by_id


# --- the municipality ----------------------------------------------------------------------------
def answer_words(day: date, today: date) -> str:
    """When the municipality answers, or should have."""
    words = {"day": day_words(day, today, weekday=True)}
    if day < today:
        return _("You should have had an answer before %(day)s. Call and ask.") % words
    return _("You get an answer before %(day)s.") % words


def waiting_words(sent: date, answer_by: date, today: date) -> str:
    """How long a plan waits for an answer, and until when that is in time."""
    days = (today - sent).days
    words = {"day": day_words(answer_by, today), "days": days}
    if answer_by < today:
        return _("Sent %(days)d days ago. The answer was due before %(day)s.") % words
    if days == 0:
        return _("Sent today. Answer before %(day)s.") % words
    return (
        ngettext(
            "Sent %(days)d day ago. Answer before %(day)s.",
            "Sent %(days)d days ago. Answer before %(day)s.",
            days,
        )
        % words
    )


def office_step_words(step: Step, first_date: date, today: date) -> str:
    """When something that the municipality asks must be done, or that it is."""
    if step.state == StepState.OPEN:
        return due_words(step, first_date, today)
    return str(step.get_state_display())


def condition_words(step: Step, first_date: date, today: date) -> str:
    """When a condition must be done, or by whom and when it was."""
    if step.state == StepState.OPEN:
        return due_words(step, first_date, today)
    day = day_words(timezone.localdate(step.settled_at), today)
    words = {"name": settler_words(step), "day": day}
    return _("Done by %(name)s, %(day)s") % words


def organiser_words(names: Iterable[str]) -> str:
    """Who organise a plan, by name; empty for who has none."""
    return ", ".join(name or _("someone without a name") for name in names) or _("Nobody any more")
