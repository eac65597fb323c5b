"""Reviewing in words: the two sides of a plan beside each other, and texts to begin with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetups.initiatives.models import StepState
from meetups.initiatives.money import format_euros
from meetups.initiatives.texts import time_words
from meetups.initiatives.wording import day_words, due_words
from meetups.suggestions.vocabulary import Place as FormatPlace
from meetups.suggestions.wording import weeks
from neighbourhoods.models import Area
from neighbourhoods.queries import Comparison
from neighbourhoods.strengths.wording import access_of, facts_of
from neighbourhoods.wording import shown

from .models import Decision, DecisionText
from .queries.look_alikes import LookAlike
from .queries.review import Deviation, Knowledge, SameDay

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REASONS_SHOWN = 3
AMONG_BEST = 3
"""The advice gives three tips; what comes after them is worth a question."""


class Fit(StrEnum):
    """Whether what they say fits what is known. Nothing here decides: a person does."""

    FITS = "fits"
    ASK = "ask"
    OPEN = "open"
    YET = "yet"


FITS: dict[Fit, "StrPromise"] = {
    Fit.FITS: gettext_lazy("fits"),
    Fit.ASK: gettext_lazy("ask about it"),
    Fit.OPEN: gettext_lazy("we cannot tell"),
    Fit.YET: gettext_lazy("there is still time"),
}


@dataclass(frozen=True)
class Row:
    """One line of the table. `links`: titles with their addresses, behind what is known."""

    label: str
    said: list[str]
    known: list[str]
    fit: Fit
    links: tuple[tuple[str, str], ...] = ()

    @property
    def fit_words(self) -> str:
        return str(FITS[self.fit])


# --- the head ------------------------------------------------------------------------------------
def left_words(answer_by: date, today: date) -> str:
    """How long there is to answer."""
    left = (answer_by - today).days
    if left == 0:
        return _("Today is the last day to answer")
    if left < 0:
        return ngettext("%(number)d day too late", "%(number)d days too late", -left) % {
            "number": -left
        }
    return ngettext("%(number)d day left to answer", "%(number)d days left to answer", left) % {
        "number": left
    }


# --- beside each other ---------------------------------------------------------------------------
def rows_of(found: Knowledge, *, today: date) -> list[Row]:
    """The table, in the order in which a plan is judged."""
    rows = [
        _situation(found),
        _format(found),
        _otherwise(found, today),
        _rules(found, today),
        _place(found),
        _day(found),
        _money(found),
    ]
    return [row for row in rows if row is not None]


def _situation(found: Knowledge) -> Row:
    said = [found.situation.title] if found.situation else [_("They did not say what is going on.")]
    known = [_figure(figure) for figure in found.figures]
    fit = Fit.FITS if found.has_sign else Fit.OPEN
    return Row(_("Situation"), said, known or [_("There are no figures of this place.")], fit)


def _figure(figure: Comparison) -> str:
    """One figure of the neighbourhood beside that of the municipality; figures are of one year."""
    words = {
        "label": str(figure.kind.label),
        "own": shown(figure.kind, figure.own),
        "around": shown(figure.kind, figure.of(Area.Level.MUNICIPALITY)),
        "year": figure.year,
    }
    return _("%(label)s: %(own)s. The municipality: %(around)s (%(year)s).") % words


def _format(found: Knowledge) -> Row:
    tip, said = found.tip, [str(found.initiative.activity_type.name)]
    if tip is None:
        return Row(_("Format"), said, [_("This format was not in their advice.")], Fit.ASK)
    if not tip.rank:
        known = [_("The advice does not have it among what fits now."), *tip.because]
        return Row(_("Format"), said, known, Fit.ASK)
    known = [_("Number %(rank)d in their advice.") % {"rank": tip.rank}]
    known += tip.fors[:REASONS_SHOWN]
    if tip.againsts:
        known.append(_("Mind this: %(words)s") % {"words": tip.againsts[0]})
    return Row(_("Format"), said, known, Fit.FITS if tip.rank <= AMONG_BEST else Fit.ASK)


def _otherwise(found: Knowledge, today: date) -> Row:
    """Everything in which the plan is otherwise than was advised or asked."""
    known = [deviation_words(row, today) for row in found.deviations]
    plan = found.initiative
    said = [
        ngettext("%(number)d person", "%(number)d people", plan.people_expected)
        % {"number": plan.people_expected},
        ngettext("%(number)d time", "%(number)d times", plan.times_planned)
        % {"number": plan.times_planned},
    ]
    if not known:
        nothing = _("Nothing is otherwise than the advice, the format and your rules ask.")
        return Row(_("Otherwise than advised"), said, [nothing], Fit.FITS)
    return Row(_("Otherwise than advised"), said, known, Fit.ASK)


def _rules(found: Knowledge, today: date) -> Row | None:
    """What the municipality asks of every plan like this; None when it asks nothing."""
    plan, open_ones = found.initiative, [r for r in found.rules if r.state == StepState.OPEN]
    if not found.rules:
        return None
    words = {"number": len(found.rules), "done": len(found.rules) - len(open_ones)}
    said = [_("%(done)d of %(number)d done or skipped") % words]
    known = [f"{step.text} ({due_words(step, plan.first_date, today)})" for step in open_ones]
    is_late = any(step.due_on < today for step in open_ones)
    nothing = [_("All that you ask is done or skipped.")]
    fit = Fit.ASK if is_late else Fit.YET if open_ones else Fit.FITS
    return Row(_("Your rules"), said, known or nothing, fit)


def _place(found: Knowledge) -> Row:
    plan = found.initiative
    said = [plan.place_words or _("Not known yet"), str(plan.get_spot_display())]
    if plan.closes_street:
        said.append(_("The street is closed."))
    known, fit = [], Fit.OPEN
    if place := plan.place:
        known = [words for words in (facts_of(place), access_of(place)) if words]
        is_small = place.capacity is not None and place.capacity < plan.people_expected
        fit = Fit.ASK if is_small else Fit.FITS
    if not plan.place_words:
        fit = Fit.ASK
    return Row(_("Place"), said, known or [_("We know nothing of this place.")], fit)


def _day(found: Knowledge) -> Row:
    plan = found.initiative
    said = [day_words(plan.first_date, plan.first_date, weekday=True)]
    if hours := time_words(plan):
        said.append(hours)
    if not found.same_day:
        return Row(_("Same day"), said, [_("Nothing else is in the agenda.")], Fit.FITS)
    fit = Fit.ASK if any(row.is_near for row in found.same_day) else Fit.FITS
    links = tuple((_meetup(row), row.meetup.get_absolute_url()) for row in found.same_day)
    return Row(_("Same day"), said, [], fit, links)


def _meetup(row: SameDay) -> str:
    meetup = row.meetup
    words = {
        "title": meetup.title,
        "place": meetup.area.title,
        "from": f"{timezone.localtime(meetup.starts_at):%H.%M}",
        "until": f"{timezone.localtime(meetup.ends_at):%H.%M}",
    }
    if row.is_near:
        return _("%(title)s, nearby in %(place)s, %(from)s to %(until)s") % words
    return _("%(title)s, in %(place)s, %(from)s to %(until)s") % words


def _money(found: Knowledge) -> Row:
    asked, similar = found.asked, found.similar
    said = [
        _("%(amount)s asked of the municipality") % {"amount": format_euros(asked)}
        if asked
        else _("No money asked of the municipality")
    ]
    if found.promised:
        said.append(_("%(amount)s promised") % {"amount": format_euros(found.promised)})
    if similar is None:
        known = [_("Fewer than five plans like this asked for money: too few to compare with.")]
        return Row(_("Money"), said, known, Fit.OPEN if asked else Fit.FITS)
    words = {
        "number": similar.number,
        "low": format_euros(similar.low),
        "high": format_euros(similar.high),
    }
    if similar.is_same_format:
        known = [_("Half of %(number)d plans of this format asked %(low)s to %(high)s.") % words]
    else:
        known = [_("Half of %(number)d plans like this asked %(low)s to %(high)s.") % words]
    return Row(_("Money"), said, known, Fit.ASK if asked > similar.high else Fit.FITS)


# --- otherwise -----------------------------------------------------------------------------------
_DEVIATIONS: Mapping[str, "StrPromise"] = {
    "another_first": gettext_lazy("The advice put another format first: %(best)s."),
    "not_among_fitting": gettext_lazy("The advice would not do this now. %(because)s"),
    "organisers_short": gettext_lazy(
        "Organisers: %(organisers)d. This format needs at least %(needed)d."
    ),
    "few_people": gettext_lazy("%(people)d people. This format needs at least %(least)d."),
    "many_people": gettext_lazy("%(people)d people. This format is for %(most)d at most."),
    "in_groups": gettext_lazy(
        "%(people)d people. This format is for %(most)d, so it takes more groups side by side."
    ),
    "other_spot": gettext_lazy("This format is held elsewhere: %(kinds)s."),
    "once_of_series": gettext_lazy(
        "Once. This format works best as a series, such as %(times)d times."
    ),
    "short_of_time": gettext_lazy(
        "They sent it %(weeks)s before the first meetup. Preparing takes at least %(needed)s."
    ),
    "dear": gettext_lazy("It costs %(planned)s. A meetup of this kind mostly costs %(most)s."),
    "more_than_said": gettext_lazy(
        "%(people)d people. For the advice they said %(said)d at most, so it may be another."
    ),
    "rule_late": gettext_lazy("Your rule is late: %(rule)s It was due %(day)s."),
    "rule_skipped": gettext_lazy("They skipped your rule: %(rule)s They say: %(why)s"),
}


def deviation_words(row: Deviation, today: date) -> str:
    """One thing that is otherwise, as a sentence."""
    values = dict(row.values)
    for name in ("planned", "most") if row.code == "dear" else ():
        values[name] = format_euros(int(str(values[name])))
    if row.code == "short_of_time":
        values = {name: weeks(int(str(number))) for name, number in values.items()}
    if row.code == "other_spot":
        kinds = values["kinds"]
        assert isinstance(kinds, list)
        values["kinds"] = ", ".join(str(FormatPlace(kind).label) for kind in kinds)
    if isinstance(day := values.get("day"), date):
        values["day"] = day_words(day, today)
    return (str(_DEVIATIONS[row.code]) % values).strip()


# --- plans that look alike -----------------------------------------------------------------------
def alike_words(row: LookAlike) -> str:
    """Why a plan stands among the look-alikes."""
    signs = [
        (row.has_alike_title, _("a title like this one")),
        (row.is_same_format, _("the same format")),
        (row.is_same_area, _("the same neighbourhood")),
        (row.is_near_in_time, _("within a month")),
    ]
    words = ", ".join(words for holds, words in signs if holds)
    return f"{words[:1].upper()}{words[1:]}."


# --- texts to begin with -------------------------------------------------------------------------
@dataclass(frozen=True)
class Text:
    """A text to begin a message with. `key` names it in the form."""

    key: str
    decision: str
    name: str
    text: str


YES_IF = "yes-if"
_OURS: Mapping[str, tuple[str, "StrPromise", "StrPromise"]] = {
    "yes": (
        "approve",
        gettext_lazy("Yes, gladly"),
        gettext_lazy(
            "Thank you for your plan. We are glad that you do this for your neighbourhood. "
            "You can begin. Below you read what we do for it."
        ),
    ),
    YES_IF: (
        "approve",
        gettext_lazy("Yes, if"),
        gettext_lazy(
            "Thank you for your plan. You can begin once you have arranged one thing: it stands "
            "in the steps of your plan.\n\n"
            "We ask this because … Does it not work out? Call us, and we look for a way together."
        ),
    ),
    "safe": (
        "ask-changes",
        gettext_lazy("First: is it safe?"),
        gettext_lazy(
            "Thank you for your plan. We think along with you, and one thing must be settled "
            "first: …\n\nCan you write in the plan how you do that, and who is there for it? "
            "We help you with it: you hear from us."
        ),
    ),
    "where": (
        "ask-changes",
        gettext_lazy("Where and when?"),
        gettext_lazy(
            "Thank you for your plan. We cannot say yes to this place and time yet, because …\n\n"
            "Would … work for you? Change it in the plan and send it again: we answer soon."
        ),
    ),
    "not-now": (
        "decline",
        gettext_lazy("Not now, but this is possible"),
        gettext_lazy(
            "Thank you for your plan, and for the work that you put into it. We cannot say yes to "
            "it now, because …\n\nWhat is possible: … We gladly make a plan for that with you."
        ),
    ),
    "elsewhere": (
        "decline",
        gettext_lazy("Someone else can help better"),
        gettext_lazy(
            "Thank you for your plan. This is not something for us to allow or to carry, "
            "because …\n\n… can help you better. We bring you in touch with them."
        ),
    ),
}


_ORDER = tuple(decision.value for decision in Decision)


def our_texts() -> list[Text]:
    """Those of the site, in the reader's language; an office can begin its own with them."""
    return [
        Text(key, decision, str(name), str(text)) for key, (decision, name, text) in _OURS.items()
    ]


def texts_to_begin(theirs: Iterable[DecisionText]) -> list[Text]:
    """Those of the office; ours for each decision that it has none of."""
    own = [Text(f"own-{row.pk}", row.decision, str(row.name), row.text) for row in theirs]
    has = {text.decision for text in own}
    ours = [text for text in our_texts() if text.decision not in has]
    return sorted([*own, *ours], key=lambda text: _ORDER.index(text.decision))
