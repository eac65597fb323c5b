"""Where the catalogue leaves people empty-handed, and what in it is weak, unused or out of date.

The grid asks the recommender for every situation, tension and goal, with all else unknown: so it
shows what the catalogue can offer, not what one neighbourhood would hear.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from meetups.recommender.facts import Advice
from meetups.recommender.questions import BY_SLUG, answers_from
from meetups.recommender.rank import recommend

from .cases import CaseResult
from .models import ActivityType, Source
from .presenting import ranking
from .snapshots import CatalogueSnapshot
from .vocabulary import Evidence

NO_TIPS = "acute"
"""At this tension the guide gives no tips, whatever fits, so an empty cell is no hole."""
FEW = 3
"""With fewer than these there are not even three tips."""
PAGES = "pages"
"""What the pages about research are called among what refers to a source."""
SITUATIONS, TENSIONS, GOALS = (
    tuple(option.slug for option in BY_SLUG[name].options)
    for name in ("situation", "tension", "goal")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: how many formats fit now, and the points of the best."""

    situation: str
    tension: str
    goal: str
    count: int
    best: int
    advised: tuple[str, ...]
    """Tips and reserves."""

    @property
    def is_hole(self) -> bool:
        return not self.count and self.tension != NO_TIPS

    @property
    def is_thin(self) -> bool:
        return 0 < self.count < FEW and self.tension != NO_TIPS


@dataclass(frozen=True)
class Grid:
    """Every combination, by situation, then goal, then tension."""

    cells: Mapping[str, Mapping[str, tuple[Cell, ...]]]

    @cached_property
    def all(self) -> tuple[Cell, ...]:
        return tuple(c for goals in self.cells.values() for row in goals.values() for c in row)

    @property
    def holes(self) -> list[Cell]:
        return [cell for cell in self.all if cell.is_hole]


def advice_of(situation: str, tension: str, goal: str, catalogue: CatalogueSnapshot) -> Advice:
    """The advice of one cell."""
    answers = answers_from({"situation": situation, "tension": tension, "goal": goal})
    return recommend(answers, catalogue.facts, catalogue.rules)


@lru_cache(maxsize=2)
def grid_of(catalogue: CatalogueSnapshot) -> Grid:
    """The whole grid; kept for an edition, since a snapshot never changes."""

    # What does not fit a situation never fits now, whatever the rest, and nobody looks at why.
    able = {
        situation: [facts for facts in catalogue.facts if facts.situations.get(situation)]
        for situation in SITUATIONS
    }

    def cell(situation: str, tension: str, goal: str) -> Cell:
        answers = answers_from({"situation": situation, "tension": tension, "goal": goal})
        advice = recommend(answers, able[situation], catalogue.rules)
        best = max((s.score for s in advice.fits_now), default=0)
        advised = (*advice.top, *advice.reserves)
        return Cell(situation, tension, goal, len(advice.fits_now), best, advised)

    return Grid(
        {
            situation: {
                goal: tuple(cell(situation, tension, goal) for tension in TENSIONS)
                for goal in GOALS
            }
            for situation in SITUATIONS
        }
    )


def fitting(cell_advice: Advice) -> list[tuple[str, int]]:
    """Slug and points of what fits now, as readers would see it."""
    scores = {s.slug: s.score for s in cell_advice.fits_now}
    return [(slug, scores[slug]) for slug in ranking(cell_advice)]


# --- lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lists:
    """What deserves a look. Formats by slug and sources by key, in alphabetical order."""

    evidence: Mapping[str, int]
    """How many formats per level."""
    never_advised: tuple[str, ...]
    never_chosen: tuple[str, ...]
    without_link: tuple[str, ...]
    unused: tuple[str, ...]
    """Sources that nothing refers to."""
    dead: tuple[tuple[str, str], ...]
    """What refers to a source that is gone, and its key."""
    overdue_formats: tuple[ActivityType, ...]
    overdue_sources: tuple[Source, ...]


def lists_of(
    content: Mapping[str, Any],
    catalogue: CatalogueSnapshot,
    *,
    results: Iterable[CaseResult],
    today: date,
) -> Lists:
    """Lists over a catalogue and its content. Dates to look again stand in the tables only."""
    advised = {slug for cell in grid_of(catalogue).all for slug in cell.advised}
    for result in results:
        advised |= {*result.advice.top, *result.advice.reserves}
    chosen = _asked(settings.FORMATS_CHOSEN)
    levels = Counter(row.evidence_level for row in catalogue.activity_types.values())
    references = references_in(content)
    references |= {(PAGES, key) for key in _asked(settings.SOURCES_NAMED)}
    named = {key for _what, key in references}
    past = {"review_by__lt": today}
    return Lists(
        evidence={level: levels[level] for level in Evidence.values},
        never_advised=_absent(catalogue.activity_types, advised),
        never_chosen=_absent(catalogue.activity_types, chosen),
        without_link=tuple(sorted(key for key, row in catalogue.sources.items() if not row.link)),
        unused=_absent(catalogue.sources, named),
        dead=tuple(sorted(pair for pair in references if pair[1] not in catalogue.sources)),
        overdue_formats=tuple(ActivityType.objects.filter(**past).order_by("review_by", "slug")),
        overdue_sources=tuple(Source.objects.filter(**past).order_by("review_by", "key")),
    )


def references_in(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What refers to a source (a slug, or the id of a rule), and the source's key."""
    found = set()
    for item in content["activity_types"]:
        named = [*item["evidence"]["sources"], (item.get("example") or {}).get("source")]
        found |= {(item["slug"], key) for key in named if key}
    for item in content["situations"]:
        found |= {(item["slug"], key) for key in item["sources"]}
    rules = content.get("rules") or {}
    for group in rules.values():
        for rule in group if isinstance(group, list) else ():
            if isinstance(rule, dict):
                found |= {(rule.get("id", ""), key) for key in rule.get("sources", ())}
    return found


def _absent(slugs: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(slug for slug in slugs if slug not in known))


def _asked(path: str) -> set[str]:
    """What a room above knows; the settings say where it answers."""
    return set(import_string(path)())
