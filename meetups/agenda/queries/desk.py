"""What a team reads of its own meetups."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet, Sum

from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State

from ..models import Meetup, MeetupState, RsvpState

TELLING = ("meetup_changed", "meetup_cancelled")
PAST_SHOWN = 12
"""Meetups that are over, before someone asks for all of them."""


@dataclass(frozen=True)
class Planned:
    """The meetups of a plan: what comes, soonest first, and what is over, latest first."""

    coming: list[Meetup]
    past: list[Meetup]
    has_older: bool

    @property
    def has_open(self) -> bool:
        return any(meetup.state == MeetupState.SHOWN for meetup in self.coming)

    @property
    def is_empty(self) -> bool:
        return not self.coming and not self.past


def planned_meetups(initiative: Initiative, *, now: datetime, shows_all: bool) -> Planned:
    """Two queries, however many there are. Each meetup knows how many RSVPs are `waiting`."""
    found = with_waiting(initiative.meetups.select_related("place", "area"))
    past = found.filter(ends_at__lte=now).order_by("-starts_at", "-pk")
    shown = list(past if shows_all else past[: PAST_SHOWN + 1])
    has_older = not shows_all and len(shown) > PAST_SHOWN
    coming = list(found.filter(ends_at__gt=now).order_by("starts_at", "pk"))
    return Planned(coming, shown[:PAST_SHOWN] if has_older else shown, has_older)


def with_waiting(meetups: QuerySet[Meetup]) -> QuerySet[Meetup]:
    return meetups.annotate(
        waiting=Count("rsvps", filter=Q(rsvps__state=RsvpState.WAITING)),
    )


@dataclass(frozen=True)
class Desk:
    """What the team knows of one meetup, beside the meetup itself.

    `mail_at` is when the first mail about a change or a cancellation leaves, to `mail_to` guests.
    """

    people_waiting: int
    following: int
    drafts: int
    mail_at: datetime | None
    mail_to: int


def desk_of(meetup: Meetup) -> Desk:
    """Three queries. `following` and `drafts` count those after it in its series, and itself."""
    waiting = meetup.rsvps.filter(state=RsvpState.WAITING).aggregate(n=Sum("party"))["n"]
    series = following(meetup).aggregate(
        n=Count("pk"), drafts=Count("pk", filter=Q(state=MeetupState.DRAFT))
    )
    mail = OutboundMessage.objects.filter(
        kind__in=TELLING, group_id=meetup.pk, state=State.PLANNED
    ).aggregate(at=Min("due_at"), n=Count("pk"))
    return Desk(waiting or 0, series["n"], series["drafts"], mail["at"], mail["n"])


def following(meetup: Meetup) -> QuerySet[Meetup]:
    """A meetup and those after it in its series, without what is cancelled."""
    if meetup.series_id is None:
        return Meetup.objects.filter(pk=meetup.pk)
    later = Meetup.objects.filter(series=meetup.series_id, starts_at__gte=meetup.starts_at)
    return later.exclude(state=MeetupState.CANCELLED)
