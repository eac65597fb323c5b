"""Bringing checked content into the tables: only what differs is written, each with its history."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history

from meetups.suggestions.case_files import add_cases
from meetups.suggestions.content_files import Content
from meetups.suggestions.content_items import (
    ACTIVITY_TYPE_PARTS,
    SITUATION_PARTS,
    Columns,
    Item,
    PartKind,
    activity_type_columns,
    activity_type_item,
    activity_type_parts,
    situation_columns,
    situation_item,
    situation_parts,
    source_columns,
    source_item,
)
from meetups.suggestions.draft import draft_rules, situations_with_parts, with_parts
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    RuleDraft,
    Situation,
    Source,
)
from meetups.suggestions.rule_values import settled
from meetups.suggestions.vocabulary import Status

WHY = "load_catalogue"


@dataclass(slots=True)
class Tally:
    """What happened to the items of one kind, by slug or key."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    """In the tables but not in the files. Activity types among them are drafts from now on."""
    unpublished: list[str] = field(default_factory=list)

    @property
    def touched(self) -> list[str]:
        return self.new + self.changed


@dataclass(frozen=True, slots=True)
class Report:
    """What a load did."""

    sources: Tally
    situations: Tally
    activity_types: Tally
    rules_changed: bool = False

    @property
    def changed_anything(self) -> bool:
        tallies = (self.sources, self.situations, self.activity_types)
        touched = any(tally.touched or tally.unpublished for tally in tallies)
        return touched or self.rules_changed


@transaction.atomic
def load(content: Content, *, now: datetime, why: str = WHY) -> Report:
    """Make the draft say what the content says, all or nothing.

    Nothing is deleted: an activity type that no file names any more is left out of what will be
    published, since plans may rest on it. One load at a time. `why` is noted in the history.
    """
    CatalogueVersion.lock(now=now)
    source_rows = {row.key: row for row in Source.objects.all()}
    situation_rows = {row.slug: row for row in situations_with_parts()}
    type_rows = {row.slug: row for row in with_parts()}

    sources = _rows(Source, content.sources, source_rows, source_item, source_columns, why=why)
    situations = _rows(
        Situation, content.situations, situation_rows, situation_item, situation_columns, why=why
    )
    activity_types = _rows(
        ActivityType,
        content.activity_types,
        type_rows,
        activity_type_item,
        lambda item: activity_type_columns(item, source_rows),
        why=why,
    )
    _parts(
        SITUATION_PARTS,
        {
            slug: situation_parts(content.situations[slug], source_rows)
            for slug in situations.touched
        },
        situation_rows,
        fresh=situations.new,
        why=why,
    )
    _parts(
        ACTIVITY_TYPE_PARTS,
        {
            slug: activity_type_parts(content.activity_types[slug], situation_rows, source_rows)
            for slug in activity_types.touched
        },
        type_rows,
        fresh=activity_types.new,
        why=why,
    )
    for slug in activity_types.absent:
        if save_row(type_rows[slug], {"status": Status.DRAFT.value}, why=why):
            activity_types.unpublished.append(slug)
    add_cases(content.cases, why=why)
    return Report(sources, situations, activity_types, load_rules(content.rules, why=why))


def load_rules(rules: Mapping[str, Any] | None, *, why: str) -> bool:
    """Make these the rules of the draft; whether they were other ones."""
    if rules is None or settled(rules) == settled(draft_rules()):
        return False
    row = RuleDraft.objects.filter(pk=1).first() or RuleDraft(pk=1, version=0)
    row.rules = settled(rules)
    row.version += 1
    row._change_reason = why  # type: ignore[attr-defined]
    row.save()
    return True


def _rows(
    model: type[models.Model],
    items: Mapping[str, Item],
    rows: dict[str, Any],
    item_of: Callable[[Any], Item],
    columns_of: Callable[[Item], Columns],
    *,
    why: str,
) -> Tally:
    """Write the rows that differ from their items; new ones are added to `rows`."""
    tally = Tally(absent=[key for key in rows if key not in items])
    for key, item in items.items():
        if key not in rows:
            tally.new.append(key)
        elif _equal(item_of(rows[key]), item):
            tally.same.append(key)
        else:
            tally.changed.append(key)
            save_row(rows[key], columns_of(item), why=why)
    made = [model(**columns_of(items[key])) for key in tally.new]
    rows |= zip(tally.new, _create(model, made, why=why), strict=True)
    return tally


def _equal(ours: Item, theirs: Item) -> bool:
    """Situations are an object in the files, but their order counts."""
    order = [list(item.get("situations", ())) for item in (ours, theirs)]
    return ours == theirs and order[0] == order[1]


def _parts(
    kinds: Mapping[str, PartKind],
    wanted: Mapping[str, Mapping[str, list[Columns]]],
    parents: Mapping[str, Any],
    *,
    fresh: Collection[str],
    why: str,
) -> None:
    """Make the parts of these parents what is wanted: keep, change, add and delete."""
    for name, kind in kinds.items():
        made: list[models.Model] = []
        for slug, parts in wanted.items():
            parent = parents[slug]
            old = [] if slug in fresh else list(getattr(parent, kind.related_name).all())
            made += _sync(kind, parent, old, parts[name], why=why)
        _create(kind.model, made, why=why)


def _sync(
    kind: PartKind, parent: models.Model, old: list[Any], wanted: Iterable[Columns], *, why: str
) -> list[models.Model]:
    """Change and delete what was there; gives back what is still to be made."""
    by_key = {
        place if kind.key == "order" else getattr(row, kind.key): row
        for place, row in enumerate(old, start=1)
    }
    made = []
    for columns in wanted:
        if row := by_key.pop(columns[kind.key], None):
            save_row(row, columns, why=why)
        else:
            made.append(kind.model(**{kind.parent: parent}, **columns))
    for row in by_key.values():
        row._change_reason = why
        row.delete()
    return made


def save_row(row: Any, columns: Columns, *, why: str) -> bool:
    """Write the columns if any differs; whether it did."""
    if all(getattr(row, name) == value for name, value in columns.items()):
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    row._change_reason = why
    row.save()
    return True


def _create(model: type[models.Model], made: list[models.Model], *, why: str) -> list[Any]:
    return list(bulk_create_with_history(made, model, default_change_reason=why))
