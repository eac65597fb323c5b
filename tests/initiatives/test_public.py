"""The invitation page: for everyone with its address, while the team wants it."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from meetups.accounts.models import User
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative, SafetyPoint
from tests.factories import make_initiative, make_place, make_step, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(organiser: User) -> Initiative:
    """A plan whose page is open."""
    return make_initiative(organiser, is_public=True, starts_at=time(14), ends_at=time(16))


def page(client: Client, code: str, status: int = 200) -> str:
    response = client.get(f"/en/m/{code}/")
    assert response.status_code == status
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store"
    return " ".join(response.content.decode().split())


def test_an_open_page_says_what_when_where_and_how_to_come(
    client: Client, shown: Initiative
) -> None:
    shown.place = make_place(
        shown.area, address="Dennenlaan 12", step_free=True, accessible_toilet=True
    )
    shown.contact_line = "Bel Anneke: 06 12 34 56 78"
    shown.times_planned = 3
    shown.save()
    said = page(client, shown.code)
    for words in (
        *("<h1>Samen koken, samen eten</h1>", "Stadsdennen, Harderwijk"),
        *("We eat together.", "Everyone is welcome.", "Saturday 24 April 2027"),
        *("14.00 to 16.00", "This is the first of 3 times.", "De Dennenappel, Dennenlaan 12"),
        *("No steps. There is a toilet for wheelchairs.", "Bel Anneke: 06 12 34 56 78"),
    ):
        assert words in said
    assert "<form" not in said


def test_without_more_it_says_what_follows(client: Client, shown: Initiative) -> None:
    Initiative.objects.update(starts_at=None)
    said = page(client, shown.code)
    for words in ("The time follows.", "The place follows.", "You hear more from the organisers."):
        assert words in said


def test_nobody_is_named_and_nothing_of_the_plan_is_told(client: Client, shown: Initiative) -> None:
    Initiative.objects.update(
        aim="Het geheime doel", answers={"situation": ["conflict"], "tension": ["high"]}
    )
    make_step(shown, "De geheime stap")
    SafetyPoint.objects.create(initiative=shown, key="x", text_nl="Gevaar", text_en="Danger")
    said = page(client, shown.code)
    hidden = ("Fatma", "fatma@", "geheime", "conflict", "high", "Danger", "Gevaar", "Soup in the")
    assert [words for words in hidden if words in said] == []


@pytest.mark.parametrize(
    ("is_sensitive", "shows_place", "tells"),
    [
        (False, None, True),
        (False, False, False),
        (True, None, False),
        (True, True, True),
        (True, False, False),
    ],
)
def test_the_place_is_told_as_the_team_wants(
    client: Client, shown: Initiative, is_sensitive: bool, shows_place: bool | None, tells: bool
) -> None:
    place = make_place(shown.area, address="Dennenlaan 12", step_free=True)
    Initiative.objects.update(place=place, is_sensitive=is_sensitive, shows_place=shows_place)
    said = page(client, shown.code)
    found = [words in said for words in ("De Dennenappel", "Dennenlaan 12", "No steps.")]
    assert found == [tells] * 3


def test_a_closed_page_and_one_that_never_was_are_the_same(
    client: Client, shown: Initiative
) -> None:
    Initiative.objects.update(is_public=False)
    closed, unknown = page(client, shown.code, 404), page(client, "zzzzzzzzzz", 404)
    assert closed.replace(shown.code, "zzzzzzzzzz") == unknown
    assert "This invitation is not open" in closed
    assert "Samen koken" not in closed


@pytest.mark.parametrize("status", Status)
def test_nobody_is_invited_to_a_plan_that_ended(
    client: Client, shown: Initiative, status: str
) -> None:
    Initiative.objects.update(status=status)
    has_ended = status in {Status.COMPLETED, Status.STOPPED, Status.DECLINED}
    page(client, shown.code, 404 if has_ended else 200)


def test_the_team_itself_finds_a_closed_page_closed(
    client: Client, organiser: User, shown: Initiative
) -> None:
    Initiative.objects.update(is_public=False)
    client.force_login(organiser)
    page(client, shown.code, 404)


def test_the_address_on_paper_leads_to_the_page_in_the_readers_language(
    client: Client, shown: Initiative
) -> None:
    for language in ("nl", "en"):
        response = client.get(f"/m/{shown.code}/", headers={"Accept-Language": language})
        assert (response.status_code, response["Location"]) == (302, f"/{language}/m/{shown.code}/")


def test_a_visitor_changes_nothing(client: Client, shown: Initiative) -> None:
    assert client.post(reverse("agenda:poster", args=[shown.code])).status_code == 405


def test_the_page_of_another_plan_stays_closed(client: Client, shown: Initiative) -> None:
    other = make_initiative(make_user("Noor"), title="Iets anders")
    page(client, other.code, 404)
