"""A published catalogue in memory: rows made of an edition's content, read-only, with their parts.

The rows have the keys of those in the tables, so that a plan can refer to them, but their words and
numbers are those of the edition, whatever a curator does to the draft meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn

from django.db import models

from meetups.recommender.facts import ActivityFacts
from meetups.recommender.rules import SHIPPED, RuleBook

from .content_items import (
    ACTIVITY_TYPE_PARTS,
    SITUATION_PARTS,
    Columns,
    Item,
    PartKind,
    activity_type_columns,
    activity_type_parts,
    situation_columns,
    situation_parts,
    source_columns,
)
from .models import ActivityType, LocalNote, Situation, Source
from .rule_values import settled

Keys = dict[str, int]


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
    rules: RuleBook = SHIPPED
    by_key: Mapping[int, ActivityType] = field(default_factory=dict)
    """Activity types by the key of their row in the table."""
    place: str = ""
    """The code of the municipality whose office added to it; empty for the national catalogue."""
    office: str = ""
    """The name of that office."""
    own: Mapping[str, ActivityType] = field(default_factory=dict)
    """All formats of the office that can be shown, also those that it does not advise now."""
    notes: Mapping[str, LocalNote] = field(default_factory=dict)
    """What the office says about national formats, by slug."""

    def note_on(self, activity_type: ActivityType) -> LocalNote | None:
        """What the office says about a format, or about the one that its own is based on."""
        return self.notes.get(activity_type.national_slug)

    def holds(self, row: models.Model) -> bool:
        """Whether a row of the draft is in this edition too."""
        if isinstance(row, Source):
            return row.key in self.sources
        if isinstance(row, Situation):
            return row.slug in self.situations
        return isinstance(row, ActivityType) and row.slug in self.activity_types


def snapshot_of(content: Mapping[str, Any], *, number: int) -> CatalogueSnapshot:
    """A snapshot of content as `Edition.content` holds it. Three queries, for the keys of rows."""
    keys = {model: _keys(model, name) for model, name in _NAMED.items()}
    sources = {
        item["key"]: Source(pk=keys[Source].get(item["key"]), **source_columns(item))
        for item in content["sources"]
    }
    situations: dict[str, Situation] = {}
    for item in sorted(content["situations"], key=lambda item: (item["order"], item["slug"])):
        situation = Situation(pk=keys[Situation].get(item["slug"]), **situation_columns(item))
        give_parts(situation, SITUATION_PARTS, situation_parts(item, sources))
        situations[item["slug"]] = situation
    activity_types: dict[str, ActivityType] = {}
    for item in sorted(content["activity_types"], key=lambda item: str(item["slug"])):
        key = keys[ActivityType].get(item["slug"])
        activity_types[item["slug"]] = row_of(item, key, situations, sources)
    rules = content.get("rules")
    return CatalogueSnapshot(
        version=number,
        activity_types=MappingProxyType(activity_types),
        situations=MappingProxyType(situations),
        sources=MappingProxyType(sources),
        facts=tuple(facts_of(row) for row in activity_types.values()),
        rules=RuleBook(settled(rules)) if rules else SHIPPED,
        by_key=MappingProxyType({row.pk: row for row in activity_types.values() if row.pk}),
    )


def row_of(
    item: Item, key: int | None, situations: Mapping[str, Situation], sources: Mapping[str, Source]
) -> ActivityType:
    """A read-only row with its parts, of an item as in `activity_types.json`."""
    row = ActivityType(pk=key, **activity_type_columns(item, sources))
    give_parts(row, ACTIVITY_TYPE_PARTS, activity_type_parts(item, situations, sources))
    return row


_NAMED: Mapping[type[models.Model], str] = {
    Source: "key",
    Situation: "slug",
    ActivityType: "slug",
}


def _keys(model: type[models.Model], name: str) -> Keys:
    return dict(model._default_manager.values_list(name, "pk"))


def give_parts(
    row: models.Model, kinds: Mapping[str, PartKind], parts: Mapping[str, list[Columns]]
) -> None:
    """Hang parts on a row as if they had been prefetched."""
    held: dict[str, models.QuerySet[Any]] = {}
    for name, kind in kinds.items():
        made = kind.model._default_manager.none()
        of = {kind.parent: row}
        made._result_cache = [kind.model(**of, **columns) for columns in parts[name]]
        held[kind.related_name] = made
    row._prefetched_objects_cache = held  # type: ignore[attr-defined]
    row.save = _never_saved  # type: ignore[method-assign]


def _never_saved(*_args: Any, **_kwargs: Any) -> NoReturn:
    """To save it would write what is published over a curator's draft."""
    raise TypeError("A row of a published catalogue is read-only.")


def facts_of(row: ActivityType) -> ActivityFacts:
    """What the recommender needs to know of an activity type that came `with_parts`."""
    return ActivityFacts(
        slug=row.slug,
        base=row.base_slug,
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
