"""What an initiative stands on, in words: businesslike for an office, friendlier for its team.

Each sentence is a fact; what to do about it stands beside it. Of how many people came an office
reads rounded numbers, and none below ten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from meetups.initiatives.wording import day_words

from .continuity import Continuity, Element, Pillar, Reason, State
from .models import Kind

FEW, ROUND = 10, 5
PILLARS = {
    Pillar.PEOPLE: pgettext_lazy("pillar", "People"),
    Pillar.TIME: pgettext_lazy("pillar", "Time"),
    Pillar.MONEY: pgettext_lazy("pillar", "Money"),
    Pillar.PLACE: pgettext_lazy("pillar", "Place"),
}
STATES = {
    State.FIRM: pgettext_lazy("pillar", "stands"),
    State.SHAKY: pgettext_lazy("pillar", "shaky"),
    State.GONE: pgettext_lazy("pillar", "gone"),
}
LOOKS = {State.FIRM: "vast", State.SHAKY: "werk", State.GONE: "mist"}
"""How `suggestions/_pillar.html` draws each."""
ELEMENTS = {
    Element.SPIRIT: gettext_lazy("Spirit"),
    Element.CONTACTS: gettext_lazy("Contacts"),
    Element.EQUIPMENT: gettext_lazy("Equipment"),
    Element.EMBEDDING: gettext_lazy("Embedding"),
    Element.EMPATHY: gettext_lazy("Empathy"),
}


@dataclass(frozen=True)
class Drawn:
    """A pillar as it is drawn: its look, and its words."""

    look: str
    name: str
    state: str


def drawn(found: Continuity) -> list[Drawn]:
    """The four pillars of the bridge."""
    return [
        Drawn(LOOKS[state], str(PILLARS[pillar]), str(STATES[state]))
        for pillar, state in found.pillars
    ]


def summary_words(found: Continuity) -> str:
    """How firm it stands, in a sentence for its team."""
    if found.is_firm:
        return _("Your plan stands firm: people, time, money and a place.")
    number = found.count(State.GONE) + found.count(State.SHAKY)
    return ngettext(
        "%(number)d of the four pillars asks for attention.",
        "%(number)d of the four pillars ask for attention.",
        number,
    ) % {"number": number}


# --- the facts, for an office --------------------------------------------------------------------
def office_words(reason: Reason, today: date) -> str:
    """The fact behind a reason, in full sentences."""
    return OFFICE[reason.code](reason, today)


def _no_organiser(_reason: Reason, _today: date) -> str:
    return _("Nobody organises it any more.")


def _one_organiser(_reason: Reason, _today: date) -> str:
    return _("One organiser does everything.")


def _organisers_left(reason: Reason, today: date) -> str:
    left, stay = _number(reason, "left"), reason.values["stay"]
    words = {"left": left, "day": day_words(_date(reason, "day"), today)}
    if not isinstance(stay, int):
        text = ngettext(
            "%(left)d organiser left, on %(day)s.",
            "%(left)d organisers left, the last on %(day)s.",
            left,
        )
        return text % words
    text = ngettext(
        "%(left)d of the %(all)d organisers left, on %(day)s.",
        "%(left)d of the %(all)d organisers left, the last on %(day)s.",
        left,
    )
    return text % (words | {"all": left + stay})


def _handover_open(reason: Reason, today: date) -> str:
    text = _("An organiser offered the plan to someone else on %(day)s, who has not answered yet.")
    return text % {"day": day_words(_date(reason, "day"), today)}


def _hands_open(reason: Reason, today: date) -> str:
    number, needed = _number(reason, "number"), reason.values["needed"]
    words = {"number": number}
    if isinstance(needed, date):
        text = ngettext(
            "%(number)d hand is asked for that nobody lends, needed on %(day)s.",
            "%(number)d hands are asked for that nobody lends, the first is needed on %(day)s.",
            number,
        )
        return text % (words | {"day": day_words(needed, today)})
    text = ngettext(
        "%(number)d hand is asked for that nobody lends.",
        "%(number)d hands are asked for that nobody lends.",
        number,
    )
    return text % words


def _turnout_falls(reason: Reason, _today: date) -> str:
    came = [_number(reason, name) for name in ("first", "second", "last")]
    if min(came) < FEW:
        return _("Each of the last three times fewer people came.")
    words = dict(zip(("first", "second", "last"), map(_rounded, came), strict=True))
    return _("Fewer people came each time: about %(first)d, %(second)d and %(last)d.") % words


def _no_next_date(reason: Reason, _today: date) -> str:
    weeks = _number(reason, "weeks")
    text = ngettext(
        "The last meetup was %(weeks)d week ago, and there is no next date.",
        "The last meetup was %(weeks)d weeks ago, and there is no next date.",
        weeks,
    )
    return text % {"weeks": weeks}


def _rests_long(reason: Reason, _today: date) -> str:
    weeks = _number(reason, "weeks")
    text = ngettext(
        "It has been resting for %(weeks)d week.",
        "It has been resting for %(weeks)d weeks.",
        weeks,
    )
    return text % {"weeks": weeks}


def _answer_late(reason: Reason, _today: date) -> str:
    days = _number(reason, "days")
    text = ngettext(
        "Our answer to the plan is %(days)d day late.",
        "Our answer to the plan is %(days)d days late.",
        days,
    )
    return text % {"days": days}


def _steps_late(reason: Reason, _today: date) -> str:
    number = _number(reason, "number")
    text = ngettext(
        "%(number)d step is late, by %(days)d days.",
        "%(number)d steps are late, the first by %(days)d days.",
        number,
    )
    return text % {"number": number, "days": _number(reason, "days")}


def _unanswered(reason: Reason, _today: date) -> str:
    days = _number(reason, "days")
    text = ngettext(
        "They asked for %(kind)s and have waited %(days)d day for an answer: %(text)s",
        "They asked for %(kind)s and have waited %(days)d days for an answer: %(text)s",
        days,
    )
    return text % {"kind": _kind(reason), "days": days, "text": _quoted(reason)}


def _promise_late(reason: Reason, _today: date) -> str:
    days = _number(reason, "days")
    text = ngettext(
        "What we promised is %(days)d day late: %(text)s",
        "What we promised is %(days)d days late: %(text)s",
        days,
    )
    return text % {"days": days, "text": _quoted(reason)}


def _help_ends(reason: Reason, today: date) -> str:
    day = _date(reason, "day")
    words = {"day": day_words(day, today), "text": _quoted(reason)}
    if day < today:
        text = _("Help of ours ended on %(day)s: %(text)s") % words
    else:
        text = _("Help of ours ends on %(day)s: %(text)s") % words
    return text + _after(reason)


def _money_ends(reason: Reason, today: date) -> str:
    day = _date(reason, "day")
    words = {"day": day_words(day, today)}
    if reason.values["goes_on"]:
        text = _("Part of the money ended on %(day)s.")
        return (text if day < today else _("Part of the money ends on %(day)s.")) % words
    return (
        _("The money ended on %(day)s.") if day < today else _("The money ends on %(day)s.")
    ) % words


def _place_ends(reason: Reason, today: date) -> str:
    day, after = _date(reason, "day"), reason.values["next"]
    words = {"day": day_words(day, today)}
    if day < today:
        text = _("The place could be used until %(day)s.") % words
    else:
        text = _("The place can be used until %(day)s.") % words
    if isinstance(after, date):
        text += " " + _("The next meetup is on %(day)s.") % {"day": day_words(after, today)}
    return text


def _no_place(reason: Reason, today: date) -> str:
    text = _("The meetup of %(day)s has no place yet.")
    return text % {"day": day_words(_date(reason, "day"), today)}


OFFICE: dict[str, Callable[[Reason, date], str]] = {
    "no_organiser": _no_organiser,
    "one_organiser": _one_organiser,
    "organisers_left": _organisers_left,
    "handover_open": _handover_open,
    "hands_open": _hands_open,
    "turnout_falls": _turnout_falls,
    "no_next_date": _no_next_date,
    "rests_long": _rests_long,
    "answer_late": _answer_late,
    "steps_late": _steps_late,
    "unanswered": _unanswered,
    "promise_late": _promise_late,
    "help_ends": _help_ends,
    "money_ends": _money_ends,
    "place_ends": _place_ends,
    "no_place": _no_place,
}


# --- the same for the team -----------------------------------------------------------------------
def team_words(reason: Reason, today: date) -> str:
    """The fact behind a reason, for who carries the plan."""
    own = TEAM.get(reason.code)
    return own(reason, today) if own else OFFICE[reason.code](reason, today)


def _team_no_organiser(_reason: Reason, _today: date) -> str:
    return _("Nobody organises this plan now. One of you can, or the municipality for a while.")


def _team_one(_reason: Reason, _today: date) -> str:
    return _("One of you carries it all. With two it is lighter, and one of you can miss a time.")


def _team_left(reason: Reason, _today: date) -> str:
    left = _number(reason, "left")
    text = ngettext(
        "%(left)d organiser left. That asks a lot of who stays.",
        "%(left)d organisers left. That asks a lot of who stays.",
        left,
    )
    return text % {"left": left}


def _team_handover(_reason: Reason, _today: date) -> str:
    return _("Someone was asked to take the plan over and has not answered yet. Just ask.")


def _team_hands(reason: Reason, _today: date) -> str:
    number = _number(reason, "number")
    text = ngettext(
        "%(number)d hand that you asked for is still free.",
        "%(number)d hands that you asked for are still free.",
        number,
    )
    return text % {"number": number}


def _team_turnout(reason: Reason, _today: date) -> str:
    text = _(
        "The last times fewer people came: %(first)d, %(second)d and %(last)d. That happens. "
        "Ask those who come what they would like."
    )
    return text % {name: _number(reason, name) for name in ("first", "second", "last")}


def _team_no_date(reason: Reason, _today: date) -> str:
    weeks = _number(reason, "weeks")
    text = ngettext(
        "You last met %(weeks)d week ago. A next date, however far away, keeps people with you.",
        "You last met %(weeks)d weeks ago. A next date, however far away, keeps people with you.",
        weeks,
    )
    return text % {"weeks": weeks}


def _team_rests(reason: Reason, _today: date) -> str:
    weeks = _number(reason, "weeks")
    text = ngettext(
        "Your plan has been resting for %(weeks)d week. Going on is fine, and so is a good end.",
        "Your plan has been resting for %(weeks)d weeks. Going on is fine, and so is a good end.",
        weeks,
    )
    return text % {"weeks": weeks}


def _team_answer(reason: Reason, today: date) -> str:
    text = _("The municipality should have answered before %(day)s. You may call and ask.")
    return text % {"day": day_words(_date(reason, "day"), today)}


def _team_steps(reason: Reason, _today: date) -> str:
    number = _number(reason, "number")
    text = ngettext(
        "%(number)d step is late. Share it out, or skip it when it is not needed.",
        "%(number)d steps are late. Share them out, or skip what is not needed.",
        number,
    )
    return text % {"number": number}


def _team_unanswered(reason: Reason, _today: date) -> str:
    days = _number(reason, "days")
    text = ngettext(
        "You asked for %(kind)s %(days)d day ago and have no answer yet: %(text)s",
        "You asked for %(kind)s %(days)d days ago and have no answer yet: %(text)s",
        days,
    )
    return text % {"kind": _kind(reason), "days": days, "text": _quoted(reason)}


def _team_promise(reason: Reason, _today: date) -> str:
    days = _number(reason, "days")
    text = ngettext(
        "What the municipality promised is %(days)d day late: %(text)s",
        "What the municipality promised is %(days)d days late: %(text)s",
        days,
    )
    return text % {"days": days, "text": _quoted(reason)}


def _team_help(reason: Reason, today: date) -> str:
    day = _date(reason, "day")
    words = {"day": day_words(day, today), "text": _quoted(reason)}
    if day < today:
        text = _("Help of the municipality ended on %(day)s: %(text)s") % words
    else:
        text = _("Help of the municipality ends on %(day)s: %(text)s") % words
    return text + _after(reason)


def _team_place(reason: Reason, today: date) -> str:
    day, after = _date(reason, "day"), reason.values["next"]
    words = {"day": day_words(day, today)}
    if day < today:
        text = _("You could use your place until %(day)s.") % words
    else:
        text = _("You can use your place until %(day)s.") % words
    if isinstance(after, date):
        text += " " + _("Your next meetup is on %(day)s.") % {"day": day_words(after, today)}
    return text


def _team_no_place(reason: Reason, today: date) -> str:
    text = _("Your meetup of %(day)s has no place yet.")
    return text % {"day": day_words(_date(reason, "day"), today)}


TEAM: dict[str, Callable[[Reason, date], str]] = {
    "no_organiser": _team_no_organiser,
    "one_organiser": _team_one,
    "organisers_left": _team_left,
    "handover_open": _team_handover,
    "hands_open": _team_hands,
    "turnout_falls": _team_turnout,
    "no_next_date": _team_no_date,
    "rests_long": _team_rests,
    "answer_late": _team_answer,
    "steps_late": _team_steps,
    "unanswered": _team_unanswered,
    "promise_late": _team_promise,
    "help_ends": _team_help,
    "place_ends": _team_place,
    "no_place": _team_no_place,
}
"""What reads otherwise for a team; the rest is the same for both."""


# --- values --------------------------------------------------------------------------------------
def _number(reason: Reason, name: str) -> int:
    value = reason.values[name]
    assert isinstance(value, int)
    return value


def _date(reason: Reason, name: str) -> date:
    value = reason.values[name]
    assert isinstance(value, date)
    return value


def _kind(reason: Reason) -> str:
    return str(Kind(str(reason.values["kind"])).label)


def _quoted(reason: Reason) -> str:
    return f"“{reason.values['text']}”"


def _after(reason: Reason) -> str:
    """What comes after help that ends, as the office said when it promised that."""
    then = reason.values["then"]
    return " " + _("After that: %(then)s") % {"then": then} if then else ""


def _rounded(number: int) -> int:
    return ROUND * round(number / ROUND)
