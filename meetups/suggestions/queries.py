"""Reads of the catalogue. The published whole is small, so each process keeps a copy of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Prefetch, QuerySet

from meetups.recommender.facts import ActivityFacts
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    EvidenceSource,
    Situation,
    SituationFit,
    SituationSource,
    Source,
)
from meetups.suggestions.vocabulary import Status


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueSnapshot:
    """What is published, whole and read-only: never save an object that comes from here.

    Each is only equal to itself, so what was computed from one can be kept by it.
    """

    version: int
    activity_types: Mapping[str, ActivityType]
    """By slug, with all their parts."""
    situations: Mapping[str, Situation]
    """By slug, in the order of the guide, with all their parts."""
    sources: Mapping[str, Source]
    """By key."""
    facts: tuple[ActivityFacts, ...]
    """What the recommender needs to know of each activity type."""


_held: tuple[tuple[int, datetime], CatalogueSnapshot] | None = None


def catalogue() -> CatalogueSnapshot:
    """The published catalogue: one query while it is unchanged, a fixed handful when it is not.

    A thread that meets a change reads anew and replaces the copy in one assignment; the version is
    read before the rows, so that a change in between only means reading once more next time.
    """
    global _held
    stamp = CatalogueVersion.objects.filter(pk=1).values_list("version", "changed_at").first()
    held = _held
    if stamp and held and held[0] == stamp:
        return held[1]
    fresh = _read(version=stamp[0] if stamp else 0)
    if stamp:
        _held = stamp, fresh
    return fresh


def _read(*, version: int) -> CatalogueSnapshot:
    types = {row.slug: row for row in with_parts().filter(status=Status.PUBLISHED)}
    return CatalogueSnapshot(
        version=version,
        activity_types=MappingProxyType(types),
        situations=MappingProxyType({row.slug: row for row in situations_with_parts()}),
        sources=MappingProxyType({row.key: row for row in Source.objects.all()}),
        facts=tuple(facts_of(row) for row in types.values()),
    )


def with_parts() -> QuerySet[ActivityType]:
    """Activity types, drafts too, with every part at hand, in a fixed number of queries."""
    return ActivityType.objects.select_related("example_source").prefetch_related(
        Prefetch("fits", SituationFit.objects.select_related("situation")),
        Prefetch("evidence", EvidenceSource.objects.select_related("source")),
        "conditions",
        "steps",
        "contra_indications",
        "skills",
    )


def situations_with_parts() -> QuerySet[Situation]:
    """Situations with every part at hand, in a fixed number of queries."""
    return Situation.objects.prefetch_related(
        Prefetch("source_links", SituationSource.objects.select_related("source")),
        "signals",
        "never_do",
        "indicators",
    )


def facts_of(row: ActivityType) -> ActivityFacts:
    """What the recommender needs to know of an activity type that came `with_parts`."""
    return ActivityFacts(
        slug=row.slug,
        family=row.family,
        contact_mode=row.contact_mode,
        depth=row.depth,
        topic_focus=row.topic_focus,
        between_groups=row.between_groups,
        situations={fit.situation.slug: fit.strength for fit in row.fits.all()},
        goals=row.goals,
        tension_min=row.tension_min,
        tension_max=row.tension_max,
        tension_ideal=frozenset(row.tension_ideal),
        open_stage=row.open_stage,
        exposes_minority=row.exposes_minority,
        group_min=row.group_min,
        group_max=row.group_max,
        can_run_in_parallel=row.can_run_in_parallel,
        organisers_min=row.organisers_min,
        professional_level=row.professional_level,
        professional_kinds=tuple(row.professional_kinds),
        via_referral=row.professional_via_referral,
        required_from_level=row.required_from_level,
        required_from_kinds=tuple(row.required_from_kinds),
        professional_match=row.professional_match,
        weeks_min=row.weeks_min,
        weeks_typical=row.weeks_typical,
        rhythm=row.rhythm,
        sessions_typical=row.sessions_typical,
        cost_min=row.cost_min,
        cost_max=row.cost_max,
        places=frozenset(row.places),
        language_load=row.language_load,
        ages=frozenset(row.ages),
        required_ages=frozenset(row.required_ages),
        dividing_lines=frozenset(row.dividing_lines),
        conditions={part.condition: part.level for part in row.conditions.all()},
        evidence=row.evidence_level,
    )
