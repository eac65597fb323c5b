"""The short address on a poster."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import User
from meetups.agenda.models import Meetup, MeetupState
from meetups.initiatives.models import Initiative
from tests.factories import NOW, make_initiative

from .makers import STARTS, make_meetup

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(organiser: User) -> Initiative:
    """A plan whose invitation page is open."""
    return make_initiative(organiser, is_public=True)


def leads_to(client: Client, initiative: Initiative) -> str:
    """Where the poster leads; empty when it shows the plan's own page."""
    with time_machine.travel(NOW, tick=False):
        response = client.get(f"/nl/m/{initiative.code}/")
    if response.status_code == 302:
        return str(response.headers["Location"])
    assert response.status_code == 200
    return ""


def test_it_leads_to_the_next_meetup(client: Client, shown: Initiative) -> None:
    make_meetup(shown, starts_at=STARTS + timedelta(days=7))
    first = make_meetup(shown)
    make_meetup(shown, starts_at=NOW - timedelta(days=2))
    assert leads_to(client, shown) == f"/nl/meetups/{first.code}/"


def test_a_meetup_that_is_going_on_is_still_the_next(client: Client, shown: Initiative) -> None:
    now_on = make_meetup(shown, starts_at=NOW - timedelta(hours=1))
    make_meetup(shown)
    assert leads_to(client, shown) == f"/nl/meetups/{now_on.code}/"


@pytest.mark.parametrize("state", [MeetupState.DRAFT, MeetupState.CANCELLED])
def test_without_an_open_meetup_it_shows_the_plan(
    client: Client, shown: Initiative, state: MeetupState
) -> None:
    make_meetup(shown, state=state, cancelled_at=NOW if state == "cancelled" else None)
    make_meetup(shown, starts_at=NOW - timedelta(days=2))
    assert leads_to(client, shown) == ""


def test_when_the_team_closed_its_page_nothing_is_found(client: Client, shown: Initiative) -> None:
    meetup = make_meetup(shown)
    Initiative.objects.update(is_public=False)
    assert client.get(f"/nl/m/{shown.code}/").status_code == 404
    assert Meetup.objects.get() == meetup
