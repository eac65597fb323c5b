"""The library: which formats match what a reader looks for, and how many each choice would leave.

Filters are questions of the guide, under the same names, so that a choice here and an answer there
mean the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetups.recommender.facts import ActivityFacts, Answers
from meetups.recommender.questions import BY_SLUG, Option
from meetups.recommender.rules import EXCLUSIONS, LATER, RuleBook
from neighbourhoods.names import words_of

from . import wording
from .models import ActivityType, Situation
from .queries import CatalogueSnapshot
from .vocabulary import Family, Strength


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing to choose by. `fits` says whether a format suits an option of the question."""

    question: str
    label: Promise
    fits: Callable[[ActivityFacts, Option, RuleBook], bool]

    @property
    def options(self) -> list[Option]:
        """Every option that says something: not "I do not know" or "any"."""
        return [o for o in BY_SLUG[self.question].options if o.slug not in {"unknown", "any"}]


def _suits_situation(facts: ActivityFacts, option: Option, rules: RuleBook) -> bool:
    return facts.situations.get(option.slug, 0) > 0


def _suits_tension(facts: ActivityFacts, option: Option, rules: RuleBook) -> bool:
    """Within its range, and no safety rule of the advice speaks against it at this tension."""
    if option.value is None or option.value < facts.tension_min:
        return False
    answers = Answers(tension=option.value)
    return not any(rule(answers, facts, rules) for rule in (*EXCLUSIONS, *LATER))


def _suits_budget(facts: ActivityFacts, option: Option, rules: RuleBook) -> bool:
    return option.max is not None and facts.cost_min <= option.max


def _suits_place(facts: ActivityFacts, option: Option, rules: RuleBook) -> bool:
    return option.slug in facts.places


def _suits_organisers(facts: ActivityFacts, option: Option, rules: RuleBook) -> bool:
    return option.value is not None and facts.organisers_min <= option.value


FILTERS = (
    Filter("situation", _("Situation"), _suits_situation),
    Filter("tension", _("Tension"), _suits_tension),
    Filter("budget", _("Money"), _suits_budget),
    Filter("place", _("Place"), _suits_place),
    Filter("organisers", _("Organisers"), _suits_organisers),
)


FITS: Mapping[int, Promise] = {
    Strength.VERY_WELL: _("Fits very well"),
    Strength.WELL: _("Fits well"),
    Strength.A_LITTLE: _("Fits a little"),
    Strength.NOT: _("Better not"),
}
_COMES_FIRST = {"acute": "acute-stop", "incidents": "aftercare-first"}
_FAMILIES = Family.values


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter, and how many formats there would be with it."""

    slug: str
    text: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A format that matches, and why it fits the chosen situation, if one was chosen."""

    activity_type: ActivityType
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Formats under one heading."""

    title: str
    found: list[Found]


class Search:
    """What a reader asked of the library, and the answer."""

    def __init__(self, catalogue: CatalogueSnapshot, query: Mapping[str, str]) -> None:
        """`query` may hold anything; what is no question or option here is passed over."""
        self._catalogue = catalogue
        self.version = catalogue.version
        self.words = query.get("q", "").strip()[:100]
        self.chosen: dict[str, Option] = {}
        for each in FILTERS:
            for option in each.options:
                if option.slug == query.get(each.question):
                    self.chosen[each.question] = option
        self._with_words = [facts for facts in catalogue.facts if self._has_words(facts.slug)]

    def _has_words(self, slug: str) -> bool:
        """Whether name and summary hold every word, in whichever language."""
        row = self._catalogue.activity_types[slug]
        text = " ".join((row.name_nl, row.name_en, row.summary_nl, row.summary_en))
        there = " ".join(words_of(text))
        return all(word in there for word in words_of(self.words))

    def _matching(self, *, without: str = "") -> list[ActivityFacts]:
        rules = self._catalogue.rules
        asked = [
            (each.fits, self.chosen[each.question])
            for each in FILTERS
            if each.question in self.chosen and each.question != without
        ]
        return [
            f for f in self._with_words if all(fits(f, option, rules) for fits, option in asked)
        ]

    @cached_property
    def total(self) -> int:
        return len(self._matching())

    @property
    def query(self) -> str:
        """The shortest query string that asks the same."""
        chosen = {question: option.slug for question, option in self.chosen.items()}
        return urlencode(({"q": self.words} if self.words else {}) | chosen)

    @property
    def filters(self) -> list[tuple[Filter, list[Choice]]]:
        """Every filter with its options; each count holds with the other filters as they are."""
        return [(each, self._choices(each)) for each in FILTERS]

    def _choices(self, each: Filter) -> list[Choice]:
        others, rules = self._matching(without=each.question), self._catalogue.rules
        return [
            Choice(
                slug=option.slug,
                text=wording.in_reader_language(option.text),
                count=sum(each.fits(facts, option, rules) for facts in others),
                is_chosen=self.chosen.get(each.question) == option,
            )
            for option in each.options
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """What was found: by how well it fits the chosen situation, else by family."""
        slugs = {facts.slug for facts in self._matching()}
        if situation := self.chosen.get("situation"):
            ranked = fitting(self._catalogue, situation.slug)
            titled = {
                str(FITS[strength]): [each for each in found if each.activity_type.slug in slugs]
                for strength, found in sorted(ranked.items(), reverse=True)
            }
        else:
            rows = (self._catalogue.activity_types[slug] for slug in slugs)
            titled = {}
            for row in sorted(rows, key=_place):
                titled.setdefault(row.get_family_display(), []).append(Found(row))
        return [Group(title, found) for title, found in titled.items() if found]

    @property
    def notice(self) -> tuple[Promise, Promise] | None:
        """What comes before any meetup at this tension: a title and a sentence."""
        tension = self.chosen.get("tension")
        return wording.NOTICES.get(_COMES_FIRST.get(tension.slug, "")) if tension else None


def fitting(catalogue: CatalogueSnapshot, situation: str) -> dict[int, list[Found]]:
    """Strength to the formats that fit a situation so well, with the reason, each in order."""
    found: dict[int, list[Found]] = {strength: [] for strength in Strength.values}
    for row in sorted(catalogue.activity_types.values(), key=_place):
        if fit := row.fit_with(situation):
            found[fit.strength].append(Found(row, fit.reason))
    return found


def _place(row: ActivityType) -> tuple[int, list[str]]:
    """Order of formats: by family, then by name in the reader's language."""
    return _FAMILIES.index(row.family), words_of(row.name)


def by_tension(catalogue: CatalogueSnapshot) -> list[tuple[str, list[Situation]]]:
    """The situations, from those in calm neighbourhoods to those after incidents."""
    levels: dict[str, list[Situation]] = {}
    for row in sorted(catalogue.situations.values(), key=lambda row: row.typical_tension):
        levels.setdefault(row.get_typical_tension_display(), []).append(row)
    return list(levels.items())
