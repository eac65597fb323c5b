"""Sealing anew, with the newest key, what an older one sealed: then the older one can go.

A row at a time, each only if it is still as it was read, so the site can go on meanwhile. Stopped
halfway it loses nothing: run again, it passes over what is done.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from meetups.sealing import UnsealError, is_newest, seal, unseal

ROWS = 200


class Outcome(StrEnum):
    """What became of a row."""

    RESEALED = "resealed"
    SAME = "already so"
    GONE = "erased meanwhile"
    TWICE = "of someone who is there twice"
    """Its digest would be that of another row, so it keeps the one by the older key."""
    UNREADABLE = "unreadable"
    """None of our keys opens it: one that is still needed was taken out."""


def sealed_models() -> list[type[models.Model]]:
    """Tables with something sealed. Each says which columns, and about what, in `SEALED`."""
    return [model for model in apps.get_models() if getattr(model, "SEALED", None)]


def reseal() -> dict[str, Counter[Outcome]]:
    """Bring every row to the newest key; returns by table what became of its rows."""
    return {
        model._meta.label: Counter(_reseal(row) for row in _rows(model))
        for model in sealed_models()
    }


def _rows(model: type[models.Model]) -> Iterator[models.Model]:
    """All rows, a few at a time, so that no long reading holds anything up."""
    after = 0
    while rows := list(model._default_manager.filter(pk__gt=after).order_by("pk")[:ROWS]):
        yield from rows
        after = rows[-1].pk


def _reseal(row: models.Model) -> Outcome:
    """Write what the newest key makes of a row; read it anew when someone changed it meanwhile."""
    model = type(row)
    while True:
        try:
            fresh, digests = _fresh(row), _fresh_digests(row)
        except UnsealError:
            return Outcome.UNREADABLE
        if not fresh and not digests:
            return Outcome.SAME
        try:
            if _write(row, fresh | digests):
                return Outcome.RESEALED
        except IntegrityError:
            if _write(row, fresh):
                return Outcome.TWICE
        found = model._default_manager.filter(pk=row.pk).first()
        if found is None:
            return Outcome.GONE
        row = found


def _fresh(row: models.Model) -> dict[str, Any]:
    """The columns that an older key sealed, sealed anew. Raises UnsealError."""
    sealed: dict[str, str] = row.SEALED  # type: ignore[attr-defined]
    return {
        column: seal(unseal(getattr(row, column), about=about), about=about)
        for column, about in sealed.items()
        if getattr(row, column) and not is_newest(getattr(row, column), about=about)
    }


def _fresh_digests(row: models.Model) -> dict[str, Any]:
    """The digests that an older key made, made anew. Raises UnsealError."""
    made: dict[str, str] = row.keyed_digests() if hasattr(row, "keyed_digests") else {}
    return {column: digest for column, digest in made.items() if getattr(row, column) != digest}


@transaction.atomic
def _write(row: models.Model, fresh: dict[str, Any]) -> bool:
    """Write columns if they are still as they were read."""
    read = {column: _plain(getattr(row, column)) for column in fresh}
    same = type(row)._default_manager.filter(pk=row.pk, **read)
    return not fresh or same.update(**fresh) == 1


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
