"""A reference to a format that is always read as published, never as a curator's draft of it.

The tables of formats are the draft of the next edition. What rests on a format, such as a plan,
keeps the key of its row, but shows the words and numbers that are published; and when the format is
no longer published, those of the edition that the plan was made with.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from .models import ActivityType
from .models.overlays import municipality_of
from .queries import CatalogueSnapshot, catalogue, catalogue_of_office, edition


def published(wanted: Iterable[tuple[int, int]]) -> dict[int, ActivityType]:
    """Formats by their keys, each wanted with the number of an edition that it was in.

    One query when all are published now. One that is in neither edition is not among them.
    """
    known, found = catalogue(), dict[int, ActivityType]()
    for key, number in wanted:
        row = known.by_key.get(key)
        if row is None and (then := edition(number)):
            row = then.by_key.get(key)
        if row is not None:
            found[key] = row
    return found


Wanted = tuple[int, int, str, str, str]
"""Key of the national format, edition, key of the municipality's own, and the name that it had."""


def _wanted(row: Any, name: str) -> Wanted:
    own = [getattr(row, each, "") for each in ("local_format", "local_name_nl", "local_name_en")]
    return getattr(row, name), row.catalogue_version, own[0], own[1], own[2]


def published_or_own(wanted: Iterable[Wanted]) -> dict[Wanted, ActivityType]:
    """What stands for each: the format of the municipality, if one is named, else the national one.

    When that of the municipality is gone, the national one by the name that was kept. One query
    for the national ones, and one more for each municipality.
    """
    asked = list(wanted)
    national = published(sorted({each[:2] for each in asked}))
    here = {
        code: catalogue_of_office(code).own
        for code in {municipality_of(e[2]) for e in asked}
        if code
    }
    found: dict[Wanted, ActivityType] = {}
    for each in asked:
        key, _number, own, name_nl, name_en = each
        row = here.get(municipality_of(own), {}).get(own) or national.get(key)
        if row is not None:
            found[each] = _named(row, name_nl, name_en) if own and not row.base_slug else row
    return found


def published_in(known: CatalogueSnapshot, row: Any, name: str) -> None:
    """Give a row the format that it rests on, out of a catalogue that a page has read already.

    Only where that is all there is to it; else the row asks for it as ever.
    """
    own, found = getattr(row, "local_format", ""), known.by_key.get(getattr(row, f"{name}_id"))
    if found is not None and not own:
        setattr(row, name, found)


def _named(row: ActivityType, name_nl: str, name_en: str) -> ActivityType:
    named = copy(row)
    named.name_nl, named.name_en = name_nl, name_en
    return named


class PublishedDescriptor(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Reads from the catalogue in memory where Django would read the table."""

    def get_object(self, instance: Any) -> Any:
        wanted = _wanted(instance, self.field.attname)
        return published_or_own([wanted]).get(wanted) or super().get_object(instance)

    def get_prefetch_querysets(
        self, instances: Sequence[Any], querysets: Any = None
    ) -> tuple[Any, Any, Any, bool, str, bool]:
        """All of a list at once; rows of the table only for what no edition holds."""
        if querysets:
            return super().get_prefetch_querysets(list(instances), querysets)
        name = self.field.attname
        wanted = {_wanted(row, name) for row in instances}
        found = published_or_own(sorted(wanted))
        rest = {each[0] for each in wanted - found.keys()}
        table = ActivityType.objects.in_bulk(rest) if rest else {}
        found |= {each: table[each[0]] for each in wanted - found.keys() if each[0] in table}
        # One row may stand for several, so what is matched is the place in this list.
        rows, places = list(found.values()), {each: place for place, each in enumerate(found)}
        at = iter(range(len(rows)))

        def key_of(_row: Any) -> Any:
            return next(at)

        def key_in(instance: Any) -> Any:
            return places.get(_wanted(instance, name))

        return rows, key_of, key_in, True, self.field.cache_name, False


class PublishedKey(models.ForeignKey[ActivityType, ActivityType]):
    """To a format, from a model that keeps its `catalogue_version`, and may keep `local_format`
    with `local_name_nl` and `local_name_en` when an office made its own of that format.

    For a list use `prefetch_related`, not `select_related`: that would read the draft.
    """

    forward_related_accessor_class = PublishedDescriptor

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
