"""Reads about what happened to plans: a plan's history, and what an office has before it."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from meetups.accounts.models import Office

from ..access import office_of, with_surroundings
from ..lifecycle import SEEN_BY_OFFICE, Status
from ..models import (
    Event,
    EventKind,
    Initiative,
    Member,
    SafetyPoint,
    Step,
    StepOrigin,
)

EVENTS_A_PAGE = 50


# --- one plan ------------------------------------------------------------------------------------
def history(initiative: Initiative, page: str | None) -> Page[Event]:
    """A page of what happened, newest first. Two queries."""
    found = initiative.events.select_related("by", "about")
    return Paginator(found, EVENTS_A_PAGE).get_page(page)


def by_day(events: Iterable[Event]) -> list[tuple[date, list[Event]]]:
    """Events under the day that they happened on, here."""
    days = groupby(events, key=lambda event: timezone.localdate(event.at))
    return [(day, list(found)) for day, found in days]


def last_move(initiative: Initiative) -> Event | None:
    """The move that brought the plan where it is."""
    return initiative.events.filter(kind=EventKind.MOVED).select_related("by").first()


def open_safety_points(initiative: Initiative) -> list[SafetyPoint]:
    """What the advice asked to arrange first, and nobody settled yet."""
    return [point for point in initiative.safety_points.all() if not point.is_settled]


def office_steps(initiative: Initiative) -> list[Step]:
    """What the municipality asks of this plan, from early to late. From its steps, as fetched."""
    return [step for step in initiative.steps.all() if step.origin == StepOrigin.OFFICE]


def conditions_of(initiative: Initiative) -> list[Step]:
    """What it asks with its yes, done or not; nothing when there is no yes now."""
    if initiative.status not in (Status.APPROVED, Status.RUNNING):
        return []
    return [step for step in office_steps(initiative) if step.is_condition]


def answer_by(initiative: Initiative) -> date | None:
    """The day before which the office answers; None when nothing waits for it."""
    office, sent = office_of(initiative), initiative.submitted_at
    if office is None or sent is None or initiative.status != Status.SUBMITTED:
        return None
    return timezone.localdate(sent) + timedelta(days=office.answer_days)


# --- what an office has before it ----------------------------------------------------------------
def plans_seen_by(offices: Iterable[Office]) -> QuerySet[Initiative]:
    """What was submitted to these offices, with its surroundings. Drafts stay the team's own."""
    return (
        with_surroundings()
        .select_related("area__parent", "place")
        .prefetch_related(None)
        .prefetch_related(Prefetch("members", Member.objects.select_related("user")))
        .filter(
            municipality__in=[office.area_id for office in offices],
            status__in=SEEN_BY_OFFICE,
            submitted_at__isnull=False,
        )
        .order_by("first_date", "submitted_at", "pk")
    )


def waiting(plans: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """Those that wait for an answer: what comes first, first; of one day, what waits longest."""
    return plans.filter(status=Status.SUBMITTED)
