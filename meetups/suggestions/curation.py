"""What a curator's work does to the catalogue: publish, unpublish, and settle what was saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from meetups.suggestions.content_check import (
    faults_of_activity_type,
    faults_of_situation,
)
from meetups.suggestions.content_items import (
    ACTIVITY_TYPE_PARTS,
    SITUATION_PARTS,
    activity_type_item,
    situation_item,
)
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    Situation,
    SituationFit,
    Source,
)
from meetups.suggestions.models.base import LAST
from meetups.suggestions.queries import situations_with_parts, with_parts
from meetups.suggestions.vocabulary import Condition, Status


def faults_before_publishing(activity_type: ActivityType) -> list[Fault]:
    """What must be put right before this activity type may be shown and advised."""
    fresh = with_parts().get(pk=activity_type.pk)
    return faults_of_activity_type(
        activity_type_item(fresh) | {"status": Status.PUBLISHED.value},
        situations=set(Situation.objects.values_list("slug", flat=True)),
        sources=set(Source.objects.values_list("key", flat=True)),
    )


@transaction.atomic
def publish(*, activity_type: ActivityType, now: datetime) -> list[Fault]:
    """Take it up in the next edition, unless something is missing: then the faults come back."""
    faults = faults_before_publishing(activity_type)
    if not faults:
        _change_status(activity_type, Status.PUBLISHED, now=now)
    return faults


@transaction.atomic
def unpublish(*, activity_type: ActivityType, now: datetime) -> None:
    """Leave it out of the next edition; plans that rest on it keep it."""
    _change_status(activity_type, Status.DRAFT, now=now)


def _change_status(activity_type: ActivityType, status: Status, *, now: datetime) -> None:
    if activity_type.status != status:
        activity_type.status = status
        activity_type.save(update_fields=["status"])


@transaction.atomic
def settle_activity_type(*, activity_type: ActivityType, now: datetime) -> list[Fault]:
    """Finish what was saved by hand: all seven conditions, and parts numbered.

    The status stays what the curator chose. Of one that is meant for the next edition, what must
    be put right first comes back: with it, no edition is made (`editions.publish_draft`).
    """
    given = set(activity_type.conditions.values_list("condition", flat=True))
    for place, condition in enumerate(Condition.values, start=1):
        if condition not in given:
            ContactCondition.objects.create(
                activity_type=activity_type, order=place, condition=condition
            )
    for kind in ACTIVITY_TYPE_PARTS.values():
        _number(kind.model._default_manager.filter(activity_type=activity_type))
    if activity_type.status != Status.PUBLISHED:
        return []
    return faults_before_publishing(activity_type)


@transaction.atomic
def settle_situation(*, situation: Situation, now: datetime) -> list[Fault]:
    """Finish what was saved by hand; what is wrong with it comes back."""
    for kind in SITUATION_PARTS.values():
        _number(kind.model._default_manager.filter(situation=situation))
    fresh = situations_with_parts().get(pk=situation.pk)
    sources = set(Source.objects.values_list("key", flat=True))
    return faults_of_situation(situation_item(fresh), sources=sources)


@dataclass(frozen=True, slots=True)
class FitChange:
    """Another strength in one cell of the matrix; None: nothing said. Keys are those of rows."""

    activity_type: int
    situation: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class RefusedFit:
    """A cell that stays as it is, which is `now`.

    changed: someone else was first. reason: its reason would be lost. gone: so is the format.
    """

    change: FitChange
    why: Literal["changed", "reason", "gone"]
    now: int | None


@transaction.atomic
def set_fits(*, changes: Iterable[FitChange], why: str, now: datetime) -> list[RefusedFit]:
    """Save these cells and no other; those that cannot be come back. Reasons stay as they are."""
    CatalogueVersion.lock(now=now)
    wanted = list(changes)
    types = {change.activity_type for change in wanted}
    there = set(ActivityType.objects.filter(pk__in=types).values_list("pk", flat=True))
    situations = set(Situation.objects.values_list("pk", flat=True))
    rows = SituationFit.objects.filter(activity_type__in=there)
    fits = {(row.activity_type_id, row.situation_id): row for row in rows}
    last = dict.fromkeys(there, 0)
    for row in fits.values():
        last[row.activity_type_id] = max(last[row.activity_type_id], min(row.order, LAST - 1))
    refused = []
    for change in wanted:
        fit = fits.get((change.activity_type, change.situation))
        current = fit.strength if fit else None
        if change.activity_type not in there or change.situation not in situations:
            refused.append(RefusedFit(change, "gone", None))
        elif current == change.after:
            continue
        elif current != change.before:
            refused.append(RefusedFit(change, "changed", current))
        elif change.after is not None:
            if fit is None:
                last[change.activity_type] += 1
                fit = SituationFit(
                    activity_type_id=change.activity_type,
                    situation_id=change.situation,
                    order=last[change.activity_type],
                )
            fit.strength = change.after
            _save_fit(fit, why)
        elif fit is not None and (fit.reason_nl or fit.reason_en):
            refused.append(RefusedFit(change, "reason", current))
        elif fit is not None:
            fit._change_reason = why or None  # type: ignore[attr-defined]
            fit.delete()
    return refused


def _save_fit(fit: SituationFit, why: str) -> None:
    fit._change_reason = why or None  # type: ignore[attr-defined]
    fit.full_clean(validate_unique=False, validate_constraints=False)
    fit.save()


def _number(parts: Iterable[Any]) -> None:
    for place, part in enumerate(parts, start=1):
        if part.order != place:
            part.order = place
            part.save(update_fields=["order"])
