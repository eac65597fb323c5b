"""The facts of a plan in words, and how its days lie."""

from datetime import date, time

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .lifecycle import Status
from .models import Initiative, StepState
from .wording import span_words


def fact_words(initiative: Initiative, name: str) -> str:
    """One fact of a plan as people read it; empty when it is open."""
    value = getattr(initiative, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, time):
        return time_format(value)
    if isinstance(value, date):
        return date_format(value)
    if name == "spot":
        return str(initiative.get_spot_display())
    return "" if value is None else str(value)


def days_left_words(days: int) -> str:
    """How far away the first meetup is."""
    if days > 1:
        return ngettext("%(days)d day to go", "%(days)d days to go", days) % {"days": days}
    if days == 1:
        return _("It is tomorrow")
    if days == 0:
        return _("It is today")
    return _("It was %(span)s ago") % {"span": span_words(-days)}


def too_late_words(days: int) -> str:
    """How late a step would be already."""
    return _("%(span)s too late") % {"span": span_words(days)}


def moved_words(steps: int) -> str:
    """What happened when the meetup moved."""
    if not steps:
        return _("The date has been moved. No steps moved along.")
    return ngettext(
        "The date has been moved, and %(steps)d step moved along.",
        "The date has been moved, and %(steps)d steps moved along.",
        steps,
    ) % {"steps": steps}


_OFFICE_SAYS = {
    Status.DRAFT: lambda: _("They have not seen your plan yet."),
    Status.SUBMITTED: lambda: _("They are looking at your plan."),
    Status.CHANGES_ASKED: lambda: _("They ask you to change something."),
    Status.APPROVED: lambda: _("They agree with your plan."),
    Status.DECLINED: lambda: _("They do not agree with your plan."),
    Status.RUNNING: lambda: _("They know that you have begun."),
    Status.RESTING: lambda: _("They know that the plan rests."),
    Status.COMPLETED: lambda: _("They know that the plan is done."),
    Status.STOPPED: lambda: _("They know that the plan has stopped."),
}


def office_words(initiative: Initiative) -> str:
    """What the municipality thinks of a plan, in a sentence."""
    if initiative.submitted_at is None:
        return _OFFICE_SAYS[Status.DRAFT]()
    if initiative.status == Status.APPROVED and _has_open_condition(initiative):
        return _("They say yes, on one condition. You find it in your steps.")
    if initiative.status == Status.DRAFT:
        return _("You took your plan back to change it.")
    return _OFFICE_SAYS[Status(initiative.status)]()


def _has_open_condition(initiative: Initiative) -> bool:
    return any(s.is_condition and s.state == StepState.OPEN for s in initiative.steps.all())
