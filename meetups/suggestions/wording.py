"""From reason codes to sentences: the recommender says codes and numbers, people read words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy, gettext_noop, ngettext
from django.utils.translation import gettext as _

from meetups.recommender.facts import Reason
from meetups.recommender.questions import BY_SLUG, Fault, Question, Text
from meetups.tags import money

from .models import ActivityType
from .vocabulary import Age, Condition, Place, ProfessionalKind

Values = Mapping[str, Any]


def in_reader_language(text: Text | None) -> str:
    """The Dutch or English of a bilingual text; empty when there is none."""
    if text is None:
        return ""
    return text.get((get_language() or "nl")[:2]) or text["nl"]


def option_text(question: str, option: str) -> str:
    """How the guide words an option, such as "Social or community worker"."""
    return in_reader_language(BY_SLUG[question].option(option).text)


def listed(words: Iterable[str], *, last: str) -> str:
    """ "a, b and c"; `last` is the word before the last one."""
    *rest, end = words
    return f"{', '.join(rest)} {last} {end}" if rest else end


def _within_a_sentence(label: str) -> str:
    """Without its capital; the Dutch "Eén" keeps both accents then."""
    first = "é" if label.startswith("Eé") else label[:1].lower()
    return first + label[1:]


def weeks(number: int) -> str:
    return ngettext("%(count)s week", "%(count)s weeks", number) % {"count": number}


# --- why a format stands where it stands ---------------------------------------------------------


def _in_words(vocabulary: type[TextChoices], codes: Iterable[str], *, last: str) -> str:
    return listed((str(vocabulary(code).label) for code in codes), last=last)


def _kinds(values: Values) -> str:
    last = _("and") if values["match"] == "all" else _("or")
    return _in_words(ProfessionalKind, values["kinds"], last=last)


def _situation(values: Values, activity: ActivityType) -> str:
    words = {
        3: gettext_noop("It fits this situation very well."),
        2: gettext_noop("It fits this situation well."),
        1: gettext_noop("It fits this situation somewhat."),
    }
    fit = activity.fit_with(values["situation"])
    return f"{_(words[values['strength']])} {fit.reason if fit else ''}".strip()


def _goal(values: Values, activity: ActivityType) -> str:
    goal = {"goal": option_text("goal", values["goal"])}
    if values["strength"] == 3:
        return _("It helps a lot with your goal: ‘%(goal)s’.") % goal
    if values["strength"] == 2:
        return _("It helps with your goal: ‘%(goal)s’.") % goal
    return _("It helps a little with your goal: ‘%(goal)s’.") % goal


def _tension(values: Values, activity: ActivityType) -> str:
    if values["fit"] == "ideal":
        return _("It suits how tense it is now.")
    if values["fit"] == "in_range":
        return _("It is possible with how tense it is now.")
    return _("It is meant for more tension than there is now. That can make things bigger.")


def _conditions(values: Values, activity: ActivityType) -> str:
    labels = (str(Condition(name).label) for name in values["best"])
    best = listed(map(_within_a_sentence, labels), last=_("and"))
    return _("It brings good pillars for contact by itself: %(best)s.") % {"best": best}


def _evidence(values: Values, activity: ActivityType) -> str:
    return {
        "strong": _("Several experiments in real life support this kind of activity."),
        "moderate": _("At least one good study supports this, or something very much like it."),
        "promising": _("It fits what research found, but the format itself is little tested."),
    }[values["level"]]


def _size(values: Values, activity: ActivityType) -> str:
    if values["fit"] == "fit":
        return _("It suits the number of people you expect.")
    if values["fit"] == "parallel":
        return (
            _("You expect more people than one group can hold. Make groups of %(max)s at most.")
            % values
        )
    return _("It works with %(min)s to %(max)s people. You expect another number.") % values


def _organisers(values: Values, activity: ActivityType) -> str:
    if values["fit"] == "enough":
        return _("You are with enough people to organise it.")
    if values["fit"] == "one_short":
        return _("You need %(needed)s organisers. Find one more.") % values
    return _("You need at least %(needed)s organisers. You are with far fewer.") % values


def _budget(values: Values, activity: ActivityType) -> str:
    least = {"least": money(values["min"])}
    return {
        "within": _("It can be done with the money there is."),
        "over": _("It costs at least %(least)s. That is more than there is."),
        "far_over": _("It costs at least %(least)s. That is far more than there is."),
        "unknown_and_minimum_1000_plus": _(
            "It costs at least %(least)s. Find out first whether that money is there."
        ),
    }[values["fit"]] % least


def _language(values: Values, activity: ActivityType) -> str:
    if values["load"] == "low":
        return _("You need few words for this. So everyone can join in.")
    return _("It asks for talking, and not everyone understands each other.")


def _willingness(values: Values, activity: ActivityType) -> str:
    if values["points"] > 0:
        return _("It also works when people would rather not meet.")
    return _("People would rather not meet. This asks much of them.")


def _ladder(values: Values, activity: ActivityType) -> str:
    if values["points"] > 0:
        return _("It suits how well people know each other.")
    if values["depth"] == 1:
        return _("People know each other well already. You could take a bigger step.")
    return _("People hardly know each other, and this goes deep at once. Start lighter.")


def _ages_wrong(values: Values, activity: ActivityType) -> str:
    ages = _in_words(Age, values["ages"], last=_("and"))
    return _("It is meant for other ages: %(ages)s.") % {"ages": ages}


def _place_wrong(values: Values, activity: ActivityType) -> str:
    places = _in_words(Place, values["places"], last=_("or"))
    return _("It cannot be done in the place you chose, but it can here: %(places)s.") % {
        "places": places
    }


def _too_tense(values: Values, activity: ActivityType) -> str:
    said = _("It is too tense for this now.")
    return f"{said} {activity.tension_note}".strip()


_SENTENCES: Mapping[str, Callable[[Values, ActivityType], str]] = {
    "S1": _situation,
    "S2": _goal,
    "S3": _tension,
    "S4": _conditions,
    "S5": _evidence,
    "S6": lambda v, a: _("It suits the people you want to bring together."),
    "S7": lambda v, a: _("It suits the ages you chose."),
    "S8": _size,
    "S9": _organisers,
    "S10": _budget,
    "S11": _language,
    "S12": _willingness,
    "S13": _ladder,
    "S14": lambda v, a: _("You meet more than once. That makes contact stronger."),
    "S15": lambda v, a: _("A short talk about the dispute itself had no effect in research."),
    "N1": lambda v, a: _("Arrange first: %(kinds)s.") % {"kinds": _kinds(v)},
    "N2": lambda v, a: (
        _("You need for this: %(kinds)s. Ask whether that can be arranged.") % {"kinds": _kinds(v)}
    ),
    "L1": lambda v, a: (
        _("It needs at least %(weeks)s of preparation.") % {"weeks": weeks(v["weeks"])}
    ),
    "L2": lambda v, a: _("Calm and aftercare come first. Do this later, when people are ready."),
    "E1": lambda v, a: _("It does not fit this situation."),
    "P1": lambda v, a: _("It is possible, but it fits your answers much less well."),
    "H1": _too_tense,
    "H2": lambda v, a: _("It is not safe now. So do not organise a meetup."),
    "H3": lambda v, a: _(
        "There were threats or violence. Do not bring groups into contact by yourself."
    ),
    "H4": lambda v, a: _(
        "There is a police report or a court case. First ask the police or the court."
    ),
    "H5": lambda v, a: _("People do not dare to come or to speak. First choose something safe."),
    "H6": lambda v, a: _("This gives a stage to the people who fan the flames."),
    "H7": lambda v, a: _(
        "A person or a group is under fire. Never ask them to explain themselves or to give in."
    ),
    "H8": lambda v, a: _("One group refuses. Talking and mediating are always voluntary."),
    "H9": lambda v, a: _("This is for a few households, not for a conflict between groups."),
    "H10": _place_wrong,
    "H11": _ages_wrong,
    "H12": lambda v, a: _("This is all about talking in one language, and that is difficult here."),
}

_RULE_NAMES = {
    "S1": gettext_lazy("Situation"),
    "S2": gettext_lazy("Goal"),
    "S3": gettext_lazy("Tension"),
    "S4": gettext_lazy("Pillars under the contact"),
    "S5": gettext_lazy("Evidence"),
    "S6": gettext_lazy("Who should meet"),
    "S7": gettext_lazy("Ages"),
    "S8": gettext_lazy("Number of people"),
    "S9": gettext_lazy("Organisers"),
    "S10": gettext_lazy("Costs"),
    "S11": gettext_lazy("Language"),
    "S12": gettext_lazy("Wanting to meet"),
    "S13": gettext_lazy("Knowing each other"),
    "S14": gettext_lazy("Meeting more often"),
    "S15": gettext_lazy("Talking about the dispute"),
    "N1": gettext_lazy("Help needed"),
    "N2": gettext_lazy("Help needed"),
    "L1": gettext_lazy("Preparation"),
    "L2": gettext_lazy("Aftercare first"),
    "E1": gettext_lazy("Situation"),
    "P1": gettext_lazy("Too few points"),
}


def sentence(reason: Reason, activity: ActivityType) -> str:
    """One reason in the reader's language, about one activity type."""
    return _SENTENCES[reason.code]({**reason.values, "points": reason.points}, activity)


# What these say was asked in confidence: the guide promises not to share it.
_CONCERNS = frozenset({"H3", "H4", "H5", "H6", "H7"})


def discreet_sentence(reason: Reason, activity: ActivityType) -> str:
    """As `sentence`, for a page that is shared: without telling what was said about safety."""
    if reason.code in _CONCERNS:
        return _("It is not safe enough for this now.")
    return sentence(reason, activity)


def may_cost_more(reason: Reason) -> str:
    """Affordable at its least, but not at its most: say so. Empty for all other reasons."""
    if reason.values.get("fit") != "within" or _number(reason, "max") <= _number(reason, "budget"):
        return ""
    most = {"most": money(_number(reason, "max"))}
    return _("It can also cost more, up to %(most)s. So keep it small.") % most


def _number(reason: Reason, name: str) -> int:
    return int(str(reason.values[name]))


def no_longer(said: str) -> str:
    """A reason that held with the old answer and does not hold now."""
    return _("This no longer counts: %(reason)s") % {"reason": said}


def also_suits(reasons: Iterable[Reason]) -> str:
    """The lighter reasons in one line, by the names of their rules."""
    names = [rule_name(reason) for reason in reasons]
    if not names:
        return ""
    rest = listed(map(_within_a_sentence, names), last=_("and"))
    return _("Also good: %(rest)s.") % {"rest": rest}


def rule_name(reason: Reason) -> str:
    """What a rule is about, for the account of all points."""
    return str(_RULE_NAMES.get(reason.code) or _("Safety and fit"))


# --- warnings above the tips ----------------------------------------------------------------------

NOTICES = {
    "acute-stop": (
        gettext_lazy("Do not organise a meetup now"),
        gettext_lazy(
            "Call 112 when there is danger. Talk to the municipality, the police and social work."
        ),
    ),
    "aftercare-first": (
        gettext_lazy("Safety and aftercare first"),
        gettext_lazy("People need calm and attention now. Contact between groups comes later."),
    ),
    "refer-professional": (
        gettext_lazy("Do not solve this by yourself"),
        gettext_lazy(
            "Ask the police, the municipality or another professional. You can call 0900 8844."
        ),
    ),
    "check-safety": (
        gettext_lazy("First ask whether it is safe"),
        gettext_lazy("Ask social work, the municipality or the community police officer."),
    ),
    "bridge-step": (
        gettext_lazy("Plan the next step too"),
        gettext_lazy(
            "Meeting in your own circle is a step in between. Then take the step to the other."
        ),
    ),
    "follow-up": (
        gettext_lazy("Plan a second time at once"),
        gettext_lazy("Meeting once is a start. People get to know each other when you repeat it."),
    ),
}
URGENT_NOTICES = frozenset({"acute-stop", "aftercare-first", "refer-professional", "check-safety"})


# --- what is wrong with an answer -----------------------------------------------------------------


def fault_text(fault: Fault, question: Question) -> str:
    """What to do about an answer that cannot be used; said by the field and in the summary."""
    if fault.code == "missing":
        if any(option.slug == "unknown" for option in question.options):
            return _("Choose an answer. Don't know? Then choose ‘I do not know’.")
        if question.type == "multi":
            return _("Tick what is the case.")
        return _("Choose the answer that fits best.")
    if fault.code == "too-many":
        return ngettext("Choose one.", "Choose %(most)s at most.", question.most) % {
            "most": question.most
        }
    if fault.code == "exclusive":
        alone = listed((option_text(question.slug, v) for v in fault.values), last=_("or"))
        return _("You chose ‘%(alone)s’. That does not go together with another answer.") % {
            "alone": alone
        }
    return _("Choose one of the answers below.")
