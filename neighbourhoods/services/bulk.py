"""Writing a great many rows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

T = TypeVar("T")

BATCH = 500


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def insert(model: type[models.Model], columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Add rows without making an object of each: `bulk_create` takes six times as long."""
    if not rows:
        return
    names = [connection.ops.quote_name(name) for name in [model._meta.db_table, *columns]]
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {names[0]} ({', '.join(names[1:])}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
