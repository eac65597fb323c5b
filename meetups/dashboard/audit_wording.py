"""What records of the audit say in words: their codes become sentences here, and nowhere else."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetups.accounts.models import Office, Role, User
from meetups.audit.models import Act
from meetups.initiatives.money import format_euros
from meetups.support.models import Kind

from .queries.audit import CONTACT, USER, About, Row

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Words = Mapping[object, "StrPromise"]


def person_words(user: User | None) -> str:
    """A person by the name that they have now, never by the address."""
    if user is None:
        return _("someone whose account is gone")
    return str(user.name) or _("someone without a name")


def by_words(row: Row) -> str:
    """Who did it."""
    if row.is_by_app:
        return _("nobody: it went by itself")
    if row.is_by_team:
        return _("someone of the team")
    return person_words(row.by)


def about_words(about: About) -> str:
    """A plan by its title, as long as the office sees it."""
    return about.title or _("plan %(number)d, which you do not see now") % {"number": about.pk}


def what_words(row: Row) -> str:
    """What was done, as a sentence; a record that we have no words for says its kind."""
    words = _SAID[Act(row.record.act)](row) if row.record.act in Act.values else ""
    return words or capfirst(str(row.record.get_act_display()))


# --- one function for each kind ------------------------------------------------------------------
_DECISIONS: Words = {
    "approve": gettext_lazy("Said yes to a plan."),
    "ask-changes": gettext_lazy("Asked for changes in a plan."),
    "decline": gettext_lazy("Said no to a plan."),
    "reconsider": gettext_lazy("Took a decision about a plan back."),
    "agree-changes": gettext_lazy("Agreed with what a team changed since the answer."),
}
_PROMISES: Words = {
    "make": gettext_lazy("Promised: %(what)s."),
    "keep": gettext_lazy("Kept a promise: %(what)s."),
    "withdraw": gettext_lazy("Withdrew a promise: %(what)s."),
    "give": gettext_lazy("Gave a promise to a colleague: %(what)s."),
}
_INTRODUCTIONS: Words = {
    "asked": gettext_lazy("Asked two teams whether they want to meet."),
    "yes": gettext_lazy("One of two teams wants to meet the other."),
    "no": gettext_lazy("One of two teams does not want to meet the other."),
}
_EXPORTS: Words = {
    "report": gettext_lazy("Made the report for the council."),
    "queue": gettext_lazy("Took the list of plans along."),
    "audit": gettext_lazy("Took this list, of who did what, along."),
}
_MEMBERS: Words = {
    "add": gettext_lazy("Let %(person)s in as %(role)s."),
    "remove": gettext_lazy("Let %(person)s go, who was %(role)s."),
}
_TEXTS: Words = {
    "rule": gettext_lazy("the rules"),
    "answer_text": gettext_lazy("the texts to begin an answer with"),
    "mail_text": gettext_lazy("the mail texts"),
    "local_note": gettext_lazy("the notes at formats"),
    "local_format": gettext_lazy("the formats of your own"),
}


def _decision(row: Row) -> str:
    details = row.record.details
    if details.get("did") == "decline-help":
        return _("Said no to a request for help.")
    parts = [str(_DECISIONS.get(details.get("decision"), ""))]
    if details.get("condition"):
        parts.append(_("On one condition."))
    if offers := details.get("offers"):
        words = ngettext("With %(number)d offer.", "With %(number)d offers.", offers)
        parts.append(words % {"number": offers})
    if CONTACT in details:
        name = person_words(row.person(details[CONTACT]))
        parts.append(_("%(name)s helps the team further.") % {"name": name})
    return " ".join(part for part in parts if part)


def _promise(row: Row) -> str:
    details = row.record.details
    kind, cents = details.get("kind"), details.get("cents")
    what = str(Kind(kind).label) if kind in Kind.values else ""
    if isinstance(cents, int) and isinstance(details.get("year"), int):
        values = {"amount": format_euros(cents), "year": details["year"]}
        what = _("%(amount)s of the budget of %(year)d") % values
    return str(_PROMISES.get(details.get("did"), "")) % {"what": what}


def _payment(row: Row) -> str:
    cents, paid = (row.record.details.get(name, 0) for name in ("cents", "paid"))
    values = {"amount": format_euros(cents), "all": format_euros(paid)}
    return _("Paid %(amount)s. That makes %(all)s of this promise.") % values


def _budget(row: Row) -> str:
    details = row.record.details
    values = {
        "year": details.get("year"),
        "amount": format_euros(details.get("cents") or 0),
        "before": format_euros(details.get("was") or 0),
    }
    return _("Set the budget of %(year)s to %(amount)s. It was %(before)s.") % values


def _export(row: Row) -> str:
    details = row.record.details
    parts = [str(_EXPORTS.get(details.get("what"), ""))]
    if isinstance(rows := details.get("rows"), int):
        words = ngettext("%(number)d row", "%(number)d rows", rows) % {"number": rows}
        parts.append(f"{words}, {str(details.get('format', '')).upper()}.")
    if "first" in details and "last" in details:
        parts.append(_("%(first)s to %(last)s.") % details)
    return " ".join(part for part in parts if part)


def _access(row: Row) -> str:
    return _("Looked at a plan in a tense situation.")


def _role_words(role: object) -> str:
    return str(Role(role).label) if role in Role.values else str(role or "")


def _member(row: Row) -> str:
    details = row.record.details
    values = {"person": _whom(row), "role": _role_words(details.get("role"))}
    return str(_MEMBERS.get(details.get("did"), "")) % values


def _role(row: Row) -> str:
    details = row.record.details
    if row.record.object_kind != USER:
        return _("Took over a plan that nobody organised.")
    values = {
        "person": _whom(row),
        "role": _role_words(details.get("role")),
        "before": _role_words(details.get("was")),
    }
    return _("Made %(person)s %(role)s, who was %(before)s.") % values


def _whom(row: Row) -> str:
    number = row.record.object_id
    return person_words(row.person(int(number)) if number.isdecimal() else None)


def _office(row: Row) -> str:
    names = str(row.record.details.get("fields", "")).split(",")
    known = {
        field.name: str(field.verbose_name)
        for field in Office._meta.get_fields()
        if hasattr(field, "verbose_name")
    }
    known |= {str(name): str(words) for name, words in _TEXTS.items()}
    words = ", ".join(known.get(name, name) for name in names if name)
    if which := row.record.details.get("format"):
        words = f"{words} ({which})"
    return _("Changed: %(names)s.") % {"names": words} if words else ""


def _introduction(row: Row) -> str:
    return str(_INTRODUCTIONS.get(row.record.details.get("outcome"), ""))


def _catalogue(row: Row) -> str:
    return ""


_SAID: Mapping[Act, Callable[[Row], str]] = {
    Act.DECISION: _decision,
    Act.PROMISE: _promise,
    Act.PAYMENT: _payment,
    Act.BUDGET: _budget,
    Act.EXPORT: _export,
    Act.ACCESS: _access,
    Act.MEMBER: _member,
    Act.ROLE: _role,
    Act.OFFICE: _office,
    Act.INTRODUCTION: _introduction,
    Act.CATALOGUE: _catalogue,
}
