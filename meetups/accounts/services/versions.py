"""Changing a setting that others may be changing too: nobody overwrites another unseen."""

from datetime import datetime
from typing import Any

from django.db.models import F

from ..models import User
from ..models.versioned import VersionedSetting


class ChangedMeanwhileError(Exception):
    """Someone else changed the row since it was read.

    `row` is how it is now, with who changed it; None when it is gone.
    """

    def __init__(self, row: Any) -> None:
        super().__init__("changed meanwhile")
        self.row = row


def claim(row: VersionedSetting, *, version: int, by: User, now: datetime) -> None:
    """Take the turn to save a row, provided that it still has the `version` that they saw.

    In the transaction that saves the row afterwards: until that is over, all others who claim it
    wait, and then hear that they come second. Raises ChangedMeanwhileError.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    claimed = rows.filter(version=version).update(
        version=F("version") + 1, changed_by=by, changed_at=now
    )
    if not claimed:
        raise ChangedMeanwhileError(rows.select_related("changed_by").first())
    row.version, row.changed_by, row.changed_at = version + 1, by, now
