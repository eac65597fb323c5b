"""What the recommender knows and what it says: plain frozen data, no words for people.

An unknown is None, never 0: a rule that meets None says nothing. An empty set is an answer
("none of these", "nobody yet").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ListName = Literal["fits_now", "arrange_first", "later", "not_now"]
LISTS: tuple[ListName, ...] = ("fits_now", "arrange_first", "later", "not_now")

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How many people are expected, both ends included."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What a volunteer told us. Build it with `questions.answers_from`."""

    situation: str | None = None
    tension: int | None = None
    """0 calm, 1 unease, 2 tension, 3 incidents, 4 acute."""
    safety: frozenset[str] | None = None
    """Concerns; the empty set means "none of these", None means unanswered or unknown."""
    goal: str | None = None
    groups: frozenset[str] | None = None
    ages: frozenset[str] | None = None
    contacts: str | None = None
    willingness: str | None = None
    size: Size | None = None
    organisers: int | None = None
    """The most that there may be."""
    support: frozenset[str] | None = None
    """Kinds of help; the empty set means "nobody yet", None means unanswered or unknown."""
    budget: int | None = None
    """Euros, the most that there may be."""
    place: str | None = None
    """None means any place too."""
    lead_time: int | None = None
    """Weeks until the start, the most that there may be."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """What the rules need to know of one activity type. Levels of tension as in `Answers`."""

    slug: str
    family: str
    contact_mode: str
    depth: int
    """1 light, 2 medium, 3 deep."""
    topic_focus: str
    between_groups: bool
    situations: Mapping[str, int]
    """Strength per situation, 0 (must not) to 3; a situation that is absent counts as 0."""
    goals: Mapping[str, int]
    """Strength per goal, 0 to 3."""
    tension_min: int
    tension_max: int
    tension_ideal: frozenset[int]
    open_stage: bool
    exposes_minority: bool
    group_min: int
    group_max: int
    can_run_in_parallel: bool
    organisers_min: int
    professional_level: str
    """none, recommended or required."""
    professional_kinds: tuple[str, ...]
    via_referral: bool
    """The professional comes along with the activity itself, as with neighbour mediation."""
    required_from_level: int | None
    """From this level of tension on a professional is required, whatever the level above."""
    required_from_kinds: tuple[str, ...]
    professional_match: str
    """any: one of the kinds is enough; all: each of them is needed."""
    weeks_min: int
    weeks_typical: int
    rhythm: str
    """once or series."""
    sessions_typical: int
    cost_min: int
    cost_max: int
    places: frozenset[str]
    language_load: str
    """low, medium or high."""
    ages: frozenset[str]
    required_ages: frozenset[str]
    dividing_lines: frozenset[str]
    conditions: Mapping[str, int]
    """The seven contact conditions, each 0 to 3."""
    evidence: str
    base: str = ""
    """The slug of the activity type that this is a municipality's own kind of, at least as strict
    in all that rules look at; empty for what stands by itself."""

    @property
    def known_as(self) -> str:
        """The slug by which the lists of the rules name it."""
        return self.base or self.slug


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke. `values` holds codes and numbers, from which others make a sentence."""

    code: str
    name: str
    points: int
    values: Mapping[str, Value]

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; tuples become lists."""
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in self.values.items()}
        return {"code": self.code, "name": self.name, "points": self.points, **values}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reason":
        """What `as_dict` gave, also after a journey through JSON."""
        own = ("code", "name", "points")
        values = {
            k: tuple(v) if isinstance(v, list) else v for k, v in data.items() if k not in own
        }
        return cls(data["code"], data["name"], data["points"], values)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One activity type, its list and every reason. The score is the sum of the points."""

    slug: str
    family: str
    score: int
    reasons: tuple[Reason, ...]
    list_name: ListName

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "slug": self.slug,
            "score": self.score,
            "family": self.family,
            "reasons": [reason.as_dict() for reason in self.reasons],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], list_name: ListName) -> "Suggestion":
        """What `as_dict` gave."""
        reasons = tuple(Reason.from_dict(reason) for reason in data["reasons"])
        return cls(data["slug"], data["family"], data["score"], reasons, list_name)


@dataclass(frozen=True, slots=True)
class Advice:
    """Every activity type in exactly one of four lists, each list from best to least."""

    fits_now: tuple[Suggestion, ...]
    arrange_first: tuple[Suggestion, ...]
    later: tuple[Suggestion, ...]
    not_now: tuple[Suggestion, ...]
    top: tuple[str, ...]
    """Slugs of the tips, three at most, out of `fits_now`."""
    reserves: tuple[str, ...]
    """Slugs of the next best, two at most, out of `fits_now`."""
    notices: tuple[str, ...]
    """Slugs of warnings that go above the tips."""

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON, in the shape that `manage.py advise` prints."""
        return {
            **{str(name): [s.as_dict() for s in getattr(self, name)] for name in LISTS},
            "notices": list(self.notices),
            "top": list(self.top),
            "reserves": list(self.reserves),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Advice":
        """What `as_dict` gave."""
        parts: dict[str, Any] = {name: tuple(data[name]) for name in ("top", "reserves", "notices")}
        for name in LISTS:
            parts[name] = tuple(Suggestion.from_dict(item, name) for item in data[name])
        return cls(**parts)
