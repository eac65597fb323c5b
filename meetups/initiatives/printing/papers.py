"""What stands on each paper, as data for its template. Each is in the language asked for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..check_wording import state_words, todo_of
from ..models import BudgetLine, Initiative, Member, SafetyPoint, Step, StepState
from ..money import format_euros
from ..queries.check import contact_check
from ..texts import coming_words, time_words, when_words, where_words
from ..wording import day_words, name_of
from .characters import printable
from .typesetting import image, qr_code, street, typeset

WELCOME = (
    ("nl", "Welkom"),
    ("tr", "Hoş geldiniz"),
    ("ar", "أهلاً وسهلاً"),
    ("pl", "Witamy"),
    ("en", "Welcome"),
)
MOST_LINES = 12
"""Lines of a poster that may stay lines; more of them run on."""
ROWS = 22
"""People on one sheet of the list."""


# --- for the wall --------------------------------------------------------------------------------
def poster(initiative: Initiative, *, language: str, text: str, address: str) -> bytes:
    """One A4, whatever is in it.

    `address`: of the open invitation page, which leads on to the next meetup when there is one;
    then the poster has a QR code.
    """
    return typeset("poster", _poster(initiative, language, text, address))


def poster_image(initiative: Initiative, *, language: str, text: str, address: str) -> bytes:
    """The same as a small PNG. It costs about as much as a page, so nothing is kept."""
    return image("poster", _poster(initiative, language, text, address))


def _poster(initiative: Initiative, language: str, text: str, address: str) -> dict[str, Any]:
    lines = [line for line in map(printable, text.splitlines()) if line]
    if len(lines) > MOST_LINES:
        lines = [" ".join(lines)]
    with override(language):
        day = initiative.first_date
        words = {
            "kicker": printable(
                _("People from %(area)s invite you") % {"area": initiative.area.title}
            ),
            "weekday": date_format(day, "l"),
            "day": str(day.day),
            "month": date_format(day, "F"),
            "time": time_words(initiative),
            "place": printable(where_words(initiative)),
            "coming": _("Will you come?"),
            "scan": _("Scan the code and join in, or go to"),
            "qr": _("QR code of the invitation page"),
        }
        return _data(initiative, language, words) | {
            "lines": lines,
            "contact": printable(coming_words(initiative, has_page=bool(address))),
            "address": printable(address.partition("://")[2].rstrip("/")),
            "qr": qr_code(address) if address else "",
            "street": street(),
            "welcome": WELCOME,
        }


# --- for people without internet -----------------------------------------------------------------
def slips(initiative: Initiative, *, language: str) -> bytes:
    """Six sign-up slips on an A4, to cut along the lines."""
    with override(language):
        words = _when_and_where(initiative) | {
            "privacy": _("Only the organisers read this. Afterwards we throw it away.")
        }
        labels = [
            _("Name"),
            _("With how many people?"),
            _("Phone (not required)"),
            _("I bring or help with"),
        ]
        data = _data(initiative, language, words) | {"labels": labels}
    return typeset("slip", data)


def door_list(initiative: Initiative, *, language: str) -> bytes:
    """A list for the door, one A4: who comes, and who said so on paper or in the street."""
    with override(language):
        words = _when_and_where(initiative) | {
            "intro": _(
                "For the door, and for people without internet. A first name is enough. "
                "Is it full? Print it again."
            ),
            "privacy": _("Only the organisers read this. Afterwards we throw it away."),
        }
        labels = [
            _("No."),
            _("Name"),
            _("How many"),
            _("Phone (not required)"),
            _("Brings or helps with"),
        ]
        data = _data(initiative, language, words) | {"labels": labels, "rows": ROWS}
    return typeset("list", data)


def _when_and_where(initiative: Initiative) -> dict[str, str]:
    return {"when": when_words(initiative), "place": printable(where_words(initiative))}


# --- for the kitchen table -----------------------------------------------------------------------
def plan(initiative: Initiative, *, language: str, today: date) -> bytes:
    """The whole plan: what is still to do, who does what, the contact check and the money."""
    with override(language):
        lines = list(initiative.budget_lines.all())
        data = _data(initiative, language, _headings(initiative)) | {
            "facts": _facts(initiative),
            "aim": [line for line in map(printable, initiative.aim.splitlines()) if line],
            "safety": [_point(point) for point in initiative.safety_points.all()],
            "steps": [
                _step(step, today) for step in initiative.steps.select_related("doer__user").all()
            ],
            "team": [_member(member) for member in initiative.members.all()],
            "check": _check(initiative),
            "budget": [_line(line) for line in lines],
            "total": _total(lines),
        }
    return typeset("plan", data)


def _headings(initiative: Initiative) -> dict[str, str]:
    return {
        "kicker": printable(_("Our plan in %(area)s") % {"area": initiative.area.title}),
        "safety": _("Safety first"),
        "steps": _("Steps"),
        "no_steps": _("There are no steps yet."),
        "date": _("Before"),
        "what": _("What"),
        "who": _("Who"),
        "team": _("Team"),
        "check": _("Contact check"),
        "condition": _("Pillar"),
        "state": _("Now"),
        "todo": _("What you can do"),
        "budget": _("Budget"),
        "no_budget": _("There is no budget yet."),
        "cost": _("What for"),
        "payer": _("Who pays"),
        "planned": _("Planned"),
        "spent": _("Spent"),
        "page": _("Page #1 of #2"),
    }


def _facts(initiative: Initiative) -> list[tuple[str, str]]:
    """The team's own paper names the place also when invitations do not."""
    place = initiative.place_words or _("The place follows.")
    day = date_format(initiative.first_date, "l j F Y")
    return [
        (_("First meetup"), ", ".join(filter(None, (day, time_words(initiative))))),
        (_("Place"), printable(f"{place} ({initiative.get_spot_display()})")),
        (_("Format"), printable(initiative.activity_type.name)),
        (_("People expected"), str(initiative.people_expected)),
        (_("How many times"), str(initiative.times_planned)),
        (_("Status"), str(initiative.get_status_display())),
    ]


def _point(point: SafetyPoint) -> dict[str, str]:
    state = _("Not settled yet.")
    if point.is_settled:
        state = _("Settled by %(name)s: %(how)s") % {"name": point.settled_name, "how": point.how}
    return {"text": printable(point.text), "state": printable(state)}


def _step(step: Step, today: date) -> dict[str, str]:
    is_open = step.state == StepState.OPEN
    return {
        "date": day_words(step.due_on, today),
        "text": printable(step.text),
        "note": printable(step.note),
        "doer": printable(_first_name(step.doer)) if step.doer else "",
        "state": "" if is_open else step.get_state_display(),
    }


def _member(member: Member) -> str:
    words = f"{_first_name(member)}, {member.get_role_display()}"
    return printable(f"{words}: {member.task}" if member.task else words)


def _first_name(member: Member) -> str:
    name = name_of(member.user)
    return name.split()[0] if member.user.name else name


def _check(initiative: Initiative) -> list[tuple[str, str, str]]:
    """Each pillar: its name, how it stands, and what to do."""
    rows = [(pillar, todo_of(pillar, initiative)) for pillar in contact_check(initiative)]
    return [
        (str(pillar.condition.label), state_words(pillar), printable(todo.text) if todo else "")
        for pillar, todo in rows
    ]


def _line(line: BudgetLine) -> tuple[str, str, str, str]:
    spent = "" if line.spent_cents is None else format_euros(line.spent_cents, exact=True)
    planned = format_euros(line.planned_cents, exact=True)
    return (printable(line.name), line.get_payer_display(), planned, spent)


def _total(lines: Iterable[BudgetLine]) -> tuple[str, str, str, str]:
    planned = sum(line.planned_cents for line in lines)
    spent = sum(line.spent_cents or 0 for line in lines)
    return (_("Together"), "", format_euros(planned, exact=True), format_euros(spent, exact=True))


# --- all -----------------------------------------------------------------------------------------
def _data(initiative: Initiative, language: str, words: dict[str, str]) -> dict[str, Any]:
    """What every template asks. A title of which nothing can be printed gets another."""
    title = printable(initiative.title) or printable(
        _("Meetup in %(area)s") % {"area": initiative.area.title}
    )
    return {"title": title, "language": language, "words": words}
