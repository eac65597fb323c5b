"""Queries that Django puts into SQL once, for what is asked on page after page.

Putting a query together takes Django some five times as long as asking it, and the SQL of one that
differs in nothing but its keys and the time is the same each time. Nothing of what was found is
kept: each call reads the database, and gives what the query set itself would give.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

R = TypeVar("R")
PLACES = (1_000_000_007, 1_000_000_009, 1_000_000_021, 1_000_000_033)
"""Stand in such a query where keys come: the first, the second... Nothing else looks like these."""
PLACE = PLACES[0]
MOMENT = datetime(1971, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
"""Stands for now; what a query reckons from it may lie so far off:"""
AROUND = timedelta(days=800)
LARGEST = 2**63 - 1
"""The largest key that a column can hold; an address may name a larger one."""


class Ready(Generic[R]):
    """A query that is asked with keys: of the row itself, or of what it belongs to.

    `wanted` gives the query set, with `PLACE` for the key (`PLACES` when there are more), as text
    where the column is text, and with `MOMENT` for the time, if that matters. It may use all that
    makes SQL, such as `select_related`, `only`, `annotate`, `values_list`, `union` and a slice of a
    fixed length; not `prefetch_related`, for which there is `give`, nor days reckoned from now. It
    is called once for each thread, which has a connection of its own: threads share nothing here.
    """

    def __init__(self, wanted: Callable[[], QuerySet[Any, R]]) -> None:
        self._wanted = wanted
        self._of_thread = local()

    def __call__(self, *keys: int | str, now: datetime | None = None) -> list[R]:
        """What there is for these keys. `now`: only for a query in which `MOMENT` stands."""
        if any(isinstance(key, int) and abs(key) > LARGEST for key in keys):
            return []
        used = connections[DEFAULT_DB_ALIAS]
        made: _Made | None = getattr(self._of_thread, "made", None)
        if made is None or made.used is not used:
            made = self._of_thread.made = _Made(self._wanted(), used)
        return made.rows(keys, now)

    def first(self, *keys: int | str, now: datetime | None = None) -> R | None:
        """The only row, or the first of them."""
        rows = self(*keys, now=now)
        return rows[0] if rows else None


class _Made:
    """The SQL of a query set on a connection, and which of its columns go where in a row."""

    def __init__(self, wanted: QuerySet[Any, Any], used: Any) -> None:
        self.used, compiler = used, wanted.query.get_compiler(connection=used)
        self.sql, values = compiler.as_sql()
        self.values = list(values)
        self.keys = [(at, key) for at, value in enumerate(values) if (key := _key(value)) >= 0]
        self.moments = [(at, off) for at, value in enumerate(values) if (off := _off(value))]
        columns = compiler.select[: compiler.col_count]
        converters = compiler.get_converters([column for column, *_more in columns])
        self.converters = list(converters.items())
        self.model: type[Model] | None = None
        if wanted._iterable_class is not ModelIterable:  # such as of values_list
            return
        shape = compiler.klass_info or {}
        first, last = shape["select_fields"][0], shape["select_fields"][-1]
        self.model, self.own = shape["model"], slice(first, last + 1)
        self.names = [column.target.attname for column, *_more in columns[self.own]]
        self.related = get_related_populators(shape, columns, used.alias)  # type: ignore[call-arg]
        self.annotated = compiler.annotation_col_map or {}

    def rows(self, keys: Sequence[int | str], now: datetime | None) -> list[Any]:
        values = self.values.copy()
        for at, key in self.keys:
            values[at] = keys[key]
        for at, (off,) in self.moments:
            assert now
            values[at] = self.used.ops.adapt_datetimefield_value(now + off)
        with self.used.cursor() as cursor:
            cursor.execute(self.sql, values)
            found = cursor.fetchall()
        if self.converters:
            found = [self._converted(row) for row in found]
        return [self._row(row) if self.model else tuple(row) for row in found]

    def _converted(self, columns: Sequence[Any]) -> Sequence[Any]:
        """As `SQLCompiler.apply_converters` does; a compiler is too large to keep."""
        values = list(columns)
        for at, (converters, column) in self.converters:
            for convert in converters:
                values[at] = convert(values[at], column, self.used)
        return values

    def _row(self, columns: Sequence[Any]) -> Model:
        """As Django's own `ModelIterable` makes it; look there after a step to a new Django."""
        assert self.model
        row: Model = self.model.from_db(self.used.alias, self.names, columns[self.own])
        for related in self.related:
            related.populate(columns, row)
        for name, at in self.annotated.items():
            setattr(row, name, columns[at])
        return row


def _key(value: object) -> int:
    """Which of the keys comes here, from 0; -1 when none does."""
    found = [at for at, place in enumerate(PLACES) if value in (place, str(place))]
    return found[0] if found else -1


def _off(value: object) -> tuple[timedelta] | None:
    """How far off now it is, when it is reckoned from `MOMENT`. SQLite has moments as text."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            return None
    if isinstance(value, datetime) and abs(value - MOMENT) <= AROUND:
        return (value - MOMENT,)
    return None


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
