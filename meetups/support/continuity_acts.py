"""What to do about a reason: what an office does next, and what a team may ask it for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from meetups.initiatives.wording import day_words

from .continuity import Continuity, Pillar, Reason
from .models import Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


# --- what an office does next --------------------------------------------------------------------
class Act(StrEnum):
    """What an office can do next; the radar knows the address of each."""

    ADOPT = "adopt"
    OFFER = "offer"
    WRITE = "write"
    PLACE = "place"
    ANSWER = "answer"
    KEEP = "keep"
    REVIEW = "review"


ACTS = {
    "no_organiser": Act.ADOPT,
    "one_organiser": Act.OFFER,
    "organisers_left": Act.OFFER,
    "handover_open": Act.WRITE,
    "hands_open": Act.OFFER,
    "turnout_falls": Act.OFFER,
    "no_next_date": Act.WRITE,
    "rests_long": Act.WRITE,
    "answer_late": Act.REVIEW,
    "steps_late": Act.OFFER,
    "unanswered": Act.ANSWER,
    "promise_late": Act.KEEP,
    "help_ends": Act.OFFER,
    "money_ends": Act.OFFER,
    "place_ends": Act.PLACE,
    "no_place": Act.PLACE,
}
ACT_WORDS = {
    Act.ADOPT: gettext_lazy("Take it over"),
    Act.OFFER: gettext_lazy("Offer help"),
    Act.WRITE: gettext_lazy("Write to the organisers"),
    Act.PLACE: gettext_lazy("Look for a place"),
    Act.ANSWER: gettext_lazy("Answer the request"),
    Act.KEEP: gettext_lazy("To what was promised"),
    Act.REVIEW: gettext_lazy("Answer the plan"),
}


def acts_of(found: Continuity) -> list[tuple[Act, str]]:
    """What to do next, what threatens first in front, each once; with the kind of help it is."""
    acts: dict[Act, str] = {}
    for reason in found.reasons:
        acts.setdefault(ACTS[reason.code], help_kind(reason))
    return list(acts.items())


def help_kind(reason: Reason) -> str:
    """The kind of help that answers a reason; a code of `Kind`."""
    kind = reason.values.get("kind")
    if isinstance(kind, str):
        return kind
    if reason.code == "turnout_falls":
        return Kind.PROMOTION.value
    if reason.code == "rests_long":
        return Kind.KNOWLEDGE.value
    kinds = {Pillar.MONEY: Kind.MONEY, Pillar.PLACE: Kind.PLACE}
    return kinds.get(reason.pillar, Kind.PEOPLE).value


# --- what a team may ask -------------------------------------------------------------------------
@dataclass(frozen=True)
class Wish:
    """One thing that would help a team: what to ask the office for, already in words.

    `code`: of the reason that it comes from.
    """

    kind: str
    text: str
    code: str


def wishes_of(found: Continuity) -> list[Wish]:
    """What would help, each thing once. What was asked or promised already is not asked again."""
    wishes: dict[tuple[str, str], Wish] = {}
    for reason in found.reasons:
        kind, text = help_kind(reason), _wish(reason, found.today)
        if text:
            wishes.setdefault((kind, text), Wish(kind, text, reason.code))
    return list(wishes.values())


def _wish(reason: Reason, today: date) -> str:
    if reason.code in ("no_organiser", "one_organiser", "organisers_left", "handover_open"):
        return _("Somebody who organises with us")
    if reason.code == "hands_open":
        return _("People who lend a hand")
    if reason.code == "turnout_falls":
        return _("Making our meetups known")
    if reason.code == "no_next_date":
        return _("Somebody who plans the next time with us")
    if reason.code == "rests_long":
        return _("Somebody who thinks along about how we go on")
    if reason.code == "steps_late":
        return _("Somebody who takes over some steps")
    if reason.code == "no_place":
        day = day_words(day_of(reason), today)
        return _("A place for %(day)s") % {"day": day}
    if reason.code in ("money_ends", "place_ends", "help_ends"):
        day = day_words(day_of(reason), today)
        return pgettext("wish", "%(what)s after %(day)s") % {
            "what": _what(help_kind(reason)),
            "day": day,
        }
    return ""


def _what(kind: str) -> str:
    words = str(Kind(kind).label)
    return words[:1].upper() + words[1:]


# --- what a team can do itself --------------------------------------------------------------------
OWN: dict[str, tuple[str, "StrPromise"]] = {
    "one_organiser": ("initiatives:team", gettext_lazy("Invite somebody")),
    "organisers_left": ("initiatives:team", gettext_lazy("Invite somebody")),
    "handover_open": ("initiatives:team", gettext_lazy("To the team")),
    "hands_open": ("initiatives:team", gettext_lazy("To the hands that are asked for")),
    "no_next_date": ("agenda:meetups", gettext_lazy("Plan the next time")),
    "turnout_falls": ("initiatives:invitations", gettext_lazy("To the invitations")),
    "steps_late": ("initiatives:steps", gettext_lazy("To the steps")),
    "money_ends": ("initiatives:budget", gettext_lazy("To the budget")),
    "place_ends": ("initiatives:edit", gettext_lazy("Change the plan")),
    "no_place": ("agenda:meetups", gettext_lazy("Fill in the place")),
}
"""By code: the name of the page where an organiser can do something about it, and its words."""


def day_of(reason: Reason) -> date:
    value = reason.values["day"]
    assert isinstance(value, date)
    return value
