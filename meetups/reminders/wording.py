"""Reminders in words: how each begins, and what a line of a digest says.

An office or a curator may write the first paragraph of a mail itself. Its variables stand between
braces, such as {day}, and `VARIABLES` says which each mail knows.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from meetups.accounts.models import MailText, Office, Remindable
from meetups.agenda import wording as agenda_wording
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative
from meetups.initiatives.services.team import LINK
from meetups.initiatives.wording import day_words, span_words

from .digests import Item

VARIABLE = re.compile(r"\{([^{}\n]*)\}")
_GUESTS = ("day", "time", "place", "title", "names")
_TEAM = ("day", "time", "place", "title")
VARIABLES: dict[str, tuple[str, ...]] = {
    Remindable.WEEK: _GUESTS,
    Remindable.DAY: _GUESTS,
    Remindable.HOURS: _GUESTS,
    Remindable.EVENING: _TEAM,
    Remindable.MORNING: _TEAM,
}
"""By kind of mail, what its first paragraph may name."""
ABOUT_VARIABLES: dict[str, str | Promise] = {
    "day": gettext_lazy("the day, such as “Saturday 24 April”"),
    "time": gettext_lazy("from when until when, such as “14.00 to 17.00 o’clock”"),
    "place": gettext_lazy("the place, with its address"),
    "title": gettext_lazy("what the meetup is called; of a sensitive plan only “the meetup”"),
    "names": gettext_lazy("the first names of the organisers"),
}
_OURS: dict[str, str | Promise] = {
    Remindable.WEEK: gettext_lazy("It is time on {day}. We look forward to seeing you."),
    Remindable.DAY: gettext_lazy("It is time on {day}. We look forward to seeing you."),
    Remindable.HOURS: gettext_lazy("It is almost time. See you soon!"),
    Remindable.EVENING: gettext_lazy(
        "It is time on {day}. Here is what you need to lay ready tonight."
    ),
    Remindable.MORNING: gettext_lazy(
        "The meetup of {day} is over. Thank you for bringing people together."
    ),
}

_NAMELESS: dict[str, str | Promise] = {
    "day": gettext_lazy("the day itself"),
    "time": gettext_lazy("the hour that you know"),
    "place": gettext_lazy("the place that is on the page"),
    "title": gettext_lazy("the meetup"),
    "names": gettext_lazy("the organisers"),
}


# --- the first paragraph -------------------------------------------------------------------------
def standard_words(kind: str, language: str) -> str:
    """The first paragraph that we wrote, with its variables still in it."""
    with translation.override(language):
        return str(_OURS[kind])


def unknown_variables(kind: str, text: str) -> list[str]:
    """What stands between braces in a text, and is no variable of that mail; each once."""
    known = VARIABLES[kind]
    return list(dict.fromkeys(name for name in VARIABLE.findall(text) if name not in known))


def first_words(
    kind: str, language: str, office: Office | None, values: Mapping[str, object]
) -> str:
    """How a mail begins: in the words of the office, else in those of everyone, else in ours.

    One query. `values` by the names in `VARIABLES`; what is empty gets a word for it.
    """
    is_theirs = Q(office=None) | Q(office=office)
    return _first_of(is_theirs, kind, language, values)


def opening_of(kind: str, meetup: Meetup, values: Mapping[str, object]) -> str:
    """How mail about a meetup begins, as `first_words`, of the office where it is, in the
    language that is on."""
    is_theirs = Q(office=None) | Q(office__area=meetup.municipality_id)
    return _first_of(is_theirs, kind, get_language() or "nl", values)


def _first_of(is_theirs: Q, kind: str, language: str, values: Mapping[str, object]) -> str:
    texts = MailText.objects.filter(is_theirs, kind=kind, language=language)
    said: dict[int | None, str] = dict(texts.values_list("office_id", "text"))
    everyones = said.pop(None, "") or standard_words(kind, language)
    with translation.override(language):
        named = {name: value or str(_NAMELESS[name]) for name, value in values.items()}
    return fill(next(iter(said.values()), everyones), named)


def fill(text: str, values: Mapping[str, object]) -> str:
    """A text with its variables filled in; braces in the values themselves stay as they are."""
    return VARIABLE.sub(lambda found: str(values.get(found[1], found[0])), text)


def values_of(meetup: Meetup, *, where: str) -> dict[str, str]:
    """The variables of a mail about a meetup, in the language that is on. One query.

    Empty is what a mail program would make a link of, and the topic of a sensitive plan.
    """
    names = [name for name in agenda_wording.organisers_of(meetup) if not LINK.search(name)]
    return {
        "day": agenda_wording.day_words(meetup.starts_at),
        "time": agenda_wording.time_words(meetup),
        "place": plain(where),
        "title": "" if meetup.initiative.is_sensitive else plain(meetup.title),
        "names": agenda_wording.names_words(names),
    }


def plain(text: str) -> str:
    """Words of people, or nothing when a mail program would make a link of them."""
    return "" if LINK.search(text) else text


# --- when ----------------------------------------------------------------------------------------
def soon_words(starts_at: datetime, now: datetime) -> str:
    """How soon it is, to begin a heading with: "Morgen", "Over 6 dagen"."""
    days = (timezone.localtime(starts_at).date() - timezone.localtime(now).date()).days
    if days < 2:
        return _("Tomorrow") if days == 1 else _("Today")
    return ngettext("In %(number)d day", "In %(number)d days", days) % {"number": days}


def past_words(ended_on: date, today: date) -> str:
    """The same of a day that is over: "Gisteren", "Zaterdag 24 april"."""
    if (today - ended_on).days == 1:
        return _("Yesterday")
    return capfirst(day_words(ended_on, today, weekday=True))


# --- digests -------------------------------------------------------------------------------------
def plan_words(plan: Initiative, today: date) -> str:
    """A plan in a mail: its title, or its date when the title is not for a lock screen."""
    title = "" if plan.is_sensitive else plain(plan.title)
    day = day_words(plan.first_date, today)
    return title or _("Your plan of %(day)s") % {"day": day}


def waiting_plan_words(plan: Initiative) -> str:
    """A plan in a mail to an office: its title, or only its neighbourhood; and that."""
    title = "" if plan.is_sensitive else plain(plan.title)
    area = plan.area.title
    return f"{title}, {area}" if title else _("A plan in %(area)s") % {"area": area}


def item_words(item: Item) -> str:
    """What one line of a digest says, in the language that is on. No queries."""
    values = dict(item.values)
    if step := values.pop("step", None):
        values["text"] = "" if item.plan.is_sensitive else plain(step.text)
    return capfirst(_LINES[item.kind](values))


def page_words(item: Item) -> str:
    """The text of the link to where someone does it."""
    return str(_PAGES[item.url])


def _step_late(values: Mapping[str, Any]) -> str:
    late = ngettext("%(number)d day late", "%(number)d days late", values["days"])
    words = {"day": _day(values), "late": late % {"number": values["days"]}}
    return _and(values["text"], _("Was due %(day)s, %(late)s") % words)


def _step_due(values: Mapping[str, Any]) -> str:
    if values["days"] == 0:
        return _and(values["text"], _("Today is the last day"))
    return _and(values["text"], _("Do it before the end of %(day)s") % {"day": _day(values)})


def _and(text: object, rest: str) -> str:
    text = str(text).rstrip(".") or _("A step of your plan")
    return f"{text} ({rest})"


def _closing(values: Mapping[str, Any]) -> str:
    words = {"day": _moment(values["starts_at"]), "until": _moment(values["closes_at"])}
    words |= {"taken": values["taken"], "all": values["capacity"]}
    text = _("%(day)s: people can sign up until %(until)s. %(taken)s of %(all)s seats are taken.")
    return text % words


def _nobody_yet(values: Mapping[str, Any]) -> str:
    text = _(
        "%(day)s: nobody has answered yet. It helps to ask three neighbours by name, to hang the "
        "poster where people wait, and to send the link yourself."
    )
    return text % {"day": _moment(values["starts_at"])}


def _offers_over(values: Mapping[str, Any]) -> str:
    number = values["number"]
    text = ngettext(
        "%(day)s: %(number)s offer of a seat was over yesterday, without an answer. The seat "
        "is free for who waits next.",
        "%(day)s: %(number)s offers of a seat were over yesterday, without an answer. The "
        "seats are free for who waits next.",
        number,
    )
    return text % {"day": _moment(values["starts_at"]), "number": number}


def _resting(values: Mapping[str, Any]) -> str:
    words = {"span": span_words(values["weeks"] * 7)}
    if values["is_last"]:
        text = _(
            "This plan has rested for %(span)s. It stays resting, and we do not ask again. You "
            "can always take it up again, hand it over or stop it."
        )
    else:
        text = _(
            "This plan has rested for %(span)s. Do you feel like going on? A small meetup is "
            "enough. If not, you can hand it over, stop it, or let it rest."
        )
    return text % words


def _waiting(values: Mapping[str, Any]) -> str:
    days, first = values["days"], values["first_date"]
    today, answer_on = values["today"], values["answer_on"]
    words = {
        "first": day_words(first, today, weekday=True),
        "age": ngettext("%(number)d day", "%(number)d days", days) % {"number": days},
        "day": day_words(answer_on, today),
    }
    if answer_on < today:
        return _("First meetup %(first)s; waits %(age)s, was due before %(day)s") % words
    return _("First meetup %(first)s; waits %(age)s, answer before %(day)s") % words


_PAGES: dict[str, str | Promise] = {
    "initiatives:steps": gettext_lazy("See the steps"),
    "agenda:desk": gettext_lazy("See the meetup"),
    "support:support": gettext_lazy("Choose what to do"),
    "initiatives:overview": gettext_lazy("See the plan"),
}
_LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "step_late": _step_late,
    "step_due": _step_due,
    "closing": _closing,
    "nobody_yet": _nobody_yet,
    "offers_over": _offers_over,
    "resting": _resting,
    "waiting": _waiting,
}


def _day(values: Mapping[str, Any]) -> str:
    return day_words(values["due_on"], values["today"], weekday=True)


def _moment(at: datetime) -> str:
    return agenda_wording.moment_words(at)
