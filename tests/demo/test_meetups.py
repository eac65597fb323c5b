"""The meetups of the demo, and who comes: one of each kind there is, and all by the rules."""

from datetime import datetime, time, timedelta

import pytest
from time_machine import TimeMachineFixture

from meetups.agenda.models import GuestNote, Meetup, MeetupState, Rsvp, RsvpState, Rule, Way
from meetups.agenda.queries.guests import guest_list, needs_of
from meetups.agenda.queries.invariants import broken_seats
from meetups.agenda.services.purging import purge
from meetups.agenda.times import ZONE
from meetups.outbox.models import OPEN, OutboundMessage
from tests.demo.conftest import TODAY, plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOON = datetime.combine(TODAY, time(12), ZONE)


def meetups(slug: str) -> list[Meetup]:
    return list(plan(slug).meetups.all())


def names(guests: list[Rsvp]) -> list[str]:
    return [guest.name for guest in guests]


def test_coffee_comes_every_week_from_next_week_on() -> None:
    series = meetups("stoepkoffie")
    assert [(meetup.day - TODAY).days for meetup in series] == [7, 14, 21, 28, 35, 42]
    assert {meetup.series.rule for meetup in series if meetup.series} == {Rule.WEEKLY}
    assert {meetup.state for meetup in series} == {MeetupState.SHOWN}
    guests = guest_list(series[0])
    assert [guest.name for guest in guests.coming] == ["Ahmed", "Joke", "Nel", "Wim"]
    assert (guests.on_paper, guests.withdrawn, series[0].seats_taken) == (1, 1, 5)
    assert [(note.guests, str(note.by)) for note in guests.notes] == [(3, "Anneke")]


def test_singing_is_full_and_who_fits_has_an_offer() -> None:
    first = meetups("buurtkoor")[0]
    assert (first.seats_taken, first.capacity) == (16, 16)
    guests = guest_list(first)
    assert [guest.name for guest in guests.waiting] == ["Fleur", "Bo"]
    (offered,) = guests.offered
    assert offered.name == "Karim"
    assert offered.offered_until is not None
    assert NOON < offered.offered_until < NOON + timedelta(days=2)


def test_one_evening_of_a_series_is_cancelled() -> None:
    states = [(meetup.state, meetup.cancel_why) for meetup in meetups("buurtkoor")]
    assert states[2] == (MeetupState.CANCELLED, "De school verft de gymzaal.")
    assert {state for state, _why in states[:2] + states[3:]} == {MeetupState.SHOWN}


def test_what_has_been_was_counted_and_its_guests_are_known_for_two_weeks() -> None:
    (party,) = meetups("straatfeest")
    assert (party.attended, party.rsvps.count()) == (74, 0)
    walks = meetups("wandelgroep")
    assert [walk.attended for walk in walks] == [4, 6, 7, 9, 8, 5, 8, 7, None, None]
    assert [guest.came for guest in walks[7].rsvps.all()] == [1, 2, 1, 1, 0]


def test_where_it_is_about_trouble_only_guests_know_the_place() -> None:
    initiative = plan("drie-vragen")
    assert initiative.is_sensitive
    (meetup,) = initiative.meetups.all()
    assert (meetup.state, meetup.is_listed, meetup.hides_address) == ("shown", False, True)
    assert [(need.kind, need.number) for need in needs_of(meetup)] == [("interpreter", 1)]


def test_one_is_online() -> None:
    online = Meetup.objects.get(way=Way.ONLINE)
    assert online.initiative == plan("groene-straat")
    assert online.online_link
    assert not online.place_words


def test_what_the_municipality_did_not_see_yet_is_a_draft() -> None:
    (draft,) = meetups("samen-koken")
    assert (draft.state, draft.rsvps.count()) == (MeetupState.DRAFT, 0)
    assert {meetup.state for meetup in meetups("jong-en-oud")} == {MeetupState.DRAFT}


def test_it_all_goes_by_the_rules(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOON)
    assert broken_seats() == []
    assert set(purge(now=NOON).values()) == {0}


def test_no_mail_of_the_past_is_waiting_to_leave() -> None:
    """The mail is there as sent, so that the team sees what its guests heard."""
    assert not OutboundMessage.objects.filter(
        group_id__in=Meetup.objects.values("pk"), state__in=OPEN
    ).exists()
    assert OutboundMessage.objects.filter(kind="rsvp_coming").count() == 34
    assert Rsvp.objects.filter(state=RsvpState.PENDING).count() == 1
    assert GuestNote.objects.count() == 1
