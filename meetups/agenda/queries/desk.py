"""What a team reads of its own meetups."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from meetups.initiatives.models import Initiative

from ..models import Meetup, MeetupState, RsvpState

PAST_SHOWN = 12
"""Meetups that are over, before someone asks for all of them."""


@dataclass(frozen=True)
class Planned:
    """The meetups of a plan: what comes, soonest first, and what is over, latest first."""

    coming: list[Meetup]
    past: list[Meetup]
    has_older: bool

    @property
    def is_empty(self) -> bool:
        return not self.coming and not self.past


def planned_meetups(initiative: Initiative, *, now: datetime, shows_all: bool) -> Planned:
    """Two queries, however many there are. Each meetup knows how many RSVPs are `waiting`."""
    found = with_waiting(initiative.meetups.select_related("place", "area"))
    past = found.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    shown = list(past if shows_all else past[: PAST_SHOWN + 1])
    has_older = not shows_all and len(shown) > PAST_SHOWN
    coming = list(found.filter(ends_at__gt=now))
    return Planned(coming, shown[:PAST_SHOWN] if has_older else shown, has_older)


def with_waiting(meetups: QuerySet[Meetup]) -> QuerySet[Meetup]:
    return meetups.annotate(
        waiting=Count("rsvps", filter=Q(rsvps__state=RsvpState.WAITING)),
    )


def is_over(meetup: Meetup, *, now: datetime) -> bool:
    return meetup.ends_at <= now


def following(meetup: Meetup) -> QuerySet[Meetup]:
    """This meetup and those after it in its series; cancelled ones stay as they are."""
    if meetup.series_id is None:
        return Meetup.objects.filter(pk=meetup.pk)
    return Meetup.objects.filter(series=meetup.series_id, starts_at__gte=meetup.starts_at).exclude(
        state=MeetupState.CANCELLED
    )
