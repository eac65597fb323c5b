"""Making a letter takes as many queries for thirty guests, steps or plans as for one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import User
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative
from meetups.outbox.letters import Letter
from meetups.outbox.models import OutboundMessage
from meetups.outbox.rendering import compose
from meetups.reminders.letters.guests import guest_day
from meetups.reminders.letters.offices import office_digest
from meetups.reminders.letters.organisers import evening_before, organiser_digest
from meetups.reminders.specification import revision_of
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_initiative, make_step

pytestmark = pytest.mark.django_db
EVENING = STARTS.replace(hour=18) - timedelta(days=1)
DIGEST = NOW.replace(hour=9)


def queries(owner: Any, at: Any, **columns: Any) -> int:
    """How many it takes to make a mail, with all that stands in it."""
    with CaptureQueriesContext(connection) as found:
        letter = owner(OutboundMessage(**columns), now=at)
        assert isinstance(letter, Letter)
        compose(letter.template, to=letter.to, language=letter.language, context=letter.context)
    return len(found)


def twice(count: Callable[[], int], more: Callable[[int], object]) -> tuple[int, int]:
    more(1)
    once = count()
    more(29)
    return once, count()


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    return make_meetup(initiative, capacity=100)


def test_a_reminder(meetup: Meetup) -> None:
    rsvp = make_rsvp(meetup)
    columns = {"kind": "guest_day", "subject_id": rsvp.pk, "revision": 0}
    assert queries(guest_day, EVENING, **columns) == 4


def test_the_list_of_the_evening_before(meetup: Meetup, organiser: User) -> None:
    seat = meetup.initiative.members.get(user=organiser)
    revision = revision_of(0, meetup.pk)
    columns = {"subject_id": seat.pk, "group_id": meetup.pk, "revision": revision}

    def more(number: int) -> None:
        for _each in range(number):
            make_rsvp(meetup, f"Gast{meetup.seats_taken}")
            make_step(meetup.initiative, due_on=meetup.day)

    counts = twice(lambda: queries(evening_before, EVENING, kind="evening_before", **columns), more)
    assert counts == (9, 9)


def test_the_digest_of_someone(organiser: User) -> None:
    columns = {"subject_id": organiser.pk, "revision": DIGEST.date().toordinal()}

    def more(number: int) -> None:
        for _each in range(number):
            plan = make_initiative(organiser)
            make_step(plan, due_on=DIGEST.date())
            make_meetup(
                plan, starts_at=DIGEST + timedelta(days=9), created_at=DIGEST.replace(day=1)
            )

    once, many = twice(
        lambda: queries(organiser_digest, DIGEST, kind="organiser_digest", **columns), more
    )
    assert once == many <= 8


def test_the_digest_of_an_office(organiser: User, reviewer: User) -> None:
    columns = {"subject_id": reviewer.pk, "revision": DIGEST.date().toordinal()}

    def more(number: int) -> None:
        for _each in range(number):
            make_initiative(organiser, status="submitted", submitted_at=NOW - timedelta(days=3))

    once, many = twice(
        lambda: queries(office_digest, DIGEST, kind="office_digest", **columns), more
    )
    assert once == many <= 9
