"""Invitations made from a plan, in the language of who reads them, not of who makes them.

They say what, when, where and how to come. They never speak of what goes on in the neighbourhood,
of tension, safety or groups: nobody who is invited is labelled. So they draw on the plan's title,
date, place and kind of format, and not on its answers, aim or advice, except one: whether
people may need help with the language.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from meetups.suggestions.vocabulary import Age, Family

from .models import Initiative, Spot, TextKind
from .models.base import PROSE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

CLOCK = "G.i"
LANGUAGE_HELP = {"some", "much"}
"""Answers of the guide that say that not everyone shares a language."""

DOING: Mapping[str, "Words"] = {
    Family.LIGHT: gettext_lazy("You meet people who live nearby. Stay as long as you like."),
    Family.FOOD: gettext_lazy("We eat together. You can help, or just join us at the table."),
    Family.DOING: gettext_lazy("We do something together. There is something to do for everyone."),
    Family.STORIES: gettext_lazy("There is something to see and to hear. Just watching is fine."),
    Family.PAIR: gettext_lazy("You get to know somebody who lives nearby, at your ease."),
    Family.TALK: gettext_lazy("We talk in small groups. You may also just listen."),
    Family.PARTICIPATE: gettext_lazy("You can say what you would like here. Every idea counts."),
    Family.LISTEN: gettext_lazy("We would like to hear from you. You decide what you tell."),
    Family.MEDIATE: gettext_lazy("We talk quietly together. Somebody leads the talk."),
    Family.AFTERCARE: gettext_lazy("We are together for a while. You do not have to say anything."),
}
"""What people do there, by the family of the format: its own texts are for organisers."""


# --- the facts, in words -------------------------------------------------------------------------
def day_words(initiative: Initiative) -> str:
    """The day, without its year: "Saturday 24 April"."""
    return date_format(initiative.first_date, "l j F")


def time_words(initiative: Initiative) -> str:
    """From when until when; empty while that is open."""
    starts_at, ends_at = initiative.starts_at, initiative.ends_at
    if starts_at is None:
        return ""
    start = time_format(starts_at, CLOCK)
    if ends_at is None:
        return _("from %(start)s") % {"start": start}
    return _("%(start)s to %(end)s") % {"start": start, "end": time_format(ends_at, CLOCK)}


def when_words(initiative: Initiative) -> str:
    """Day and time: "Saturday 24 April, 14.00 to 16.00"."""
    return ", ".join(filter(None, (day_words(initiative), time_words(initiative))))


def tells_where(initiative: Initiative) -> bool:
    """Whether people can just go there: the place is known and the team wants it told."""
    return initiative.tells_place and bool(initiative.place_words)


def where_words(initiative: Initiative) -> str:
    """The place, with its street when it comes from the list; or that it follows."""
    if tells_where(initiative):
        listed = initiative.place if initiative.place and not initiative.place_name else None
        return ", ".join(filter(None, (initiative.place_words, listed.address if listed else "")))
    if initiative.spot == Spot.ONLINE:
        return _("Online. You get the link later.")
    if initiative.place_words:
        return _("You hear the place when you say that you come.")
    return _("The place follows.")


def doing_words(initiative: Initiative) -> str:
    """What people do there."""
    return str(DOING[initiative.activity_type.family])


def welcome_words(initiative: Initiative) -> str:
    """Who may come, which is everyone; about children and language only what the plan knows."""
    sentences = [_("Everyone is welcome.")]
    if Age.CHILDREN in initiative.activity_type.ages:
        sentences.append(_("You can bring your children."))
    if LANGUAGE_HELP & set(initiative.answers.get("language", [])):
        sentences.append(_("You do not have to speak Dutch well. We help each other."))
    return " ".join(sentences)


def series_words(initiative: Initiative) -> str:
    """That there is more to come; empty for a single meetup."""
    if initiative.times_planned < 2:
        return ""
    return _("This is the first of %(times)s times.") % {"times": initiative.times_planned}


def coming_words(initiative: Initiative, *, has_page: bool = False) -> str:
    """How to say that you come: as the team wants it, else what fits the place.

    Empty when the team said nothing and there is an open page: that tells how, or takes RSVPs.
    """
    if initiative.contact_line or has_page:
        return str(initiative.contact_line)
    if tells_where(initiative) and initiative.spot != Spot.ONLINE:
        return _("You do not have to sign up. Just come.")
    return _("You hear more from the organisers.")


# --- the texts -----------------------------------------------------------------------------------
def made_text(initiative: Initiative, kind: str, language: str, *, address: str = "") -> str:
    """The text of one kind as the plan is now. `address`: of the open invitation page, or none."""
    with override(language):
        return MADE[kind](initiative, address)[:PROSE]


def _facts(initiative: Initiative) -> str:
    return "\n".join(
        (
            _("When: %(when)s") % {"when": when_words(initiative)},
            _("Where: %(where)s") % {"where": where_words(initiative)},
        )
    )


def _what(initiative: Initiative) -> str:
    parts = (doing_words(initiative), series_words(initiative), welcome_words(initiative))
    return "\n".join(filter(None, parts))


def _coming(initiative: Initiative, address: str) -> str:
    lines = [_("Will you come?"), coming_words(initiative, has_page=bool(address))]
    if address:
        lines.append(_("See how to join in: %(address)s") % {"address": address})
    return "\n".join(filter(None, lines))


def _regards(initiative: Initiative) -> str:
    area = _("People from %(area)s") % {"area": initiative.area.title}
    return "\n".join((_("See you then!"), area))


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _letter(initiative: Initiative, address: str) -> str:
    return _paragraphs(
        _("Dear neighbours,"),
        _("We invite you: %(title)s") % {"title": initiative.title},
        _facts(initiative),
        _what(initiative),
        _coming(initiative, address),
        _regards(initiative),
    )


def _app(initiative: Initiative, address: str) -> str:
    return _paragraphs(
        initiative.title,
        f"{when_words(initiative)}\n{where_words(initiative)}",
        f"{doing_words(initiative)} {welcome_words(initiative)}",
        _coming(initiative, address),
    )


def _poster(initiative: Initiative, _address: str) -> str:
    return f"{doing_words(initiative)}\n{welcome_words(initiative)}"


def _mail(initiative: Initiative, address: str) -> str:
    words = {"day": day_words(initiative), "title": initiative.title}
    return _paragraphs(
        _("Subject: %(day)s: %(title)s") % words,
        _("Hello,"),
        _("We invite you: %(title)s") % {"title": initiative.title},
        _facts(initiative),
        _what(initiative),
        _coming(initiative, address),
        _regards(initiative),
    )


MADE: Mapping[str, Callable[[Initiative, str], str]] = {
    TextKind.LETTER: _letter,
    TextKind.APP: _app,
    TextKind.POSTER: _poster,
    TextKind.MAIL: _mail,
}


def facts_not_told(initiative: Initiative, text: str, language: str) -> list[str]:
    """Day, time and place of the plan that a text does not name: it may be an older one."""
    with override(language):
        told = [date_format(initiative.first_date, "j F")]
        if initiative.starts_at:
            told.append(time_format(initiative.starts_at, CLOCK))
        if tells_where(initiative):
            told.append(initiative.place_words)
    return [fact for fact in told if fact.casefold() not in text.casefold()]
