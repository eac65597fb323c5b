"""From what waits and what to mind to sentences: queries hold codes, people read words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups.initiatives.models import Initiative
from meetups.initiatives.money import format_euros

from .queries.queue import Mind, Row
from .queries.sent import Summary

FEW = 3
"""With so many days left or fewer, an answer is urgent."""


# --- the first page ------------------------------------------------------------------------------
def lead_words(summary: Summary, may_stop: int) -> list[str]:
    """What an office has before it today, in a few sentences."""
    sentences = [_waiting(summary.waiting)]
    if summary.mine:
        sentences.append(_mine(summary))
    if summary.late:
        sentences.append(_late(summary))
    if summary.today:
        sentences.append(_today(summary))
    if may_stop:
        words = ngettext(
            "%(number)d initiative may stop.", "%(number)d initiatives may stop.", may_stop
        )
        sentences.append(words % {"number": may_stop})
    return sentences


def _waiting(number: int) -> str:
    if not number:
        return _("No plan waits for you.")
    words = ngettext("%(number)d plan waits for you.", "%(number)d plans wait for you.", number)
    return words % {"number": number}


def _mine(summary: Summary) -> str:
    if summary.waiting == 1:
        return _("You review it.")
    words = ngettext("You review one of them.", "You review %(number)d of them.", summary.mine)
    return words % {"number": summary.mine}


def _late(summary: Summary) -> str:
    if summary.waiting == 1:
        return _("Your answer is late.")
    words = ngettext(
        "To one of them your answer is late.",
        "To %(number)d of them your answer is late.",
        summary.late,
    )
    return words % {"number": summary.late}


def _today(summary: Summary) -> str:
    if summary.waiting == 1:
        return _("It must be answered today.")
    words = ngettext(
        "One of them must be answered today.",
        "%(number)d of them must be answered today.",
        summary.today,
    )
    return words % {"number": summary.today}


# --- a row ---------------------------------------------------------------------------------------
def meetup_words(plan: Initiative, today: date) -> str:
    """When a plan's first meetup is, such as "Sat 20 March", and how many there will be."""
    this_year = plan.first_date.year == today.year
    day = date_format(plan.first_date, "D j F" if this_year else "D j F Y")
    if plan.times_planned == 1:
        return day
    words = {"number": plan.times_planned, "day": day}
    return _("series of %(number)d, from %(day)s") % words


def waits_words(row: Row) -> str:
    """How long the office still has; empty when nothing waits for it."""
    days = row.days_left
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(number)d day late", "%(number)d days late", -days) % {"number": -days}
    if days == 0:
        return _("today is the last day")
    return ngettext("%(number)d day left", "%(number)d days left", days) % {"number": days}


def waits_look(row: Row) -> str:
    """How urgent that is: "late", "soon", or nothing."""
    days = row.days_left
    if days is None or days > FEW:
        return ""
    return "late" if days <= 0 else "soon"


# --- what to mind --------------------------------------------------------------------------------
def mind_words(mind: Mind) -> str:
    return _MINDS[mind.code](mind.values)


def _soon(values: Mapping[str, Any]) -> str:
    days = values["days"]
    if days < 0:
        return _("The first meetup is over")
    if days == 0:
        return _("First meetup today")
    words = ngettext("First meetup in %(days)d day", "First meetup in %(days)d days", days)
    return words % {"days": days}


def _rule_late(values: Mapping[str, Any]) -> str:
    words = ngettext(
        "Too late for your rule “%(rule)s”",
        "Too late for %(number)d of your rules, such as “%(rule)s”",
        values["number"],
    )
    return words % {"number": values["number"], "rule": values["rule"].text.rstrip(".")}


def _safety(values: Mapping[str, Any]) -> str:
    words = ngettext(
        "%(number)d safety point is open", "%(number)d safety points are open", values["number"]
    )
    return words % values


_MINDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "tense": lambda _values: _("The topic brings tension"),
    "safety": _safety,
    "children": lambda _values: _("Children without parents"),
    "orphan": lambda _values: _("Nobody organises it any more"),
    "changed": lambda _values: _("Changed since your answer"),
    "condition": lambda _values: _("The condition of your yes is open"),
    "rule_late": _rule_late,
    "soon": _soon,
    "wrote": lambda _values: _("The team wrote and waits for an answer"),
    "asks": lambda _values: _("The team asks for help"),
    "money": lambda values: _("Asks for %(amount)s") % {"amount": format_euros(values["cents"])},
    "people": lambda values: _("%(number)d people are expected") % values,
}
