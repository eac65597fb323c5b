"""Who comes to a meetup, for its team: names and numbers. Addresses are not even read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import combining, normalize

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from meetups.outbox.models import OPEN, OutboundMessage, State

from ..models import GuestNote, Meetup, MeetupState, NeedCount, Origin, Rsvp, RsvpState
from ..models.guests import HEAR_OF_CHANGES, HOLD_SEATS
from ..retention import POSTED_MAIL

COLUMNS = ("meetup_id", "state", "origin", "name_sealed", "party", "offered_until", "came")


@dataclass(frozen=True)
class Guest:
    """Someone on the list, as the team knows them. `came` is None while nobody said."""

    pk: int
    name: str
    party: int
    state: str
    is_on_paper: bool
    offered_until: datetime | None
    came: int | None


@dataclass(frozen=True)
class Mail:
    """How much mail about a meetup went out, is on its way, and cannot be delivered."""

    sent: int
    on_its_way: int
    failed: int

    def __bool__(self) -> bool:
        return bool(self.sent or self.on_its_way or self.failed)


@dataclass(frozen=True)
class GuestList:
    """Who comes, by name; who has an offer and who waits, in the order of the row."""

    coming: list[Guest]
    offered: list[Guest]
    waiting: list[Guest]
    withdrawn: int
    removed: int
    needs: list[NeedCount]
    notes: list[GuestNote]
    mail: Mail

    @property
    def people(self) -> int:
        return _people(self.coming)

    @property
    def people_waiting(self) -> int:
        return _people(self.waiting)

    @property
    def people_offered(self) -> int:
        return _people(self.offered)

    @property
    def on_paper(self) -> int:
        return sum(guest.is_on_paper for guest in self.coming)


def guest_list(meetup: Meetup) -> GuestList:
    """Five queries, however many guests there are."""
    rsvps = meetup.rsvps.filter(state__in=HEAR_OF_CHANGES).order_by("waits_since", "pk")
    guests = _guests(rsvps)
    gone = meetup.rsvps.aggregate(
        withdrawn=Count("pk", filter=Q(state=RsvpState.WITHDRAWN)),
        removed=Count("pk", filter=Q(state=RsvpState.REMOVED)),
    )
    return GuestList(
        coming=by_name(guest for guest in guests if guest.state == RsvpState.CONFIRMED),
        offered=[guest for guest in guests if guest.state == RsvpState.OFFERED],
        waiting=[guest for guest in guests if guest.state == RsvpState.WAITING],
        needs=needs_of(meetup),
        notes=list(meetup.guest_notes.select_related("by")),
        mail=_mail(meetup),
        **gone,
    )


def coming(meetup: Meetup) -> list[Guest]:
    """Who comes, by name, for paper."""
    return by_name(_guests(meetup.rsvps.filter(state=RsvpState.CONFIRMED)))


def to_count(meetup: Meetup) -> list[Guest]:
    """Who is on the list at the door, by name: with an offer too, for the door decides."""
    return by_name(_guests(meetup.rsvps.filter(state__in=HOLD_SEATS)))


def find_guest(meetup: Meetup, pk: int) -> Guest | None:
    """A guest who is on the list; None when they are not, or not any more."""
    found = _guests(meetup.rsvps.filter(pk=pk, state__in=HEAR_OF_CHANGES))
    return found[0] if found else None


def needs_of(meetup: Meetup) -> list[NeedCount]:
    """What guests asked for, the most asked first."""
    return list(meetup.need_counts.filter(number__gt=0).order_by("-number", "kind"))


def people_who_came(meetup: Meetup) -> int:
    """Of the guests on the list, as far as somebody said."""
    return meetup.rsvps.aggregate(sum=Sum("came"))["sum"] or 0


def walk_ins(meetup: Meetup) -> int | None:
    """How many came who were not on the list; None while nobody said how many came."""
    if meetup.attended is None:
        return None
    return max(meetup.attended - people_who_came(meetup), 0)


def can_count(meetup: Meetup, *, now: datetime) -> bool:
    """Whether it makes sense to say who came: from the day itself."""
    return meetup.state == MeetupState.SHOWN and timezone.localdate(now) >= meetup.day


def by_name(guests: Iterable[Guest]) -> list[Guest]:
    """As people look for a name on a list; who gave none is last."""
    return sorted(guests, key=lambda guest: (not guest.name, _letters(guest.name), guest.pk))


def _letters(name: str) -> str:
    """A name as it stands in the alphabet: "Şule" with the S."""
    return "".join(char for char in normalize("NFKD", name) if not combining(char)).casefold()


def _guests(rsvps: QuerySet[Rsvp]) -> list[Guest]:
    return [
        Guest(
            pk=rsvp.pk,
            name=rsvp.name,
            party=rsvp.party,
            state=rsvp.state,
            is_on_paper=rsvp.origin == Origin.PAPER,
            offered_until=rsvp.offered_until,
            came=rsvp.came,
        )
        for rsvp in rsvps.only(*COLUMNS)
    ]


def _people(guests: Iterable[Guest]) -> int:
    return sum(guest.party for guest in guests)


def _mail(meetup: Meetup) -> Mail:
    found = OutboundMessage.objects.filter(group_id=meetup.pk, kind__in=POSTED_MAIL).order_by()
    counts = dict(found.values_list("state").annotate(number=Count("pk")))
    return Mail(
        sent=counts.get(State.SENT, 0),
        on_its_way=sum(counts.get(state, 0) for state in OPEN),
        failed=counts.get(State.FAILED, 0) + counts.get(State.EXPIRED, 0),
    )
