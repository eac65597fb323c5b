"""The rules in words: for curators who set their numbers, and for everyone in the register."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from meetups.recommender.facts import Reason

from . import wording
from .rule_values import GOALS, NUMBERS, SLUG_LISTS, TEXTS
from .vocabulary import Condition, ContactMode, Depth, Evidence, LanguageLoad, Strength

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

HARM = tuple(f"H{number}" for number in range(1, 9))
POSSIBLE = ("E1", "H9", "H10", "H11", "H12")
POINTS = (*(f"S{number}" for number in range(1, 16)), "N2")
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "harm": HARM,
    "possible": POSSIBLE,
    "first": ("N1", "L2", "L1"),
    "points": POINTS,
    "pick": ("P1", "pick"),
}
"""The rules in the order in which they are applied."""

SECTION_NAMES: Mapping[str, "Words"] = {
    "harm": _("First: what could do harm drops out"),
    "possible": _("Then: what is not possible or not meant for this drops out"),
    "first": _("Then: what needs help or time is set apart"),
    "points": _("What is left gets points"),
    "pick": _("From the points to three tips"),
}

_NAMES: Mapping[str, "Words"] = {
    "H1": _("Too tense"),
    "H2": _("Danger now"),
    "H3": _("Threats or violence"),
    "H4": _("A police report or a court case"),
    "H5": _("Fear"),
    "H6": _("People who fan the flames"),
    "H7": _("People under fire"),
    "H8": _("A group refuses"),
    "H9": _("Too many people for mediation"),
    "H10": _("Place"),
    "H11": _("Ages"),
    "H12": _("Language"),
    "pick": _("How many tips"),
    "principle": _("The principle"),
    "unanswered": _("Questions without an answer"),
}

MEANS: Mapping[str, "Words"] = {
    "H1": _("The neighbourhood is tenser than the format can bear."),
    "H2": _("There is danger now, and the format is not made for that."),
    "H3": _("There were threats or violence. Only the formats on the list below stay."),
    "H4": _("A case is running, and the format works with a mediator."),
    "H5": _(
        "People are afraid, and the format is on the list below, "
        "or it is a talk between groups without a facilitator."
    ),
    "H6": _("Some people fan the flames, and the format gives them a stage."),
    "H7": _(
        "A person or group is under fire, and the format puts them in the spotlight, "
        "works with a mediator, or is a talk without a facilitator."
    ),
    "H8": _(
        "A group refuses, and the format needs the other side to talk, "
        "works with a mediator, or is on the list below."
    ),
    "H9": _("More people are expected than the format can take, and it is on the list below."),
    "H10": _("The format cannot be done in the place that was chosen."),
    "H11": _("The format is meant for other ages than those that were chosen."),
    "H12": _("Many people do not understand each other, and the format is all about talking."),
    "E1": _("The format is not meant for what is going on."),
    "N1": _("A professional is needed, and we know that none of the right kind is there yet."),
    "N2": _("A professional is needed, and we do not know whether one is there."),
    "L1": _("The format needs more weeks to prepare than there are."),
    "L2": _("There were incidents. Only the formats that may be used after threats stay."),
    "S1": _("How well the format fits what is going on."),
    "S2": _("How well the format serves the goal that was chosen."),
    "S3": _("Whether the format suits how tense it is."),
    "S4": _(
        "How much of the seven pillars under good contact the format brings by itself. "
        "What each pillar weighs depends on the tension and the goal."
    ),
    "S5": _("How strong the evidence for this kind of format is."),
    "S6": _("Whether the format suits the people who should meet."),
    "S7": _("Whether the format suits all ages that were chosen."),
    "S8": _("Whether the number of people suits the format."),
    "S9": _("Whether there are enough organisers."),
    "S10": _("Whether the least that the format costs fits the budget."),
    "S11": _("How much the format asks of language, when not everyone speaks the same."),
    "S12": _("Whether people want to meet, and how close the format brings them."),
    "S13": _("How well people know each other, and how deep the format goes."),
    "S14": _("The format is a series, and the goal asks for meeting more than once."),
    "S15": _("The format is a short talk about the dispute itself."),
    "P1": _("The format gets too few points, or far fewer than the best."),
    "pick": _("How many formats are shown, and how much they may be alike."),
    "principle": _("In the register only: the advice in a few sentences."),
    "unanswered": _("In the register only: what happens without an answer."),
}

_LABELS: Mapping[str, "Words"] = {
    "S3.points.ideal": _("made for this tension"),
    "S3.points.in_range": _("possible with this tension"),
    "S3.points.too_light": _("meant for more tension"),
    "S4.max": _("points at most"),
    "S4.best_from_level": _("a pillar is named as good from this level up (1 to 3)"),
    "S8.points.fit": _("the number suits"),
    "S8.points.parallel": _("more groups side by side are needed"),
    "S8.points.misfit": _("the number does not suit"),
    "S9.points.enough": _("enough"),
    "S9.points.one_short": _("one too few"),
    "S9.points.many_short": _("two or more too few"),
    "S10.points.within": _("fits the budget"),
    "S10.points.over": _("costs more"),
    "S10.points.far_over": _("costs far more"),
    "S10.points.unknown_and_minimum_1000_plus": _("costs much, and the budget is not known"),
    "S10.far_over_times": _("“far more” is more than so many times the budget"),
    "S10.unknown_minimum": _("“much” is from so many euros up"),
    "S15.fewer_sessions_than": _("“short” is fewer meetings than"),
    "pick.max_recommended": _("formats shown as a tip or a reserve, at most"),
    "pick.max_same_family_in_top3": _("tips of the same kind, at most"),
    "pick.minimum_score": _("points needed at least"),
    "pick.minimum_fraction_of_best": _("part of the points of the best needed at least"),
    "safe_with_threats": _("Formats that may be used after threats, violence or incidents"),
    "not_with_fear": _("Formats that drop out when people are afraid"),
    "not_when_refused": _("Formats that drop out when a group refuses"),
    "few_households": _("Formats for a few households only"),
    GOALS: _("Goals that ask for meeting more than once"),
}

_KINDS: Mapping[str, "Words"] = {
    "base": _("usually"),
    "from_tension_2": _("when it is tense"),
    "goal_reduce_loneliness": _("against loneliness"),
}
_LANGUAGES: Mapping[str, "Words"] = {"nl": _("Dutch"), "en": _("English")}

LISTS_OF: Mapping[str, tuple[str, ...]] = {
    "H3": ("safe_with_threats",),
    "H5": ("not_with_fear",),
    "H8": ("not_when_refused",),
    "H9": ("few_households",),
    "S14": (GOALS,),
}
"""Where each list is shown. L2 uses that of H3."""


def rule_name(code: str) -> str:
    """A short name, such as "Tension"; the same as beside an advice, where it has one there."""
    return str(_NAMES.get(code) or wording.rule_name(Reason(code, "", 0, {})))


def numbers_of(code: str) -> list[str]:
    """The keys of the numbers of one rule, in their order."""
    return [key for key in NUMBERS if key.partition(".")[0] == code]


def group_of(key: str) -> str:
    """The table in which a number stands, when a rule has more than one: "S4.weights.base"."""
    path = key.split(".")
    return key.rpartition(".")[0] if len(path) > 3 else path[0]


def lists_of(code: str) -> list[str]:
    return list(LISTS_OF.get(code, ()))


def text_of(code: str) -> str:
    """The key of the text of one rule that the register shows; empty when there is none."""
    return next((key for key in TEXTS if key in (code, f"{code}.text")), "")


def label_of(key: str) -> str:
    """What one number, list or text is, within its rule."""
    if key in _LABELS:
        return str(_LABELS[key])
    code, *path = key.split(".")
    if path == ["points"]:
        return pgettext("of a rule", "points")
    return ": ".join(part for part in (_row(code, path), _column(code, path[-1])) if part)


def _row(code: str, path: list[str]) -> str:
    """The first half of a name in a table: what was answered, or which weights."""
    if code == "S4":
        return str(_KINDS[path[1]])
    question = {"S11": "language", "S12": "willingness", "S13": "contacts"}.get(code)
    return wording.option_text(question, path[1]) if question else ""


def _column(code: str, name: str) -> str:
    """The second half: what the format is like."""
    labels: Mapping[str, Mapping[str, Words]] = {
        "S1": {str(s.value): s.label for s in Strength},
        "S2": {str(s.value): s.label for s in Strength},
        "S4": {c.value: c.label for c in Condition},
        "S5": {e.value: e.label for e in Evidence},
        "S11": {x.value: x.label for x in LanguageLoad},
        "S12": {m.value: m.label for m in ContactMode},
        "S13": {str(d.value): d.label for d in Depth},
    }
    return str(labels[code][name])


def full_label(key: str) -> str:
    """What a value is, with the name of its rule, for a list of changes or faults."""
    if key in SLUG_LISTS:
        return label_of(key)
    code, *path = key.split(".")
    if path and path[-1] in _LANGUAGES:
        return f"{rule_name(code)} ({_LANGUAGES[path[-1]]})"
    return f"{rule_name(code)}, {label_of(key)}"


def code_of(key: str) -> str:
    """The rule under which a value is shown."""
    found = (code for code, lists in LISTS_OF.items() if key in lists)
    return next(found, key.partition(".")[0])


def in_one_line(value: object) -> str:
    """A number, a list or a text as it stands in a list of changes."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
