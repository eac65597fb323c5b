"""Figures that lead to a question. They never label people and never decide an advice.

The rules are data: a figure, when it is worth a question, and the question. None is about where
people come from or what they earn, and none says that something is good or bad.
"""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .kinds import KINDS, Kind, Text
from .models import Area
from .queries import Profile
from .wording import ENOUGH_PEOPLE, beside_level, shown

HIGH, LOW, MIXED = "high", "low", "mixed"
"""How a figure stands out, in the words in which the catalogue tells what hints at a situation."""


@dataclass(frozen=True)
class More:
    """At least so many percentage points above the area around."""

    points: float
    direction = HIGH

    def holds(self, own: float, beside: float) -> bool:
        return own - beside >= self.points

    def words(self, kind: Kind, around: str) -> str:
        return _("at least %(points)s percentage points more than in %(around)s") % {
            "points": number_format(self.points),
            "around": around,
        }


@dataclass(frozen=True)
class Less:
    """At least so many percentage points below the area around."""

    points: float
    direction = LOW

    def holds(self, own: float, beside: float) -> bool:
        return beside - own >= self.points

    def words(self, kind: Kind, around: str) -> str:
        return _("at least %(points)s percentage points less than in %(around)s") % {
            "points": number_format(self.points),
            "around": around,
        }


@dataclass(frozen=True)
class Times:
    """At least so many times the area around."""

    factor: float
    direction = HIGH

    def holds(self, own: float, beside: float) -> bool:
        return beside > 0 and own >= self.factor * beside

    def words(self, kind: Kind, around: str) -> str:
        return _("at least %(factor)s times that of %(around)s") % {
            "factor": number_format(self.factor),
            "around": around,
        }


@dataclass(frozen=True)
class Between:
    """Neither low nor high, whatever the area around: two kinds live beside each other."""

    low: float
    high: float
    direction = MIXED

    def holds(self, own: float, beside: float) -> bool:
        return self.low <= own <= self.high

    def words(self, kind: Kind, around: str) -> str:
        return _("between %(low)s and %(high)s") % {
            "low": shown(kind, self.low),
            "high": shown(kind, self.high),
        }


@dataclass(frozen=True)
class Rule:
    """When a figure is worth a question.

    `indicators` are the codes by which the catalogue of situations knows the same figure.
    """

    slug: str
    kind: str
    when: More | Less | Times | Between
    question: Text
    indicators: tuple[str, ...] = ()


RULES = [
    Rule(
        "living-alone",
        "one_person",
        More(5),
        gettext_lazy("Many people live alone here. Do they know each other?"),
        ("single-households",),
    ),
    Rule(
        "older-people",
        "age_65_plus",
        More(4),
        gettext_lazy("Many people of 65 or older live here. What do they like to do and to share?"),
        ("age-65-plus",),
    ),
    Rule(
        "young-people",
        "age_15_24",
        More(4),
        gettext_lazy("Many young people live here. Where do they meet, and who has asked them?"),
        ("age-15-24",),
    ),
    Rule(
        "families",
        "with_children",
        More(5),
        gettext_lazy("Many families with children live here. Where do parents meet each other?"),
    ),
    Rule(
        "tenants-and-owners",
        "owner_occupied",
        Between(35, 65),
        gettext_lazy("Tenants and owners both live here. Where do they come across each other?"),
        ("tenure-mix",),
    ),
    Rule(
        "close-together",
        "address_density",
        Times(1.5),
        gettext_lazy("Homes are close together here. Where can people sit and talk for a while?"),
        ("address-density",),
    ),
    Rule(
        "lonely",
        "lonely",
        More(3),
        gettext_lazy("More people here miss company, it seems. Who would like more contact?"),
        ("loneliness-share",),
    ),
    Rule(
        "helping-hands",
        "volunteers",
        More(3),
        gettext_lazy("Many people volunteer here, it seems. Who of them could join in?"),
    ),
    Rule(
        "fewer-hands",
        "volunteers",
        Less(3),
        gettext_lazy(
            "Fewer people volunteer here, it seems. Which small task would people take on?"
        ),
    ),
    Rule(
        "moving-about",
        "limited_moving",
        More(3),
        gettext_lazy(
            "Walking is hard for more people here, it seems. Can everyone get in and sit?"
        ),
    ),
]


@dataclass(frozen=True)
class Hint:
    """A rule that holds for an area, in words."""

    rule: Rule
    question: str
    figure: str
    """What is known: of the area, of the one around it, and of which year."""
    reason: str
    """The rule itself."""
    is_estimate: bool


def hints_of(profile: Profile) -> list[Hint]:
    """The questions to take along from an area's figures; none where few people live.

    Only an area's own figures count, held against its municipality, or a municipality's against
    the country.
    """
    around = profile.area.at(beside_level(profile.area))
    if around is None or (profile.inhabitants or 0) < ENOUGH_PEOPLE:
        return []
    hints = (_hint(rule, profile, around) for rule in RULES)
    return [hint for hint in hints if hint]


def _hint(rule: Rule, profile: Profile, around: Area) -> Hint | None:
    comparison, kind = profile.comparisons.get(rule.kind), KINDS[rule.kind]
    if comparison is None:
        return None
    own, beside = comparison.own, comparison.of(Area.Level(around.level))
    if own is None or beside is None or not rule.when.holds(own, beside):
        return None
    figure = _("%(label)s: %(own)s here, %(beside)s in %(around)s (%(year)s).") % {
        "label": kind.label,
        "own": shown(kind, own),
        "beside": shown(kind, beside),
        "around": around.title,
        "year": comparison.year,
    }
    reason = _("We ask this when the figure is %(rule)s.") % {
        "rule": rule.when.words(kind, around.title)
    }
    return Hint(rule, str(rule.question), figure, reason, kind.is_estimate)
