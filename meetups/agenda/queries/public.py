"""What the public page of a meetup shows, and a guest's own page beside it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, F, Q

from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.ready import Blank, Ready

from ..models import Meetup, MeetupState, Rsvp, RsvpState
from ..wording import organisers_of

OTHERS = 2
ARCHES = 10
SUPPORTED = {Status.APPROVED, Status.RUNNING, Status.RESTING, Status.COMPLETED}


class Stage(StrEnum):
    """What someone who comes to the page can do there."""

    OPEN = "open"
    WAITING = "waiting"
    """It is full; there is a waiting list."""
    FULL = "full"
    CLOSED = "closed"
    BEGUN = "begun"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PublicPage:
    """All that a page about one meetup needs, for whoever reads it."""

    meetup: Meetup
    stage: Stage
    organisers: list[str]
    is_supported: bool
    """The municipality said yes to the plan."""
    is_findable: bool
    """Search engines and previews of links may tell what it is."""
    ahead: int
    """Guests who are on the waiting list already."""
    others: list[Meetup]
    """With room, in the same municipality; when there is none here."""

    @property
    def arches(self) -> list[bool]:
        """How full it is, in tenths; never all or none when that is not so."""
        meetup = self.meetup
        on = round(ARCHES * meetup.seats_taken / meetup.capacity)
        on = max(on, 1 if meetup.seats_taken else 0)
        on = min(on, ARCHES - 1 if meetup.seats_free else ARCHES)
        return [number < on for number in range(ARCHES)]

    @property
    def lead(self) -> str:
        return str(self.meetup.about).partition("\n")[0]

    @property
    def more(self) -> str:
        return str(self.meetup.about).partition("\n")[2].strip()


def public_page(meetup: Meetup, *, now: datetime) -> PublicPage:
    """At most three queries, on top of that for the meetup with its surroundings."""
    stage = stage_of(meetup, now=now)
    waiting = _waiting.first(meetup=meetup.pk) if stage is Stage.WAITING else None
    return PublicPage(
        meetup=meetup,
        stage=stage,
        organisers=organisers_of(meetup),
        is_supported=_is_supported(meetup.initiative),
        is_findable=meetup.is_listed and not meetup.initiative.is_sensitive,
        ahead=waiting[0] if waiting else 0,
        others=[] if stage is Stage.OPEN else others_with_room(meetup, now=now),
    )


def stage_of(meetup: Meetup, *, now: datetime) -> Stage:
    if meetup.state == MeetupState.CANCELLED:
        return Stage.CANCELLED
    if meetup.ends_at <= now:
        return Stage.OVER
    if meetup.starts_at <= now:
        return Stage.BEGUN
    if not meetup.takes_rsvps(now):
        return Stage.CLOSED
    if meetup.seats_free:
        return Stage.OPEN
    return Stage.WAITING if meetup.has_waiting_list else Stage.FULL


_waiting = Ready(
    lambda: (
        Rsvp.objects.filter(meetup=Blank("meetup"), state=RsvpState.WAITING)
        .order_by()
        .values("meetup")
        .annotate(number=Count("pk"))
        .values_list("number")
    )
)


def others_with_room(meetup: Meetup, *, now: datetime) -> list[Meetup]:
    """The next in the municipality that everyone may find and that has free seats. One query."""
    return _others(municipality=meetup.municipality_id, meetup=meetup.pk, now=now)


_others = Ready(
    lambda: (
        Meetup.objects.filter(
            Q(closes_at=None) | Q(closes_at__gt=Blank("now")),
            municipality=Blank("municipality"),
            is_listed=True,
            state=MeetupState.SHOWN,
            starts_at__gt=Blank("now"),
            is_closed=False,
            seats_taken__lt=F("capacity"),
            initiative__is_sensitive=False,
        )
        .exclude(pk=Blank("meetup"))
        .select_related("area", "place")
        .order_by("starts_at", "pk")[:OTHERS]
    )
)


def place_in_line(rsvp: Rsvp) -> int:
    """Which place on the waiting list someone has: the first is 1. One query."""
    since = rsvp.waits_since
    before = Q(waits_since__lt=since) | Q(waits_since=since, pk__lt=rsvp.pk)
    return rsvp.meetup.rsvps.filter(before, state=RsvpState.WAITING).count() + 1


def _is_supported(initiative: Initiative) -> bool:
    return initiative.submitted_at is not None and initiative.status in SUPPORTED
