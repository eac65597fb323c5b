"""Requests and promises in words: the rows hold codes and numbers, people read sentences."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetups.initiatives.models.base import LINE
from meetups.initiatives.money import format_euros
from meetups.initiatives.wording import day_words

from .models import Kind, Promise, PromiseState, SupportRequest
from .queries.needs import Need

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class KindWords:
    """How a kind of help is offered to choose, and what to fill in. `icon` stands beside it."""

    label: "StrPromise"
    hint: "StrPromise"
    icon: str


ASKS: dict[Kind, KindWords] = {
    Kind.MONEY: KindWords(
        gettext_lazy("Money"), gettext_lazy("Such as: groceries for 40 people."), "euro"
    ),
    Kind.PEOPLE: KindWords(
        gettext_lazy("People"),
        gettext_lazy("Such as: someone who welcomes people at the door."),
        "users",
    ),
    Kind.PLACE: KindWords(
        gettext_lazy("A place"),
        gettext_lazy("Such as: a room with a kitchen for 40 people."),
        "map-pin",
    ),
    Kind.MATERIALS: KindWords(
        gettext_lazy("Things"),
        gettext_lazy("Such as: six tables and forty chairs."),
        "hand-helping",
    ),
    Kind.KNOWLEDGE: KindWords(
        gettext_lazy("Knowledge"),
        gettext_lazy("Such as: who can tell us about rules for a fire outside?"),
        "lightbulb",
    ),
    Kind.PROMOTION: KindWords(
        gettext_lazy("Making it known"),
        gettext_lazy("Such as: a piece in the local newspaper."),
        "mail",
    ),
}
PROMISES: dict[Kind, KindWords] = {
    Kind.CONTACT: KindWords(
        gettext_lazy("Word from us"),
        gettext_lazy("Such as: I call you about the permit."),
        "message-circle",
    ),
    **ASKS,
}


def size_words(row: SupportRequest | Promise) -> str:
    """How much: the amount, or how many people for how long; empty for the rest."""
    if row.cents is not None:
        return format_euros(row.cents)
    people, hours = "", ""
    if row.people:
        people = ngettext("%(number)d person", "%(number)d people", row.people) % {
            "number": row.people
        }
    if row.hours:
        hours = ngettext("%(number)d hour each", "%(number)d hours each", row.hours) % {
            "number": row.hours
        }
    return ", ".join(filter(None, [people, hours]))


def due_words(promise: Promise, today: date) -> str:
    """Before which day, or how late it is."""
    words: dict[str, object] = {"day": day_words(promise.due_on, today)}
    if not promise.is_late(today):
        return _("before %(day)s") % words
    late = (today - promise.due_on).days
    words["late"] = ngettext("%(number)d day late", "%(number)d days late", late) % {"number": late}
    return _("was due %(day)s, %(late)s") % words


def paid_words(promise: Promise) -> str:
    """What of the money was paid; empty when it is not about money, or nothing was."""
    if not promise.paid_cents:
        return ""
    amount = {"amount": format_euros(promise.paid_cents)}
    return _("%(amount)s is paid") % amount


@dataclass(frozen=True)
class PromiseRow:
    """A promise as pages show it."""

    promise: Promise
    is_late: bool
    size: str
    due: str
    paid: str

    @property
    def is_open(self) -> bool:
        return self.promise.state == PromiseState.PROMISED

    @property
    def mark(self) -> str:
        """How it stands, by the code that its badge goes by."""
        return "late" if self.is_late else str(self.promise.state)


def promise_row(promise: Promise, today: date) -> PromiseRow:
    return PromiseRow(
        promise,
        promise.is_late(today),
        size_words(promise),
        due_words(promise, today),
        paid_words(promise),
    )


def need_words(need: Need) -> str:
    """What a team could ask, in its own words to begin with."""
    if need.kind == Kind.MONEY:
        return shortened(", ".join(need.lines))
    if need.kind == Kind.PLACE:
        return _("A place for %(number)d people") % {"number": need.people or 0}
    return _("Someone who organises it with us")


def need_reason(need: Need) -> str:
    """Why the plan lacks it: the fact behind it."""
    if need.kind == Kind.MONEY:
        return _("By your budget the municipality pays %(amount)s more than it promised.") % {
            "amount": format_euros(need.cents or 0)
        }
    if need.kind == Kind.PLACE:
        return _("Your plan has no place yet.")
    return _("You organise it on your own. That is a lot for one.")


def shortened(text: str) -> str:
    """At most one line."""
    return text if len(text) <= LINE else f"{text[: LINE - 1].rstrip(' ,')}…"
