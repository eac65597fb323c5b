"""A walk through the demo: every page of every plan, for everyone who signs in by one click.

What others may not see is knocked at twice; the doors of plans have a test of their own.
"""

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from meetups.demo.people import PEOPLE, Person
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.initiatives.views.workspace import TABS
from tests.demo.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> None:
    """The day that the demo was made on."""
    time_machine.move_to(TODAY)


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
    office = client.get(reverse("initiatives:office")).content.decode()
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
        assert response.status_code == (200 if initiative.is_public else 404)
