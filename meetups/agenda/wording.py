"""A meetup in words: when, where, for whom. The rows hold codes and moments, people read words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetups.initiatives.models import Member, TeamRole
from meetups.initiatives.money import format_euros
from meetups.ready import Blank, Ready

from .models import Meetup
from .retention import GUESTS

PURGED_WITHIN = timedelta(hours=1)
"""The purge runs every hour."""


# --- when ----------------------------------------------------------------------------------------
def clock_words(at: datetime) -> str:
    """The time on the clocks of the Netherlands: "14.00"."""
    return time_format(timezone.localtime(at), _("G.i"))


def hour_words(at: datetime) -> str:
    """The same, as it is said on its own: "14.00 uur"."""
    return _("%(start)s o’clock") % {"start": clock_words(at)}


def day_words(at: datetime, today: date | None = None) -> str:
    """The day: "zaterdag 24 april"; with its year when `today` is given and is in another year."""
    day = timezone.localtime(at).date()
    is_far = today is not None and day.year != today.year
    return date_format(day, "l j F Y" if is_far else "l j F")


def start_words(meetup: Meetup, today: date | None = None) -> str:
    """When it begins: "zaterdag 24 april, 14.00 uur". Neutral, so also the subject of mail."""
    return moment_words(meetup.starts_at, today=today)


def moment_words(at: datetime, today: date | None = None) -> str:
    """A day and a time: "zaterdag 24 april, 14.00 uur"."""
    return f"{day_words(at, today=today)}, {hour_words(at)}"


def time_words(meetup: Meetup) -> str:
    """From when until when: "14.00 tot 17.00 uur"."""
    if timezone.localtime(meetup.ends_at).date() == meetup.day:
        start, end = clock_words(meetup.starts_at), clock_words(meetup.ends_at)
    else:
        start, end = hour_words(meetup.starts_at), day_words(meetup.ends_at)
        end = f"{end}, {clock_words(meetup.ends_at)}"
    return _("%(start)s to %(end)s o’clock") % {"start": start, "end": end}


def when_words(meetup: Meetup, today: date | None = None) -> str:
    """Day and time: "zaterdag 24 april, 14.00 tot 17.00 uur". See `day_words` for `today`."""
    return f"{day_words(meetup.starts_at, today=today)}, {time_words(meetup)}"


def erased_on(meetup: Meetup) -> date:
    """The day on which who came is erased at the latest."""
    return timezone.localtime(meetup.ends_at + GUESTS + PURGED_WITHIN).date()


# --- where ---------------------------------------------------------------------------------------
def public_where(meetup: Meetup) -> str:
    """Where it is, for everyone: without what only guests who said yes may know."""
    if not meetup.is_on_site:
        return _("Online")
    if meetup.hides_address:
        words = {"area": meetup.area.title}
        if meetup.is_online:
            return _("Online, or in %(area)s. You see where when you have said yes.") % words
        return _("In %(area)s. You see the place when you have said yes.") % words
    return _and_online(meetup, meetup.where_words)


def full_where(meetup: Meetup) -> str:
    """Where it is, for guests who said yes and for the team; the link is `online_link`."""
    return _and_online(meetup, meetup.where_words) if meetup.is_on_site else _("Online")


def _and_online(meetup: Meetup, place: str) -> str:
    place = place or _("The place is not known yet")
    return _("%(place)s, or online") % {"place": place} if meetup.is_online else place


# --- for whom ------------------------------------------------------------------------------------
def organisers_of(meetup: Meetup) -> list[str]:
    """The first names of who organises it; who has no name is left out. One query."""
    return [name.split()[0] for (name,) in _organisers(plan=meetup.initiative_id) if name.strip()]


_organisers = Ready(
    lambda: (
        Member.objects.filter(initiative=Blank("plan"), role=TeamRole.ORGANISER)
        .order_by("pk")
        .values_list("user__name")
    )
)


def names_words(names: list[str]) -> str:
    """Names in a row: "Fatma, Gerrit en Anneke"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def costs_words(meetup: Meetup) -> str:
    """What it costs: "Gratis" or "€ 2,50"."""
    return format_euros(meetup.costs) if meetup.costs else _("Free")


def languages_words(meetup: Meetup) -> str:
    """The languages that are spoken; empty when nobody said."""
    return ", ".join(meetup.get_languages_display())  # type: ignore[attr-defined]


def step_free_words(meetup: Meetup) -> str:
    """Whether a wheelchair can get in; empty when nobody said."""
    if meetup.step_free is None:
        return ""
    return _("No steps or thresholds.") if meetup.step_free else _("There are steps or thresholds.")


def children_words(meetup: Meetup) -> str:
    """Whether children can come along; empty when nobody said."""
    if meetup.children is None:
        return ""
    return _("Children are welcome.") if meetup.children else _("It is for adults.")


# --- seats ---------------------------------------------------------------------------------------
def people_words(number: int) -> str:
    return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


def seats_words(meetup: Meetup) -> str:
    """How many seats are taken: "12 van 20 plekken bezet"."""
    words = {"taken": meetup.seats_taken, "all": meetup.capacity}
    return (
        ngettext(
            "%(taken)d of %(all)d seat taken",
            "%(taken)d of %(all)d seats taken",
            meetup.capacity,
        )
        % words
    )


def free_words(meetup: Meetup) -> str:
    """How many seats are left: "8 plekken vrij", or "Vol"."""
    free = meetup.seats_free
    if not free:
        return _("Full")
    return ngettext("%(number)d seat free", "%(number)d seats free", free) % {"number": free}


# --- one fact ------------------------------------------------------------------------------------
def fact_words(meetup: Meetup, name: str) -> str:
    """One field of the form of a meetup as it is now, for whoever was about to change it."""
    by_name: dict[str, Callable[[Meetup], str]] = {
        "day": lambda row: day_words(row.starts_at),
        "starts": lambda row: clock_words(row.starts_at),
        "ends": lambda row: clock_words(row.ends_at),
        "doors": lambda row: clock_words(row.doors_open_at) if row.doors_open_at else "",
        "closes_days": closes_words,
        "closes_clock": closes_words,
        "way": lambda row: str(row.get_way_display()),
        "languages": languages_words,
        "needs_asked": lambda row: ", ".join(row.get_needs_asked_display()),  # type: ignore[attr-defined]
        "costs": costs_words,
        "reminders": lambda row: ", ".join(row.get_reminders_display()),  # type: ignore[attr-defined]
    }
    if name in by_name:
        return by_name[name](meetup)
    value = getattr(meetup, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def closes_words(meetup: Meetup) -> str:
    """Until when people can sign up: "tot vrijdag 23 april, 18.00 uur"."""
    if meetup.closes_at is None:
        return _("until it starts")
    return _("until %(moment)s") % {"moment": moment_words(meetup.closes_at)}
