"""Changing a row that others may be changing too: nobody overwrites another unseen."""

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from meetups.accounts.models import User

from ..models.base import Versioned
from .errors import ChangedMeanwhileError

Row = TypeVar("Row", bound=Versioned)


@transaction.atomic
def change(row: Row, *, version: int, by: User, now: datetime, **values: object) -> Row:
    """Set `values`, provided the row still has `version`; returns it as it is then.

    Raises ValidationError, by field, for what may not be; ChangedMeanwhileError with the row as
    it is now when someone else was quicker.
    """
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=_unchanged(row, set(values)))
    row.validate_constraints()
    values = {name: getattr(row, name) for name in values}
    model = type(row)
    changed = model._default_manager.filter(pk=row.pk, version=version).update(
        **values, version=F("version") + 1, changed_by=by, changed_at=now
    )
    fresh = model._default_manager.select_related("changed_by").get(pk=row.pk)
    if not changed:
        raise ChangedMeanwhileError(fresh)
    return fresh


def _unchanged(row: Versioned, names: set[str]) -> set[str]:
    return {field.name for field in row._meta.fields} - names
