"""Writing records, and erasing them when their time is over."""

from datetime import datetime, timedelta

from django.db import models

from .models import Act, Record

YEAR = timedelta(days=365)
DECISIONS = 7 * YEAR
"""Decisions and money: as long as a municipality keeps the papers of a subsidy."""
DOINGS = YEAR
"""The rest: BIO2 asks for half a year at least."""
RETENTION = {
    Act.DECISION: DECISIONS,
    Act.PROMISE: DECISIONS,
    Act.PAYMENT: DECISIONS,
    Act.BUDGET: DECISIONS,
    Act.CATALOGUE: DECISIONS,
    Act.EXPORT: DOINGS,
    Act.ACCESS: DOINGS,
    Act.MEMBER: DOINGS,
    Act.ROLE: DOINGS,
    Act.OFFICE: DOINGS,
    Act.INTRODUCTION: DOINGS,
}


def record(
    act: Act,
    *,
    by: int | None,
    now: datetime,
    office: str = "",
    about: models.Model | None = None,
    **details: str | int | bool | None,
) -> None:
    """Add a record, in the transaction of what it tells.

    `by`: the number of a user. `office`: the code of its municipality. `details`: codes and
    numbers, never names or texts of people.
    """
    Record.objects.create(
        at=now,
        act=act,
        by=by,
        office=office,
        object_kind=about._meta.label_lower if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        details=details,
    )


def erase_old(*, now: datetime) -> int:
    """Erase what was kept long enough; returns how many records."""
    return sum(
        models.QuerySet(Record).filter(act=act, at__lt=now - kept).delete()[0]
        for act, kept in RETENTION.items()
    )
