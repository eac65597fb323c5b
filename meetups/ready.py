"""Queries that Django puts into SQL once, for what is asked on page after page.

Putting a query together takes Django some five times as long as asking it, and the SQL of one that
differs in nothing but some values is the same each time. Nothing of what was found is kept: each
call reads the database, and gives what the query set itself would give.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

R = TypeVar("R")
LARGEST = 2**63 - 1
"""The largest number that a column can hold; an address may name a larger one."""
NOTHING = timedelta()


class Blank(Expression):
    """Where a value comes, by its name; in `__in` as many as there will be.

    From a moment may be reckoned: `Blank("now") - timedelta(days=2)`.
    """

    def __init__(self, name: str, off: timedelta = NOTHING) -> None:
        super().__init__()
        self.name, self.off = name, off

    def __add__(self, other: timedelta) -> "Blank":  # type: ignore[override]
        return Blank(self.name, self.off + other)

    def __sub__(self, other: timedelta) -> "Blank":  # type: ignore[override]
        return self + -other

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Ready(Generic[R]):
    """A query that is asked with values by name: `_steps_of(plan=1)`.

    `wanted` gives the query set, with a `Blank` wherever a value differs. It may use all that makes
    SQL, such as `select_related`, `only`, `annotate`, `values_list`, `union` and a slice of a fixed
    length; not `prefetch_related`, for which there is `give`. It is called once for each thread,
    which has a connection of its own: threads share nothing here.
    """

    def __init__(self, wanted: Callable[[], QuerySet[Any, R]]) -> None:
        self._wanted = wanted
        self._of_thread = local()

    def __call__(self, **values: object) -> list[R]:
        """What there is for these values. A collection of none finds nothing."""
        used = connections[DEFAULT_DB_ALIAS]
        made: _Made | None = getattr(self._of_thread, "made", None)
        if made is None or made.used is not used:
            made = self._of_thread.made = _Made(self._wanted(), used)
        return made.rows(values)

    def first(self, **values: object) -> R | None:
        """The only row, or the first of them."""
        rows = self(**values)
        return rows[0] if rows else None


class _Made:
    """The SQL of a query set on a connection, and which of its columns go where in a row."""

    def __init__(self, wanted: QuerySet[Any, Any], used: Any) -> None:
        self.used, compiler = used, wanted.query.get_compiler(connection=used)
        self.sql, values = compiler.as_sql()
        self.values = list(values)
        self.blanks = [(at, one) for at, one in enumerate(values) if isinstance(one, Blank)]
        self.names = {blank.name for _at, blank in self.blanks}
        columns = compiler.select[: compiler.col_count]
        converters = compiler.get_converters([column for column, *_more in columns])
        self.converters = list(converters.items())
        self.model: type[Model] | None = None
        if wanted._iterable_class is not ModelIterable:  # such as of values_list
            return
        shape = compiler.klass_info or {}
        first, last = shape["select_fields"][0], shape["select_fields"][-1]
        self.model, self.own = shape["model"], slice(first, last + 1)
        self.columns = [column.target.attname for column, *_more in columns[self.own]]
        self.related = get_related_populators(shape, columns, used.alias)  # type: ignore[call-arg]
        self.annotated = compiler.annotation_col_map or {}

    def rows(self, given: Mapping[str, Any]) -> list[Any]:
        if given.keys() != self.names:
            raise TypeError(f"This query is asked with {sorted(self.names)}.")
        filled = self._filled(given)
        if filled is None:
            return []
        with self.used.cursor() as cursor:
            cursor.execute(*filled)
            found = cursor.fetchall()
        if self.converters:
            found = [self._converted(row) for row in found]
        return [self._row(row) if self.model else tuple(row) for row in found]

    def _filled(self, given: Mapping[str, Any]) -> tuple[str, list[Any]] | None:
        """The SQL with these values; None when no row can have them."""
        values, lists = self.values.copy(), dict[int, list[Any]]()
        for at, blank in self.blanks:
            value = given[blank.name]
            is_list = isinstance(value, Collection) and not isinstance(value, str)
            fit = [
                self._adapted(one, blank) for one in (value if is_list else [value]) if _fits(one)
            ]
            if not fit:
                return None
            values[at] = fit[0]
            if is_list:
                lists[at] = fit
        if not lists:
            return self.sql, values
        groups = [lists.get(at, [value]) for at, value in enumerate(values)]
        marks = [", ".join(["%s"] * len(group)) for group in groups]
        texts = zip(self.sql.split("%s"), [*marks, ""], strict=True)
        return "".join(text + mark for text, mark in texts), [*chain.from_iterable(groups)]

    def _adapted(self, value: Any, blank: Blank) -> Any:
        """As the database takes it; SQLite has days and moments as text."""
        if isinstance(value, datetime):
            return self.used.ops.adapt_datetimefield_value(value + blank.off)
        if isinstance(value, date):
            return self.used.ops.adapt_datefield_value(value + blank.off)
        return value

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
        row: Model = self.model.from_db(self.used.alias, self.columns, columns[self.own])
        for related in self.related:
            related.populate(columns, row)
        for name, at in self.annotated.items():
            setattr(row, name, columns[at])
        return row


def _fits(value: object) -> bool:
    return not isinstance(value, int) or abs(value) <= LARGEST


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
