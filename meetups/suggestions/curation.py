"""What a curator's work does to the catalogue: publish, unpublish, and settle what was saved."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

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
    ContactCondition,
    Situation,
    Source,
)
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


def _number(parts: Iterable[Any]) -> None:
    for place, part in enumerate(parts, start=1):
        if part.order != place:
            part.order = place
            part.save(update_fields=["order"])
