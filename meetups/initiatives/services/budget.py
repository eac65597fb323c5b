"""Lines of the budget and money that comes in: added, changed and removed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User

from ..models import BudgetLine, EventKind, Funding, Initiative, Receipt
from .errors import ChangedMeanwhileError, PlanError
from .plan import sync_steps
from .receipts import drop_receipts
from .record import note
from .versions import change

Money = BudgetLine | Funding
MOST_ROWS = 100
TWICE = timedelta(seconds=10)
"""The same thing by the same person within this time is a button pressed twice."""


@transaction.atomic
def add_money(*, row: Money, by: User, now: datetime) -> None:
    """Add a line, or money that comes in. Pressed twice, it is added once.

    Raises ValidationError by field; PlanError when there are too many.
    """
    Initiative.objects.select_for_update().get(pk=row.initiative_id)
    row.changed_by, row.changed_at = by, now
    row.full_clean()
    others = type(row)._default_manager.filter(initiative=row.initiative)
    if others.filter(**_content(row), changed_by=by, changed_at__gt=now - TWICE).exists():
        return
    if others.count() >= MOST_ROWS:
        raise PlanError(_("There is no room for more. Put some of it together."))
    row.save()
    _tell(row, by=by, now=now)


@transaction.atomic
def change_money(*, row: Money, version: int, by: User, now: datetime, **values: object) -> None:
    """Change it. Raises as `versions.change` does."""
    _tell(change(row, version=version, by=by, now=now, **values), by=by, now=now)


@transaction.atomic
def remove_money(*, row: Money, version: int, by: User, now: datetime) -> None:
    """Remove it, and its receipts. Raises ChangedMeanwhileError when others were quicker."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    fresh = rows.select_for_update().first()
    if fresh is None:
        return
    if fresh.version != version:
        raise ChangedMeanwhileError(rows.select_related("changed_by").get())
    if isinstance(row, BudgetLine):
        drop_receipts(Receipt.objects.filter(line=row))
    rows.delete()
    _tell(row, by=by, now=now)


def _content(row: Money) -> dict[str, object]:
    """What people filled in."""
    if isinstance(row, BudgetLine):
        names = ("name", "planned_cents", "spent_cents", "payer")
    else:
        names = ("payer", "name", "cents", "state", "until")
    return {name: getattr(row, name) for name in names}


def _tell(row: Money, *, by: User, now: datetime) -> None:
    """Money of the municipality brings its rules along, so the steps follow."""
    note(row.initiative, EventKind.MONEY_CHANGED, by=by, now=now, subject=str(row))
    sync_steps(initiative=row.initiative, now=now, by=by)
