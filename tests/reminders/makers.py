"""Plain makers of facts, and what the outbox holds of reminders."""

from datetime import datetime, timedelta
from typing import Any

from meetups.agenda.models import ReminderMoment
from meetups.outbox.models import OutboundMessage
from meetups.reminders.specification import (
    DIGEST_KINDS,
    MEETUP_KINDS,
    GuestFacts,
    MeetupFacts,
    OrganiserFacts,
    PersonFacts,
    Wanted,
    World,
    wanted,
)
from tests.agenda.makers import STARTS
from tests.factories import NOW

ALL_MOMENTS = frozenset(moment.value for moment in ReminderMoment)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def make_facts(starts_at: datetime = STARTS, **values: Any) -> MeetupFacts:
    """A meetup of three hours with one guest, who said yes long ago, and one organiser."""
    facts: dict[str, Any] = {
        "pk": 7,
        "is_shown": True,
        "revision": 0,
        "starts_at": starts_at,
        "ends_at": starts_at + 3 * HOUR,
        "reminders": frozenset({"day"}),
        "guests": (GuestFacts(1, 1, None),),
        "organisers": (OrganiserFacts(3, PersonFacts(5)),),
    }
    return MeetupFacts(**facts | values)


def asked(facts: MeetupFacts, now: datetime = NOW) -> list[Wanted]:
    """What there must be of one meetup."""
    return list(wanted(World(meetups=[facts]), now))


def due(facts: MeetupFacts, kind: str, now: datetime) -> datetime | None:
    """When the only mail of a kind is due, if there must be one."""
    found = [wish.due_at for wish in asked(facts, now) if wish.kind == kind]
    assert len(found) <= 1
    return found[0] if found else None


def held(*states: str) -> list[tuple[str, int, str]]:
    """What the outbox holds of our kinds: kind, subject and state."""
    rows = OutboundMessage.objects.filter(kind__in=(*MEETUP_KINDS, *DIGEST_KINDS))
    if states:
        rows = rows.filter(state__in=states)
    return sorted(rows.values_list("kind", "subject_id", "state"))
