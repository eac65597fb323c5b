"""All rows of one database in another, of either kind: to move a site, and to back it up.

The tables are those of our models; sessions and the cache stay behind, so people sign in anew. What
was copied is read again on both sides and compared: a copy that differs in one value is an error.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import Error, connections, models, transaction
from django.db.migrations.loader import MigrationLoader

from .preparation import UnfitError, first_line

CHUNK = 1000
Model = type[models.Model]


@dataclass(frozen=True)
class Tally:
    """What a table holds: how many rows, and a sum over them that no order changes."""

    rows: int
    checksum: str


@contextmanager
def database_at(config: dict[str, Any], alias: str) -> Iterator[str]:
    """Another database beside ours, by an alias. Raises UnfitError when it does not answer."""
    connections.settings[alias] = connections.configure_settings(
        {**settings.DATABASES, alias: config}
    )[alias]
    try:
        try:
            connections[alias].ensure_connection()
        except Error as error:
            raise UnfitError(f"Cannot open the database ({first_line(error)}).") from error
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


def prepare(alias: str) -> None:
    """Give it our tables, as this version of the program wants them.

    Raises UnfitError for a database that a newer version made.
    """
    loader = MigrationLoader(connections[alias])
    ours = {app.label for app in apps.get_app_configs()}
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    if newer := sorted(f"{app}.{name}" for app, name in unknown if app in ours):
        raise UnfitError(
            f"A newer version of the program made this database ({newer[0]}): "
            "install that version first."
        )
    call_command("migrate", database=alias, interactive=False, verbosity=0, run_syncdb=True)
    call_command("createcachetable", database=alias, verbosity=0)


def tables() -> list[Model]:
    """The models whose rows go along, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model is not Session
    ]


def is_used(alias: str) -> bool:
    """Whether somebody has an account there: then it is no new database."""
    return bool(get_user_model()._base_manager.using(alias).exists())


def copy(source: str, target: str, tell: Callable[[str], None]) -> int:
    """Have in `target` exactly the rows of `source`, all or nothing; returns how many.

    Both have the tables of this version. Raises UnfitError when a table came over differently.
    """
    moved = 0
    with snapshot(source), transaction.atomic(using=target):
        _empty(target)
        for model in tables():
            moved += _copy_table(model, source, target)
        with connections[target].cursor() as cursor:
            for sql in connections[target].ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(sql)
        differing = [
            f"{model._meta.db_table} ({ours.rows} and {theirs.rows} rows)"
            for model in tables()
            if (ours := tally(model, source)) != (theirs := tally(model, target))
        ]
        if differing:
            raise UnfitError(
                f"Not the same after copying, so nothing was kept: {', '.join(differing)}."
            )
    tell(f"{moved} rows in {len(tables())} tables: counts and checksums are equal.")
    return moved


@contextmanager
def snapshot(alias: str) -> Iterator[None]:
    """Read it as it is at one moment, whatever others write meanwhile."""
    connection = connections[alias]
    if connection.vendor != "postgresql":  # a copy of ours, which nobody else writes in
        yield
        return
    with transaction.atomic(using=alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def tally(model: Model, alias: str) -> Tally:
    """What a table holds there. Rows are read one by one."""
    rows, total = 0, 0
    for values in _rows(model, alias):
        plain = json.dumps([_plain(value) for value in values], sort_keys=True, default=str)
        total += int.from_bytes(hashlib.sha256(plain.encode()).digest())
        rows += 1
    return Tally(rows, f"{total % 2**256:064x}")


def _empty(alias: str) -> None:
    connection = connections[alias]
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _copy_table(model: Model, source: str, target: str) -> int:
    """Rows as they are: nothing that saving a row does is done."""
    fields = list(model._meta.concrete_fields)
    names = [field.attname for field in fields]
    done = 0
    batch: list[models.Model] = []
    for values in _rows(model, source):
        batch.append(model.from_db(source, names, values))
        if len(batch) == CHUNK:
            done += _insert(model, batch, fields, target)
            batch = []
    return done + _insert(model, batch, fields, target)


def _insert(model: Model, batch: list[models.Model], fields: list[Any], target: str) -> int:
    size = connections[target].ops.bulk_batch_size(fields, batch) or CHUNK
    rows: Any = model._base_manager  # what it inserts with is not in the types
    for start in range(0, len(batch), size):
        rows._insert(batch[start : start + size], fields, using=target, raw=True)
    return len(batch)


def _rows(model: Model, alias: str) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    return iter(rows.iterator(chunk_size=CHUNK))


def _plain(value: Any) -> Any:
    """A value as it is written in a checksum: the same from both kinds of database."""
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value
