"""Queries whose SQL is put together once.

For a small query Django takes some ten times as long to make the SQL as the database takes to
answer it; a page that asks eight of them waits mostly for that. So a page that people open all day
may prepare its queries: the SQL is made the first time, and after that only the values are filled
in.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Blank(Expression):
    """Where a value comes, by its name; in `__in` as many as there will be."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared:
    """`make` returns the query, as `values_list`, with a `Blank` for each value that differs.

    Its rows come as the database gives them: choose columns with numbers and texts. JSON is text.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._parts: tuple[list[str], list[Any]] | None = None
        """The SQL, cut where a value comes, and these values or their blanks."""

    def rows(self, **values: object) -> list[Any]:
        """What it finds with these values; a collection of none finds nothing."""
        if self._parts is None:
            sql, params = self._make().query.sql_with_params()
            self._parts = sql.split("%s"), list(params)
        texts, blanks = self._parts
        sql = texts[0]
        filled: list[Any] = []
        for param, text in zip(blanks, texts[1:], strict=True):
            value = values[param.name] if isinstance(param, Blank) else param
            if isinstance(value, Collection) and not isinstance(value, str):
                if not value:
                    return []
                sql += ", ".join(["%s"] * len(value)) + text
                filled += value
            else:
                sql += "%s" + text
                filled.append(value)
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return list(cursor.fetchall())
