"""Entries for people's own calendars, read by a second reader that is strict."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.agenda.calendars import calendar_of, entry_of, written
from meetups.agenda.models import Meetup, MeetupState, RsvpState
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Initiative
from tests.agenda.makers import make_meetup, make_rsvp
from tests.agenda.rfc5545 import Component, read
from tests.factories import NOW, make_initiative

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/geheim"


def entry(meetup: Meetup, *, shows_private: bool = False, language: str = "nl") -> Component:
    body = entry_of(meetup, shows_private=shows_private, language=language)
    (event,) = read(body).all("VEVENT")
    return event


def test_an_entry_says_when_what_and_where(initiative: Initiative) -> None:
    meetup = make_meetup(initiative, revision=3, about="Neem een kom mee;\n\nwij koken, jij eet.")
    page = f"http://localhost:8000/nl/meetups/{meetup.code}/"
    assert entry(meetup).values == {
        "UID": f"{meetup.code}@localhost",
        "SEQUENCE": "3",
        "DTSTAMP": "20270309T110000Z",
        "LAST-MODIFIED": "20270309T110000Z",
        "CREATED": "20270309T110000Z",
        "DTSTART": "20270424T120000Z",
        "DTEND": "20270424T150000Z",
        "SUMMARY": "Soep in de Dennenappel",
        "LOCATION": "De Dennenappel, Dennenlaan 12, Harderwijk",
        "DESCRIPTION": f"Neem een kom mee;\n\nwij koken, jij eet.\n\n{page}",
        "URL": page,
        "STATUS": "CONFIRMED",
    }


def test_in_winter_the_clocks_are_one_hour_from_utc(initiative: Initiative) -> None:
    starts_at = datetime(2027, 12, 4, 14, 0, tzinfo=ZONE)
    assert entry(make_meetup(initiative, starts_at=starts_at)).values["DTSTART"] == (
        "20271204T130000Z"
    )


def test_a_change_keeps_the_entry_and_cancelling_strikes_it_out(initiative: Initiative) -> None:
    meetup = make_meetup(initiative)
    before = entry(meetup).values
    meetup.state, meetup.cancelled_at, meetup.revision = MeetupState.CANCELLED, NOW, 1
    after = entry(meetup).values
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_a_hidden_place_is_told_only_to_guests(initiative: Initiative) -> None:
    meetup = make_meetup(initiative, hides_address=True, way="both", online_link=LINK)
    public = entry_of(meetup, shows_private=False, language="nl")
    assert "LOCATION" not in entry(meetup).values
    assert not [secret for secret in (b"Dennenlaan", b"geheim") if secret in public]
    private = entry(meetup, shows_private=True).values
    assert private["LOCATION"] == "De Dennenappel, Dennenlaan 12, Harderwijk"
    assert LINK in private["DESCRIPTION"]


def test_the_link_of_an_online_meetup_is_told_only_to_guests(initiative: Initiative) -> None:
    meetup = make_meetup(initiative, way="online", online_link=LINK, place_name="", address="")
    assert entry(meetup).values["LOCATION"] == "Online"
    assert entry(meetup, shows_private=True).values["LOCATION"] == LINK


def test_a_sensitive_topic_is_in_no_calendar_not_even_of_a_guest() -> None:
    initiative = make_initiative(is_sensitive=True)
    meetup = make_meetup(initiative, title="Praten over geloof", about="Over geloof.")
    for shows_private in (False, True):
        body = entry_of(meetup, shows_private=shows_private, language="en")
        assert b"geloof" not in body
        assert entry(meetup, shows_private=shows_private, language="en").values["SUMMARY"] == (
            "Meetup"
        )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_out_of_its_line(initiative: Initiative, text: str) -> None:
    """What calendars take is what was written, but for control characters."""
    meetup = make_meetup(initiative)
    meetup.title, meetup.about, meetup.place_name = text, f"a{text}b", text
    (event,) = read(calendar_of([written(meetup, language="nl")], language="nl", name=text)).all(
        "VEVENT"
    )
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in kept if char in "\n\t" or not "\x00" <= char < " ")
    kept = "".join(char for char in kept if not "\x7f" <= char <= "\x9f")
    assert event.values["SUMMARY"] == kept
    assert event.values["DESCRIPTION"].startswith(f"a{kept}b\n\nhttp")


def test_an_empty_calendar_is_one_still() -> None:
    calendar = read(calendar_of([], language="nl", name="Agenda; van, mij"))
    assert calendar.values["NAME"] == calendar.values["X-WR-CALNAME"] == "Agenda; van, mij"
    assert [part.name for part in calendar.parts] == ["VTIMEZONE"]


# --- the addresses -------------------------------------------------------------------------------
def test_everyone_gets_the_entry_of_a_meetup(client: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative, hides_address=True)
    response = client.get(reverse("agenda:entry", args=[meetup.code]))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert "X-Robots-Tag" not in response.headers
    assert response.content == entry_of(meetup, shows_private=False, language="nl")


def test_the_same_entry_is_not_sent_twice(client: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative)
    url = reverse("agenda:entry", args=[meetup.code])
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    Meetup.objects.update(revision=1)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_a_draft_has_no_entry(client: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative, state=MeetupState.DRAFT)
    assert client.get(reverse("agenda:entry", args=[meetup.code])).status_code == 404
    assert client.get(reverse("agenda:entry", args=["abcdefghjk"])).status_code == 404


def test_search_engines_leave_an_unlisted_entry(client: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative, is_listed=False)
    response = client.get(reverse("agenda:entry", args=[meetup.code]))
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("state", "knows"),
    [(state, state == RsvpState.CONFIRMED) for state in RsvpState],
)
def test_a_guest_with_a_seat_gets_the_place(
    client: Client, initiative: Initiative, state: RsvpState, knows: bool
) -> None:
    rsvp = make_rsvp(make_meetup(initiative, hides_address=True), state=state)
    response = client.get(reverse("agenda:guest_entry", args=[rsvp.token]))
    assert (b"Dennenlaan" in response.content) == knows
    assert response.headers["Cache-Control"] == "no-store"


def test_an_unknown_guest_gets_nothing(client: Client, initiative: Initiative) -> None:
    make_rsvp(make_meetup(initiative))
    assert client.get(reverse("agenda:guest_entry", args=["x" * 43])).status_code == 404
