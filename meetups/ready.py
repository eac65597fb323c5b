"""Queries that Django puts into SQL once, for what is asked on page after page.

Putting a query together takes Django some five times as long as asking it, and the SQL of one that
differs in nothing but a key is the same each time. Nothing of what was found is kept: each call
reads the database, and gives what the query set itself would give.
"""

from collections.abc import Callable, Iterable, Sequence
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

R = TypeVar("R")
PLACE = 1_000_000_007
"""Stands in such a query where the key comes; nothing else in it looks like this."""
LARGEST = 2**63 - 1
"""The largest key that a column can hold; an address may name a larger one."""


class Ready(Generic[R]):
    """A query that is asked with a key: of the row itself, or of what it belongs to.

    `wanted` gives the query set, with `PLACE` for the key. It may use all that makes SQL, such as
    `select_related`, `only`, `annotate`, `values_list` and `union`; not `prefetch_related`, for
    which there is `give`, and not a slice. It is called once for each thread, which has a
    connection of its own: threads share nothing here.
    """

    def __init__(self, wanted: Callable[[], QuerySet[Any, R]]) -> None:
        self._wanted = wanted
        self._of_thread = local()

    def __call__(self, key: int | str) -> list[R]:
        """What there is now for this key."""
        if isinstance(key, int) and not -LARGEST <= key <= LARGEST:
            return []
        used = connections[DEFAULT_DB_ALIAS]
        made: _Made | None = getattr(self._of_thread, "made", None)
        if made is None or made.used is not used:
            made = self._of_thread.made = _Made(self._wanted(), used)
        return made.rows(key)

    def first(self, key: int | str) -> R | None:
        """The only row, or the first of them."""
        rows = self(key)
        return rows[0] if rows else None


class _Made:
    """The SQL of a query set on a connection, and which of its columns go where in a row."""

    def __init__(self, wanted: QuerySet[Any, Any], used: Any) -> None:
        self.used, compiler = used, wanted.query.get_compiler(connection=used)
        self.sql, self.values = compiler.as_sql()
        self.compiler, columns = compiler, compiler.select[: compiler.col_count]
        self.converters = compiler.get_converters([column for column, *_more in columns])
        self.model: type[Model] | None = None
        if wanted._iterable_class is not ModelIterable:  # such as of values_list
            return
        shape = compiler.klass_info or {}
        first, last = shape["select_fields"][0], shape["select_fields"][-1]
        self.model, self.own = shape["model"], slice(first, last + 1)
        self.names = [column.target.attname for column, *_more in columns[self.own]]
        self.related = get_related_populators(shape, columns, used.alias)  # type: ignore[call-arg]
        self.annotated = compiler.annotation_col_map or {}

    def rows(self, key: int | str) -> list[Any]:
        values = [key if value in (PLACE, str(PLACE)) else value for value in self.values]
        with self.used.cursor() as cursor:
            cursor.execute(self.sql, values)
            found = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self._row(row) if self.model else tuple(row) for row in found]

    def _row(self, columns: Sequence[Any]) -> Model:
        """As Django's own `ModelIterable` makes it; look there after a step to a new Django."""
        assert self.model
        row: Model = self.model.from_db(self.used.alias, self.names, columns[self.own])
        for related in self.related:
            related.populate(columns, row)
        for name, at in self.annotated.items():
            setattr(row, name, columns[at])
        return row


def has(row: Model, name: str) -> bool:
    """Whether the rows that point to it by this name were read already."""
    return name in getattr(row, "_prefetched_objects_cache", {})


def give(row: Model, name: str, found: Iterable[Any]) -> None:
    """Let a row know the rows that point to it by this name, as `prefetch_related` does."""
    manager, known = getattr(row, name), list(found)
    for other in known:
        manager.field.set_cached_value(other, row)
    rows = manager.get_queryset()
    rows._result_cache, rows._prefetch_done = known, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
