"""Who must hear what, from when, and until when it helps: of the world as it is, at a moment.

Pure: no database and no clock. What this says is what the outbox must hold; `services.planning`
makes it so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from meetups.agenda.models import ReminderMoment

from . import hours

AHEAD = timedelta(days=8)
TURNS = 2**20
"""How many turns of one RSVP fit in a revision, and meetups of one member."""
JUST_TOLD = timedelta(hours=12)
"""So long after somebody was told all of it, by another mail, they are not reminded."""
NEVER = datetime.min.replace(tzinfo=UTC)
SINCE_MEETUP = timedelta(days=3)
LATE_DIGEST = timedelta(hours=1)
"""What there is to tell only since then waits for the next day."""

GUEST_KINDS = {
    ReminderMoment.WEEK.value: "guest_week",
    ReminderMoment.DAY.value: "guest_day",
    ReminderMoment.HOURS.value: "guest_hours",
}
"""In the order in which they come."""
EVENING, MORNING = "evening_before", "morning_after"
MEETUP_KINDS = (*GUEST_KINDS.values(), EVENING, MORNING)
ORGANISER, OFFICE, CATALOGUE = "organiser_digest", "office_digest", "catalogue_digest"
DIGEST_KINDS = (ORGANISER, OFFICE, CATALOGUE)


# --- the world -----------------------------------------------------------------------------------
class GuestFacts(NamedTuple):
    """A guest who comes and can be written to."""

    pk: int
    turn: int
    confirmed_at: datetime | None
    """None when that is long ago."""


@dataclass(frozen=True)
class PersonFacts:
    """Someone with an account, and how they want their mail."""

    pk: int
    digest_hour: int = 9
    off: frozenset[str] = frozenset()
    paused_from: date | None = None
    paused_until: date | None = None

    def wants(self, kind: str, at: datetime) -> bool:
        """Whether they want this mail, on the day that it would come."""
        if kind in self.off:
            return False
        if self.paused_from is None or self.paused_until is None:
            return True
        return not self.paused_from <= hours.local_day(at) <= self.paused_until


@dataclass(frozen=True)
class OrganiserFacts:
    """Someone who organises a plan: their seat in its team, and who it is."""

    member_pk: int
    person: PersonFacts


class Told(NamedTuple):
    """Mail that was sent, and for which moment."""

    kind: str
    subject_id: int
    due_at: datetime


@dataclass(frozen=True)
class MeetupFacts:
    """A meetup. `changed_at`: since when mail says how it is now, if it was ever changed."""

    pk: int
    is_shown: bool
    revision: int
    starts_at: datetime
    ends_at: datetime
    reminders: frozenset[str]
    changed_at: datetime | None = None
    guests: tuple[GuestFacts, ...] = ()
    organisers: tuple[OrganiserFacts, ...] = ()
    told: frozenset[Told] = frozenset()


class Busy(NamedTuple):
    """There is something to tell someone on a day: as organiser, as reviewer, or as curator."""

    kind: str
    person: PersonFacts
    day: date


@dataclass(frozen=True)
class World:
    meetups: Iterable[MeetupFacts] = ()
    busy: Iterable[Busy] = ()


# --- what it asks for ----------------------------------------------------------------------------
class Wanted(NamedTuple):
    """One mail that there must be. The first four name it; see `OutboundMessage`."""

    kind: str
    subject_id: int
    group_id: int | None
    revision: int
    due_at: datetime
    expires_at: datetime


class Moment(NamedTuple):
    """When a reminder of a meetup comes to who said yes before, and until when it helps."""

    kind: str
    due_at: datetime
    expires_at: datetime


def revision_of(meetup_revision: int, turn: int) -> int:
    """What tells reminders of one guest apart: the meetup as it is, and the guest's yes."""
    return meetup_revision * TURNS + turn


def wanted(world: World, now: datetime) -> Iterator[Wanted]:
    """All that must be planned for the coming days, or be under way, or be over already."""
    for meetup in world.meetups:
        if meetup.is_shown:
            yield from _reminders(meetup, now)
            yield from _to_organisers(meetup, now)
    for busy in world.busy:
        yield from _digest(busy, now)


def may_ask(meetup: MeetupFacts, now: datetime) -> bool:
    """Whether anything could be wanted of a meetup, whoever comes: so that guests of meetups far
    off need not be read."""
    return meetup.is_shown and bool(near_moments(meetup, now))


def near_moments(meetup: MeetupFacts, now: datetime) -> list[Moment]:
    """The reminders that guests get about now, or will in the coming days."""
    return [
        moment
        for moment in moments(meetup)
        if _is_near(moment.due_at, moment.expires_at, now) and moment.due_at < moment.expires_at
    ]


def moments(meetup: MeetupFacts) -> tuple[Moment, ...]:
    """The reminders of a meetup: of each kind from when, and until when it helps.

    The next reminder tells all that the one before did, so until then and no longer.
    """
    return _moments(meetup.starts_at.astimezone(UTC), meetup.reminders)


@lru_cache(maxsize=2000)
def _moments(starts_at: datetime, reminders: frozenset[str]) -> tuple[Moment, ...]:
    """Asked for several times of each meetup, and each time takes a look at the calendar."""
    found = []
    expires_at = starts_at
    for moment, kind in reversed(GUEST_KINDS.items()):
        if moment in reminders:
            due_at = hours.reminder_at(moment, starts_at)
            if moment != ReminderMoment.HOURS:
                expires_at = min(expires_at, starts_at - hours.STILL_HELPS)
            found.append(Moment(kind, due_at, expires_at))
            expires_at = due_at
    return tuple(found[::-1])


def _reminders(meetup: MeetupFacts, now: datetime) -> Iterator[Wanted]:
    near = near_moments(meetup, now)
    if not near or not meetup.guests:
        return
    told_all, last = meetup.changed_at, _last_told(meetup)
    for kind, moment, expires_at in near:
        for pk, turn, confirmed_at in meetup.guests:
            told_at = later(told_all, confirmed_at)
            due_at: datetime | None = moment
            if told_at is not None and told_at > moment:
                due_at = _in_hindsight(told_at, meetup.starts_at)
            if due_at is None or due_at >= expires_at:
                continue
            if last and last.get((kind, pk), NEVER) >= moment:
                continue
            revision = meetup.revision * TURNS + turn
            yield Wanted(kind, pk, meetup.pk, revision, due_at, expires_at)


def _last_told(meetup: MeetupFacts) -> dict[tuple[str, int], datetime]:
    """For which moment each last got each kind: who got it for this one, or since, has had it."""
    last: dict[tuple[str, int], datetime] = {}
    for kind, subject_id, due_at in meetup.told:
        last[kind, subject_id] = max(due_at, last.get((kind, subject_id), NEVER))
    return last


def _in_hindsight(told_at: datetime, starts_at: datetime) -> datetime | None:
    """When to remind someone who was told all of it after the moment for that; None for not."""
    due_at = hours.through_quiet(told_at.astimezone(UTC) + JUST_TOLD, starts_at=starts_at)
    return due_at if starts_at - due_at >= hours.IN_GOOD_TIME else None


def _to_organisers(meetup: MeetupFacts, now: datetime) -> Iterator[Wanted]:
    evening = hours.evening_before(meetup.starts_at)
    last = _last_told(meetup)
    revision = revision_of(meetup.revision, meetup.pk % TURNS)
    for organiser in meetup.organisers:
        mails = (
            (EVENING, revision, evening, meetup.starts_at),
            (MORNING, meetup.pk, *_morning(meetup, organiser.person)),
        )
        for kind, number, due_at, expires_at in mails:
            if (
                _is_near(due_at, expires_at, now)
                and organiser.person.wants(kind, due_at)
                and last.get((kind, organiser.member_pk), NEVER) < due_at
            ):
                yield Wanted(kind, organiser.member_pk, meetup.pk, number, due_at, expires_at)


def _morning(meetup: MeetupFacts, person: PersonFacts) -> tuple[datetime, datetime]:
    due_at = hours.morning_after(meetup.ends_at, person.digest_hour)
    return due_at, due_at + SINCE_MEETUP


def _digest(busy: Busy, now: datetime) -> Iterator[Wanted]:
    kind, person, day = busy
    due_at = hours.next_digest(day, person.digest_hour)
    if now - LATE_DIGEST < due_at <= now + AHEAD and person.wants(kind, due_at):
        expires_at = hours.at_clock(day, hours.QUIET_FROM)
        yield Wanted(kind, person.pk, None, day.toordinal(), due_at, expires_at)


def _is_near(due_at: datetime, expires_at: datetime, now: datetime) -> bool:
    return due_at <= now + AHEAD and now < expires_at


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Whichever of two moments comes last, of those that there were."""
    if one is None or other is None:
        return one or other
    return max(one, other)
