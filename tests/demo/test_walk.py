"""A walk through the demo: every page of every plan, for everyone who signs in by one click.

What others may not see is knocked at twice; the doors of plans have a test of their own.
"""

from datetime import datetime, time

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from meetups.accounts.models import User
from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.agenda.times import ZONE
from meetups.demo.people import PEOPLE, Person
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.initiatives.views.workspace import TABS
from tests.demo.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

NOON = datetime.combine(TODAY, time(12), ZONE)


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> None:
    """The day that the demo was made on."""
    time_machine.move_to(NOON)


def may_see(person: Person, initiative: Initiative) -> bool:
    """The rule, told once more: the team, and the office that it was submitted to."""
    if initiative.members.filter(user__email=person.email).exists():
        return True
    is_office = person.office == initiative.municipality.code
    return is_office and initiative.status != Status.DRAFT


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.slug)
def test_every_tab_of_every_plan(client: Client, person: Person) -> None:
    client.post(reverse("demo:sign_in", args=[person.slug]))
    for initiative in Initiative.objects.select_related("municipality"):
        expected, tabs = (200, TABS) if may_see(person, initiative) else (404, TABS[:2])
        for name, _words in tabs:
            response = client.get(reverse(name, args=[initiative.pk]))
            assert response.status_code == expected, (initiative.title, name)


@pytest.mark.parametrize("slug", ["fatma", "anneke"])
def test_what_organisers_do_opens(client: Client, slug: str) -> None:
    client.post(reverse("demo:sign_in", args=[slug]))
    own = Initiative.objects.filter(
        members__user__email=f"{slug}@demo.example", members__role="organiser"
    )
    assert own.count() >= 3
    for initiative in own:
        for name in ("advice", "edit", "move_date", "copy", "budget_csv"):
            response = client.get(reverse(f"initiatives:{name}", args=[initiative.pk]))
            assert response.status_code == 200, (initiative.title, name)


def test_the_lists(client: Client) -> None:
    client.post(reverse("demo:sign_in", args=["fatma"]))
    mine = client.get(reverse("initiatives:mine")).content.decode()
    for title in (
        "Samen koken, samen eten",
        "Ons plein, samen bedacht",
        "Een kaartje voor de buren",
    ):
        assert title in mine
    client.post(reverse("demo:sign_in", args=["marit"]))
    office = client.get(reverse("dashboard:queue", args=["GM0243"])).content.decode()
    for title in ("Samen koken, samen eten", "Vertel eens, hoe was dat?"):
        assert title in office
    assert "Een kaartje voor de buren" not in office


def test_open_invitation_pages(client: Client) -> None:
    public = Initiative.objects.filter(is_public=True)
    assert [initiative.title for initiative in public] == [
        "Koffie op de stoep in de Zeebuurt",
        "Zingen kan iedereen, in Lombok",
        "Tegels eruit, planten erin",
    ]
    for initiative in Initiative.objects.all():
        response = client.get(reverse("agenda:poster", args=[initiative.code]))
        assert response.status_code == (302 if initiative.is_public else 404)
        if initiative.is_public:
            shown = initiative.meetups.filter(state=MeetupState.SHOWN, ends_at__gt=NOON)
            assert response.headers["Location"] == shown[0].get_absolute_url()


def test_the_page_of_every_meetup(client: Client) -> None:
    for meetup in Meetup.objects.all():
        response = client.get(meetup.get_absolute_url())
        expected = 404 if meetup.state == MeetupState.DRAFT else 200
        assert response.status_code == expected, meetup.title


def test_the_page_of_every_guest(client: Client) -> None:
    with_link = Rsvp.objects.exclude(token_digest=None)
    assert set(with_link.values_list("state", flat=True)) == set(RsvpState.values) - {"removed"}
    for rsvp in with_link:
        response = client.get(reverse("agenda:guest", args=[rsvp.token]))
        assert response.status_code == 200, (rsvp.name, rsvp.state)


@pytest.mark.parametrize("slug", ["anneke", "rachida"])
def test_what_a_team_reads_of_its_meetups(client: Client, slug: str) -> None:
    client.force_login(User.objects.get(email=f"{slug}@demo.example"))
    own = Meetup.objects.filter(initiative__members__user__email=f"{slug}@demo.example")
    for meetup in own.exclude(rsvps=None).distinct():
        for name in ("desk", "guests"):
            response = client.get(reverse(f"agenda:{name}", args=[meetup.initiative_id, meetup.pk]))
            assert response.status_code == 200, (meetup.title, name)
    assert own.exclude(rsvps=None).distinct().count() >= 3


def test_the_agenda(client: Client) -> None:
    page = client.get(reverse("agenda:area", args=["GM0344"])).content.decode()
    assert "Zingen in Lombok" in page
    page = client.get(reverse("agenda:area", args=["GM0622"])).content.decode()
    assert "Tegels eruit, planten erin" in page
    assert "Drie vragen aan tafel" not in page
