"""When mail cannot leave for hours: what still helps leaves soon after, what does not is shown."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from meetups.accounts.models import User
from meetups.agenda.models import Meetup
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.sending import send_due
from meetups.reminders.queries_mail import mail_of
from meetups.reminders.services.planning import plan_reminders
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.outbox.sink import Sink, listening
from tests.signing_in import sign_in

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TUESDAY = datetime(2027, 4, 20, 12, 0, tzinfo=ZONE)
FRIDAY = datetime(2027, 4, 23, 0, 0, tzinfo=ZONE)
SATURDAY = FRIDAY + 24 * HOUR
NAMES = ("Ana", "Bo", "Cas", "Dirk")
ADDRESSES = {f"{name.lower()}@example.org" for name in NAMES}
pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A mail server that is there; `go_away` and `come_back` say whether we reach it."""
    with listening(Sink()) as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


def go_away(settings: Settings) -> None:
    settings.EMAIL_PORT = 9  # nobody listens there


def come_back(settings: Settings, sink: Sink) -> None:
    settings.EMAIL_PORT = sink.port


def meet(initiative: Initiative, starts_at: datetime, *reminders: str) -> Meetup:
    """A meetup with four guests, planned on the Tuesday before."""
    meetup = make_meetup(
        initiative, starts_at=starts_at, reminders=list(reminders), created_at=STARTS
    )
    for name in NAMES:
        make_rsvp(meetup, name)
    plan_reminders(now=TUESDAY)
    return meetup


def tick(start: datetime, end: datetime, every: timedelta) -> None:
    """What beat rings for, from one moment to another."""
    now = start
    while now <= end:
        plan_reminders(now=now)
        send_due(now=now)
        now += every


def reached(sink: Sink) -> list[str]:
    return sorted(message.to for message in sink.accepted if message.to in ADDRESSES)


def test_after_six_hours_without_a_mail_server_all_that_helps_leaves_in_ten_minutes(
    initiative: Initiative, settings: Settings, sink: Sink
) -> None:
    meetup = meet(initiative, SATURDAY + 14 * HOUR, "day")
    go_away(settings)
    tick(FRIDAY + 14 * HOUR, FRIDAY + 20 * HOUR, every=20 * MINUTE)
    assert sink.accepted == []
    assert mail_of(meetup)["guest_day"].planned == len(NAMES)
    come_back(settings, sink)
    tick(FRIDAY + 20 * HOUR + MINUTE, FRIDAY + 20 * HOUR + 10 * MINUTE, every=3 * MINUTE)
    assert reached(sink) == sorted(ADDRESSES)
    assert mail_of(meetup)["guest_day"].sent == len(NAMES)
    assert sink.copies == 0


def test_what_a_mail_server_takes_too_late_is_expired_and_shown_and_never_sent(
    initiative: Initiative, organiser: User, client: Client, settings: Settings, sink: Sink
) -> None:
    meetup = meet(initiative, SATURDAY + 14 * HOUR, "hours")
    go_away(settings)
    tick(SATURDAY + 11 * HOUR, SATURDAY + 14 * HOUR, every=15 * MINUTE)
    come_back(settings, sink)
    tick(SATURDAY + 14 * HOUR + MINUTE, SATURDAY + 14 * HOUR + 10 * MINUTE, every=3 * MINUTE)
    assert reached(sink) == []
    assert mail_of(meetup)["guest_hours"].expired == len(NAMES)
    sign_in(client, organiser)
    with translation.override("en"):
        url = reverse("reminders:mail", args=[initiative.pk, meetup.pk])
    page = client.get(url).content.decode()
    assert f"{len(NAMES)} too late" in page
    assert [address for address in ADDRESSES if address in page] == []


def test_a_reminder_of_the_day_before_still_helps_until_an_hour_before(
    initiative: Initiative, settings: Settings, sink: Sink
) -> None:
    meetup = meet(initiative, SATURDAY + 14 * HOUR, "day")
    go_away(settings)
    tick(FRIDAY + 17 * HOUR, SATURDAY + 12.8 * HOUR, every=HOUR)
    come_back(settings, sink)
    tick(SATURDAY + 12.8 * HOUR, SATURDAY + 13 * HOUR, every=2 * MINUTE)
    assert reached(sink) == sorted(ADDRESSES)
    assert mail_of(meetup)["guest_day"].sent == len(NAMES)


@pytest.mark.parametrize(("starts", "state"), [(14, State.SENT), (8.5, State.EXPIRED)])
def test_a_machine_that_comes_back_at_night_wakes_nobody(
    initiative: Initiative, sink: Sink, starts: float, state: State
) -> None:
    meetup = meet(initiative, SATURDAY + starts * HOUR, "day")
    # No planner, no worker from Tuesday on.
    tick(FRIDAY + 22.5 * HOUR, SATURDAY + 7.75 * HOUR, every=37 * MINUTE)
    assert sink.accepted == []
    tick(SATURDAY + 8 * HOUR, SATURDAY + 8.25 * HOUR, every=5 * MINUTE)
    rows = OutboundMessage.objects.filter(kind="guest_day", group_id=meetup.pk)
    assert set(rows.values_list("state", flat=True)) == {state}
    assert reached(sink) == (sorted(ADDRESSES) if state == State.SENT else [])


def test_a_planner_that_was_away_for_days_posts_what_still_helps(
    initiative: Initiative, sink: Sink
) -> None:
    meetup = meet(initiative, SATURDAY + 14 * HOUR, "week", "day")
    OutboundMessage.objects.all().delete()
    tick(FRIDAY + 19 * HOUR, FRIDAY + 19 * HOUR, every=MINUTE)
    assert reached(sink) == sorted(ADDRESSES)  # once: the week before is over
    assert set(mail_of(meetup)) == {"guest_day", "evening_before", "morning_after"}
