"""The rules of the draft: read, changed by one curator at a time, and what was changed when.

The row is made at the first change; until then the draft has the rules that we ship. A change says
which version it was made from, so that two curators never undo each other's work unseen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from meetups.accounts.models import User
from meetups.recommender.rules import SHIPPED

from .content_shape import Fault
from .models import ActivityType, CatalogueVersion, RuleDraft
from .rule_bounds import faults_of_rules
from .rule_values import LISTS, NUMBERS, TEXTS, Rules, settled, value_of, with_values

KEYS = (*NUMBERS, *LISTS, *TEXTS)
WHY_LENGTH = 100
"""What the kept history has room for."""
SHOWN_AT_MOST = 100


class ChangedMeanwhileError(Exception):
    """Someone else changed the rules after this version was opened."""


class FaultyRulesError(Exception):
    """These rules cannot be used. `faults` have keys of rules as paths."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Opened:
    """The rules of the draft. `stamp` names this version: it is another after every change."""

    rules: Rules
    stamp: int


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Saved:
    """One time that the rules were changed, who did it and why."""

    when: datetime
    who: str
    why: str
    changes: tuple[Change, ...]


def opened() -> Opened:
    """The rules as they are in the draft now."""
    last = RuleDraft.history.order_by("-history_id").first()
    row = RuleDraft.objects.filter(pk=1).first()
    return Opened(settled(row.rules if row else SHIPPED.data), last.history_id if last else 0)


def rules_at(stamp: int) -> Rules:
    """What someone saw who opened this version; those that we ship for one that is unknown."""
    record = RuleDraft.history.filter(history_id=stamp).first()
    return settled(record.rules if record else SHIPPED.data)


def differences(before: Rules, after: Rules) -> list[Change]:
    """Which values differ. The order of a list says nothing."""
    found = []
    for key in KEYS:
        old, new = value_of(before, key), value_of(after, key)
        if old != new and (key not in LISTS or set(old) != set(new)):
            found.append(Change(key, old, new))
    return found


@transaction.atomic
def change_rules(
    *, values: Mapping[str, Any], stamp: int, by: User, why: str, now: datetime
) -> list[Change]:
    """Change these values in the draft, with a reason. Returns what differs by it.

    Raises ChangedMeanwhileError, or FaultyRulesError; then nothing is changed.
    """
    CatalogueVersion.lock(now=now)
    current = opened()
    if current.stamp != stamp:
        raise ChangedMeanwhileError
    fresh = with_values(current.rules, values)
    changes = differences(current.rules, fresh)
    formats = set(ActivityType.objects.values_list("slug", flat=True))
    if faults := faults_of_rules(fresh, formats=formats):
        raise FaultyRulesError(faults)
    if changes:
        row = RuleDraft.objects.filter(pk=1).first() or RuleDraft(pk=1, version=0)
        row.rules = with_values(current.rules, {c.key: c.after for c in changes})
        row.version += 1
        row._history_user = by  # type: ignore[attr-defined]
        row._change_reason = why  # type: ignore[attr-defined]
        row.full_clean()
        row.save()
    return changes


def log() -> list[Saved]:
    """What was changed when, the latest first."""
    latest = RuleDraft.history.select_related("history_user").order_by("-history_id")
    return list(_saved(list(latest[: SHOWN_AT_MOST + 1])))[:SHOWN_AT_MOST]


def _saved(records: list[Any]) -> Iterator[Saved]:
    """Each record against the one before it; the first against what we ship."""
    rules = [settled(record.rules) for record in records] + [settled(SHIPPED.data)]
    for record, (after, before) in zip(records, pairwise(rules), strict=True):
        yield Saved(
            when=record.history_date,
            who=str(record.history_user or ""),
            why=record.history_change_reason or "",
            changes=tuple(differences(before, after)),
        )
