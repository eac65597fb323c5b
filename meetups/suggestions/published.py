"""A reference to a format that is always read as published, never as a curator's draft of it.

The tables of formats are the draft of the next edition. What rests on a format, such as a plan,
keeps the key of its row, but shows the words and numbers that are published; and when the format is
no longer published, those of the edition that the plan was made with.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from .models import ActivityType
from .queries import catalogue, edition


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


class PublishedDescriptor(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Reads from the catalogue in memory where Django would read the table."""

    def get_object(self, instance: Any) -> Any:
        key = getattr(instance, self.field.attname)
        row = published([(key, instance.catalogue_version)]).get(key)
        return row or super().get_object(instance)

    def get_prefetch_querysets(
        self, instances: Sequence[Any], querysets: Any = None
    ) -> tuple[Any, Any, Any, bool, str, bool]:
        """All of a list at once; rows of the table only for what no edition holds."""
        if querysets:
            return super().get_prefetch_querysets(list(instances), querysets)
        name = self.field.attname
        wanted = {(getattr(row, name), row.catalogue_version) for row in instances}
        found = published(sorted(wanted))
        rest = {key for key, _number in wanted} - found.keys()
        rows = [*found.values(), *(ActivityType.objects.filter(pk__in=rest) if rest else ())]

        def key_of(row: Any) -> Any:
            return row.pk

        def key_in(instance: Any) -> Any:
            return getattr(instance, name)

        return rows, key_of, key_in, True, self.field.cache_name, False


class PublishedKey(models.ForeignKey[ActivityType, ActivityType]):
    """To a format, from a model that keeps its `catalogue_version`.

    For a list use `prefetch_related`, not `select_related`: that would read the draft.
    """

    forward_related_accessor_class = PublishedDescriptor

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
