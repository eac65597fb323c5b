"""Who changed what in a row of the catalogue and its parts, read from the kept history."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import models

from meetups.columns import CodesField
from meetups.suggestions.content_items import PartKind

SHOWN_AT_MOST = 500
_UNSEEN = {"id", "order"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One column before and after."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row added (+), changed (~) or removed (-)."""

    when: datetime
    who: str
    why: str
    kind: str
    what: str
    row: str
    differences: tuple[Difference, ...]


def changes_of(row: models.Model, parts: Collection[PartKind]) -> list[Change]:
    """Changes of a row and its parts, those removed since too, the latest first."""
    found = list(_changes(type(row), pk=row.pk))
    for part in parts:
        found += _changes(part.model, **{f"{part.parent}_id": row.pk})
    return sorted(found, key=lambda change: change.when, reverse=True)[:SHOWN_AT_MOST]


def _changes(model: Any, **of: Any) -> Iterator[Change]:
    if "pk" in of:
        of = {model._meta.pk.attname: of["pk"]}
    foreign = [f.name for f in model._meta.concrete_fields if f.is_relation]
    records = (
        model.history.filter(**of)
        .select_related("history_user", *foreign)
        .order_by("id", "history_date", "history_id")
    )
    for _row, versions in groupby(records, key=lambda record: record.id):
        before = None
        for record in versions:
            differences = tuple(_differences(model, before, record)) if before else ()
            if differences or record.history_type != "~":
                yield Change(
                    when=record.history_date,
                    who=str(record.history_user or ""),
                    why=record.history_change_reason or "",
                    kind=record.history_type,
                    what=str(model._meta.verbose_name),
                    row=str(record.instance),
                    differences=differences,
                )
            before = record


def _differences(model: Any, before: Any, after: Any) -> Iterator[Difference]:
    for field in model._meta.concrete_fields:
        if field.name in _UNSEEN:
            continue
        if getattr(before, field.attname) != getattr(after, field.attname):
            label = str(field.verbose_name)
            yield Difference(label, _in_words(before, field), _in_words(after, field))


def _in_words(record: Any, field: Any) -> str:
    value = getattr(record, field.name)
    if isinstance(field, CodesField):
        return ", ".join(field.labels(value))
    return str(dict(field.flatchoices).get(value, "" if value is None else value))
