"""Money that an office promises is income in the budget of the team: one row for each promise.

What the team asked is moved, not added to: still asked is what was asked less what was promised.
The rows of the budget are the lock; each is locked before the promise that it belongs to.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from meetups.accounts.models import User
from meetups.initiatives.models import Funding, FundingState, Initiative, Payer
from meetups.initiatives.models.base import CENTS
from meetups.initiatives.services.plan import sync_steps
from meetups.initiatives.services.versions import change

from ..models import Promise


@transaction.atomic
def promise_income(promise: Promise, *, by: User, now: datetime) -> None:
    """Let the budget of the team hold the money of a promise, just before that is saved.

    What the team asked becomes this: the same amount if it is there, else the first that it asked.
    """
    plan, left = promise.initiative, promise.cents or 0
    asked = _free_rows(plan, FundingState.ASKED)
    if not asked:  # the team may have written down already what it heard
        heard = _free_rows(plan, FundingState.PROMISED)
        asked = [row for row in heard if row.cents == left][:1]
    asked = [row for row in asked if row.cents == left][:1] or asked
    whole: list[Funding] = []
    for row in asked:
        part = min(left, row.cents)
        left -= part
        if part == row.cents:
            whole.append(row)
        elif part:
            _set(row, by=by, now=now, cents=row.cents - part)
    for row in whole[1:]:
        row.delete()
    promise.asked_cents = (promise.cents or 0) - left
    cents, state = promise.cents or 0, FundingState.PROMISED
    if whole:
        promise.funding = _set(whole[0], by=by, now=now, cents=cents, state=state)
    else:
        like = _like(asked[0]) if asked else ("", promise.ends_on)
        promise.funding = _add(plan, like, by=by, now=now, cents=cents, state=state)
    sync_steps(initiative=plan, now=now, by=by)


def hold_income(promise: Promise) -> Funding | None:
    """The row of a promise, locked; None when the team removed it or gave it to another payer."""
    return _rows(promise.initiative).filter(promises=promise.pk).first()


@transaction.atomic
def receive_income(row: Funding | None, cents: int, *, by: User, now: datetime) -> None:
    """All that comes is paid."""
    if row is not None:
        _set(row, by=by, now=now, cents=cents, state=FundingState.RECEIVED)


@transaction.atomic
def reopen_income(row: Funding | None, cents: int, *, by: User, now: datetime) -> None:
    """Not all is paid after all: it is still to come."""
    if row is not None:
        _set(row, by=by, now=now, cents=cents, state=FundingState.PROMISED)


@transaction.atomic
def withdraw_income(promise: Promise, row: Funding | None, *, by: User, now: datetime) -> None:
    """What was paid stays; of the rest, what was asked is asked again, and nothing else is left."""
    if row is None:
        return
    plan, paid = promise.initiative, promise.paid_cents
    again = max(0, promise.asked_cents - paid)
    if paid:
        row = _set(row, by=by, now=now, cents=paid, state=FundingState.RECEIVED)
    else:
        Promise.objects.filter(pk=promise.pk).update(funding=None)
    split = [
        other
        for other in _free_rows(plan, FundingState.ASKED)
        if _like(other) == _like(row) and other.pk != row.pk and other.cents + again <= CENTS
    ]
    if again and split:
        _set(split[0], by=by, now=now, cents=split[0].cents + again)
    elif again and paid:
        _add(plan, _like(row), by=by, now=now, cents=again, state=FundingState.ASKED)
    elif again:
        _set(row, by=by, now=now, cents=again, state=FundingState.ASKED)
    if not paid and (split or not again):
        row.delete()
    sync_steps(initiative=plan, now=now, by=by)


def _rows(initiative: Initiative) -> QuerySet[Funding]:
    """What the office pays by the budget of a plan, locked."""
    rows = Funding.objects.select_for_update(of=("self",))
    return rows.filter(initiative=initiative, payer=Payer.OFFICE).order_by("pk")


def _free_rows(initiative: Initiative, state: FundingState) -> list[Funding]:
    """Those that belong to no promise."""
    rows = list(_rows(initiative).filter(state=state))
    held = set(Promise.objects.filter(funding__in=rows).values_list("funding", flat=True))
    return [row for row in rows if row.pk not in held]


def _like(row: Funding) -> tuple[str, date | None]:
    """What the parts of what was one row have in common."""
    return row.name, row.until


def _set(row: Funding, *, by: User, now: datetime, **values: object) -> Funding:
    return change(row, version=row.version, by=by, now=now, **values)


def _add(
    initiative: Initiative,
    like: tuple[str, date | None],
    *,
    by: User,
    now: datetime,
    cents: int,
    state: str,
) -> Funding:
    """Add a row, with the name and the end of the one that it is split from."""
    name, until = like
    row = Funding(
        initiative=initiative,
        payer=Payer.OFFICE,
        name=name,
        cents=cents,
        state=state,
        until=until,
        changed_by=by,
        changed_at=now,
    )
    row.full_clean()
    row.save()
    return row
