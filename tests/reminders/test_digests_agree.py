"""Nobody who has something to hear is forgotten.

What everyone hears is found in bulk, and what one person hears by a function of its own: the first
may find more, for the letter of who has nothing is not sent, but never less.
"""

from datetime import datetime, timedelta
from random import Random

import pytest

from meetups.accounts.models import MailChoice, User
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Event, EventKind, Initiative
from meetups.outbox.services.posting import post
from meetups.reminders.digests import office_items, organiser_items
from meetups.reminders.hours import next_digest
from meetups.reminders.queries.busy import digest_batch
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import (
    NOW,
    make_initiative,
    make_member,
    make_office,
    make_reviewer,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = NOW.replace(hour=7)
PLANS = 4


def make_world(random: Random, start: datetime) -> list[User]:
    """Plans in all states with steps, meetups and guests around this week; and who is in them."""
    people = [make_user(name) for name in ("Fatma", "Gerrit", "Anneke")]
    pause = (
        (start - random.randint(0, 30) * DAY).date(),
        (start + random.randint(-1, 3) * DAY).date(),
    )
    MailChoice.objects.create(user=people[0], paused_from=min(pause), paused_until=max(pause))
    for _plan in range(PLANS):
        organiser, other = random.sample(people, 2)
        plan = make_initiative(
            organiser,
            status=random.choice(list(Status)),
            submitted_at=start - random.randint(0, 30) * DAY,
            first_date=(start + random.randint(0, 20) * DAY).date(),
        )
        helper = make_member(plan, other)
        for _step in range(random.randint(0, 2)):
            due_on = (start + random.randint(-70, 14) * DAY).date()
            make_step(plan, due_on=due_on, doer=random.choice([None, helper]))
        if random.random() < 0.7:
            _add_meetup(plan, random, start)
        if plan.status == Status.RESTING:
            at = start - random.choice([14, 13, 42, 80, 84]) * DAY
            Event.objects.create(initiative=plan, kind=EventKind.MOVED, after=Status.RESTING, at=at)
    return people


def _add_meetup(plan: Initiative, random: Random, start: datetime) -> None:
    starts_at = start + random.randint(12, 900) * HOUR
    meetup = make_meetup(
        plan,
        starts_at=starts_at,
        closes_at=random.choice([None, starts_at - random.randint(0, 90) * HOUR]),
        created_at=start - random.randint(0, 6) * DAY,
        state=random.choice(["draft", "shown", "shown", "shown"]),
    )
    if random.random() < 0.3:
        make_rsvp(meetup)
    if random.random() < 0.6:
        ended = start - random.randint(0, 40) * HOUR
        post("rsvp_offer_ended", subject_id=meetup.pk, group_id=meetup.pk, now=ended)


@pytest.mark.parametrize("seed", range(14))
def test_who_has_something_to_hear_is_found(seed: int) -> None:
    start = TUESDAY + seed % 7 * DAY
    people = make_world(Random(seed), start)
    reviewer = make_reviewer(make_office())
    busy = {(who.kind, who.person.pk, who.day) for who in digest_batch(start).world.busy}
    days = {day for _kind, _pk, day in busy}
    found = set()
    for day in days:
        at = next_digest(day, 9)
        found |= {
            ("organiser_digest", user.pk, day) for user in people if organiser_items(user, now=at)
        }
        if office_items(reviewer, now=at):
            found.add(("office_digest", reviewer.pk, day))
    assert found, "this world says nothing about it"
    assert found <= busy
