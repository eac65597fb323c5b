"""From dates, moves and events to sentences: the rows hold codes, people read words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups.accounts.models import User

from .models import Member, Step, StepState
from .queries.steps import Entry, Mark, NextStep, lateness


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


def next_step_words(found: NextStep, first_date: date, today: date) -> str:
    """When the next step of a plan must be done, for a list of plans."""
    return due_words(found.step, first_date, today)


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
