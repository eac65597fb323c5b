"""Every form of the agenda, filled in with anything: of organisers, of guests and of everyone."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.agenda.forms.filters import FilterForm
from meetups.agenda.models import Meetup, RsvpState
from tests.agenda.makers import make_meetup, make_rsvp
from tests.doors.plans import RIGHTS, World, world
from tests.forms_of_pages import Form
from tests.fuzz import CANARY, TIMES, VALUES, fill_in_all, forms_on
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
HOUR = timedelta(hours=1)
LINK = "https://meet.example.org/kamer"


@pytest.fixture
def around() -> World:
    return world()


def meetups(around: World) -> list[Meetup]:
    """One in a month, one that is cancelled, and one that goes on right now, each with guests."""
    now = timezone.now()
    around.plan.meetups.update(needs_asked=["halal", "lift"], party_most=4, online_link=LINK)
    ahead = around.plan.meetups.get()
    gone = make_meetup(
        around.plan,
        state="cancelled",
        cancelled_at=now,
        starts_at=now + 24 * HOUR,
        title="Afgelast",
    )
    here = make_meetup(around.plan, starts_at=now - HOUR, title="Nu")
    for meetup in (ahead, here):
        for name, state in (("Bo", RsvpState.OFFERED), ("Jo", RsvpState.WAITING)):
            make_rsvp(meetup, name, state, email=f"{name}{meetup.pk}@example.org")
    make_rsvp(here, "Mo", party=2)
    return [ahead, gone, here]


def names_of(forms: list[Form]) -> set[str]:
    """The last part of the address that each is sent to."""
    return {form.action.partition("#")[0].rstrip("/").rpartition("/")[2] for form in forms}


def test_forms_of_organisers(around: World, client: Client) -> None:
    organiser = around.people["organiser"]
    assert organiser
    sign_in(client, organiser)
    at = around.path("{at}/meetups/")
    found = meetups(around)
    parts = ("", "edit/", "cancel/", "seats/", "write/", "guests/", "guests/came/")
    pages = [at, f"{at}new/", *(f"{at}{m.pk}/{part}" for m in found for part in parts)]
    forms = forms_on(client, pages, "/meetups/")
    note = {"to": ["coming"], "text": ["Neem een lepel mee."], "send": ["1"]}
    kinds = {"to": "radio", "text": "textarea", "send": "button"}
    forms.append(Form(f"{at}{found[0].pk}/write/", kinds, note))
    asked = {"new", "edit", "cancel", "seats", "write", "add", "came"}
    assert asked <= names_of(forms)
    fill_in_all(client, forms)


def test_forms_of_everyone_and_of_guests(around: World, client: Client) -> None:
    ahead = meetups(around)[0]
    states = (RsvpState.PENDING, RsvpState.CONFIRMED, RsvpState.WAITING, RsvpState.WITHDRAWN)
    guests = [make_rsvp(ahead, f"Gast{state}", state) for state in states]
    pages = [
        f"/nl/meetups/{ahead.code}/",
        "/nl/guests/data/",
        f"/nl/guests/data/{RIGHTS}/",
        *(f"/nl/guests/{guest.token}/" for guest in guests),
    ]
    forms = [form for ours in ("/meetups/", "/guests/") for form in forms_on(client, pages, ours)]
    assert {"come", "confirm", "number", "data"} <= names_of(forms)
    fill_in_all(client, forms)


AGENDA = [
    *("agenda/", "agenda/month/", "agenda/calendar.ics", "agenda/feed.atom"),
    *("agenda/WK024305/", "agenda/WK024305/month/", "agenda/WK024305/map/"),
    *("agenda/WK024305/calendar.ics", "agenda/WK024305/feed.atom", "agenda/WK024305/embed/"),
]
ASKED = [*FilterForm.base_fields, "month", "page", "all"]
anything = settings(max_examples=TIMES * 5, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_the_address_of_the_agenda_asks(around: World, client: Client) -> None:
    meetups(around)

    @anything
    @given(
        st.sampled_from(AGENDA),
        st.dictionaries(st.sampled_from(ASKED), VALUES, min_size=1, max_size=3),
    )
    def asked(page: str, odd: dict[str, str]) -> None:
        response = client.get(f"/nl/{page}?{urlencode(odd)}")
        assert response.status_code < 500
        assert CANARY not in response.content.decode()

    asked()


HELD = [
    *("guests/{}/", "guests/{}/meetup.ics", "guests/data/{}/", "mail/stop/{}/"),
    *("meetups/{}/", "meetups/{}/meetup.ics", "m/{}/", "agenda/{}/", "agenda/{}/embed/"),
]


def test_who_makes_up_a_link_finds_nothing(around: World, client: Client) -> None:
    @anything
    @given(st.sampled_from(HELD), VALUES)
    def opened(page: str, odd: str) -> None:
        response = client.get("/nl/" + page.format(quote(odd, safe="")))
        assert response.status_code < 500
        assert CANARY not in response.content.decode()

    opened()
