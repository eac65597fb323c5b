"""Bringing planned mail in line with what another room says there must be: many rows at once.

Every move has its condition in the update, so two that reconcile at once do no harm.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Protocol
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, Q, Value, When
from django.db.models.functions import Cast

from ..bell import bell
from ..models import OutboundMessage, State

NOT_WANTED = "no longer wanted"
"""The error of what was superseded here: it comes back when it is wanted again."""
MOST_NOES = 5
"""How often an owner may say no to a message that there must be, before that is the last word."""
CAN_COME_BACK = Q(state__in=[State.SUPERSEDED, State.CANCELLED]) & (
    Q(error=NOT_WANTED) | Q(attempts__lt=MOST_NOES)
)
BATCH = 1000


class Wish(Protocol):
    """A message that there must be."""

    @property
    def kind(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def group_id(self) -> int | None: ...
    @property
    def revision(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...


def post_each(wishes: Iterable[Wish], *, now: datetime, not_before: datetime) -> None:
    """Plan messages that each have times of their own; those that are there already stay.

    None is tried before `not_before`, also when it was due earlier. Rows are written without a
    model for each, which takes ten times as long: in one minute there may be tens of thousands.
    """
    fields = {field.name: field for field in OutboundMessage._meta.concrete_fields}

    def prepared(name: str, value: object) -> Any:
        return fields[name].get_db_prep_save(value, connection)

    moment = lru_cache(maxsize=1000)(partial(prepared, "due_at"))
    message = OutboundMessage(posted_at=now)
    same = {name: prepared(name, getattr(message, name)) for name in fields}
    rows, first = [], None
    for wish in wishes:
        attempt = max(wish.due_at, not_before)
        first = min(first or attempt, attempt)
        row = same | {
            "id": prepared("id", uuid4()),
            "kind": wish.kind,
            "subject_id": wish.subject_id,
            "group_id": wish.group_id,
            "revision": wish.revision,
            "due_at": moment(wish.due_at),
            "next_attempt_at": moment(attempt),
            "expires_at": moment(wish.expires_at),
        }
        rows.append(tuple(row.values()))
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields.values())
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(OutboundMessage._meta.db_table)
    insert = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insert, rows)
    if first is not None and first <= now:
        transaction.on_commit(bell.ring, robust=True)


def replan(wishes: Mapping[str, Wish], *, now: datetime, not_before: datetime) -> int:
    """Give messages the times that they must have, when they are planned or can come back."""
    by_times = defaultdict(list)
    for pk, wish in wishes.items():
        by_times[wish.due_at, wish.expires_at].append(pk)
    if not by_times:
        return 0
    due_at = Case(*(When(pk__in=pks, then=Value(due)) for (due, _e), pks in by_times.items()))
    expires_at = Case(*(When(pk__in=pks, then=Value(e)) for (_d, e), pks in by_times.items()))
    attempt = Case(
        *(When(pk__in=pks, then=Value(max(due, not_before))) for (due, _e), pks in by_times.items())
    )
    moved = OutboundMessage.objects.filter(
        Q(state=State.PLANNED) | CAN_COME_BACK, pk__in=wishes
    ).update(
        state=State.PLANNED,
        ended_at=None,
        error="",
        due_at=_typed(due_at),
        next_attempt_at=_typed(attempt),
        expires_at=_typed(expires_at),
    )
    if moved and any(max(due, not_before) <= now for due, _expires in by_times):
        transaction.on_commit(bell.ring, robust=True)
    return moved


def supersede(pks: list[str], *, now: datetime) -> int:
    """Take out messages that must not be there any more, if they have not left."""
    if not pks:
        return 0
    planned = OutboundMessage.objects.filter(pk__in=pks, state=State.PLANNED)
    return planned.update(state=State.SUPERSEDED, ended_at=now, error=NOT_WANTED)


def put_off(kinds: Iterable[str], *, since: datetime | None, until: datetime) -> int:
    """Try nothing of these kinds from a moment (None: now) to another, but then."""
    found = OutboundMessage.objects.filter(
        kind__in=list(kinds),
        state=State.PLANNED,
        next_attempt_at__lt=until,
    )
    if since is not None:
        found = found.filter(next_attempt_at__gte=since)
    if not found.exists():  # looking costs no lock
        return 0
    return found.update(next_attempt_at=until)


def _typed(case: Case) -> Cast | Case:
    """PostgreSQL takes the values of a Case for text, unless told otherwise."""
    if connection.features.requires_casted_case_in_updates:
        return Cast(case, output_field=DateTimeField())
    return case
