"""Where people of an office begin: the way to their desk, and its first page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from meetups.accounts.models import Membership, Office, User
from meetups.dashboard.queries.sent import Summary
from meetups.dashboard.queue_wording import lead_words
from tests.agenda.makers import make_meetup
from tests.dashboard.desk import DESK, TODAY, sent, shown, titles
from tests.factories import NOW, make_member, make_office, make_user
from tests.signing_in import sign_in

START = "/en/desk/"


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


# --- the way there -------------------------------------------------------------------------------
def test_to_the_only_desk(desk: Client) -> None:
    response = desk.get(START)
    assert (response.status_code, response["Location"]) == (302, DESK)


def test_who_works_for_two_offices_chooses(desk: Client, reviewer: User) -> None:
    Membership.objects.create(office=make_office("GM0622"), user=reviewer)
    page = shown(desk, START)
    assert f'<a href="{DESK}">Gemeente Harderwijk</a>' in page
    assert '<a href="/en/offices/GM0622/desk/">Gemeente Vlaardingen</a>' in page


@pytest.mark.parametrize("who", ["organiser", "stranger", "curator"])
def test_others_have_no_desk(who: str, client: Client, request: pytest.FixtureRequest) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(START).status_code == 404


def test_the_desk_asks_a_second_factor(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer, second_factor=False)
    assert client.get(START).status_code == client.get(DESK).status_code == 302
    client.logout()
    assert client.get(START)["Location"].endswith(f"?next={START}")


def test_the_header_leads_there_and_says_so(desk: Client) -> None:
    link = '<li><a href="/en/desk/"{}>Desk</a></li>'
    assert link.format("") in shown(desk, "/en/initiatives/")
    assert link.format(' aria-current="true"') in shown(desk, DESK)


def test_no_desk_in_the_header_of_others(client: Client, organiser: User) -> None:
    sign_in(client, organiser)
    assert 'href="/en/desk/"' not in shown(client, "/en/initiatives/")


# --- the first page ------------------------------------------------------------------------------
def test_what_waits_what_may_stop_and_where_something_happens(
    desk: Client, organiser: User
) -> None:
    for number in range(4):
        sent(organiser, f"Plan {number}", days=number)
    sent(organiser, "Vandaag", days=10)
    sent(organiser, "Eerst", days=11)
    orphan = sent(organiser, "Wees", status="running", first_date=TODAY - timedelta(30))
    orphan.members.all().delete()
    page = shown(desk, DESK)
    assert (
        "6 plans wait for you. To one of them your answer is late. "
        "One of them must be answered today. 1 initiative may stop."
    ) in page
    assert titles(page)[:5] == ["Eerst", "Vandaag", "Plan 3", "Plan 2", "Plan 1"]
    assert f'<a href="{DESK}plans/?standing=us">All 6 plans that wait for you</a>' in page
    assert f'<a href="/en/initiatives/{orphan.pk}/review/">Wees</a>' in page
    assert "Who reviews" not in page


def test_nothing_to_do(desk: Client) -> None:
    page = shown(desk, DESK)
    assert "No plan waits for you." in page
    assert "Nothing waits for you." in page
    assert "Every initiative stands" in page


@pytest.mark.parametrize(
    ("numbers", "may_stop", "words"),
    [
        (
            (4, 0, 1, 0),
            3,
            "4 plans wait for you. One of them must be answered today. 3 initiatives may stop.",
        ),
        (
            (1, 0, 1, 0),
            1,
            "1 plan waits for you. It must be answered today. 1 initiative may stop.",
        ),
        ((1, 1, 0, 1), 0, "1 plan waits for you. You review it. Your answer is late."),
        (
            (5, 2, 2, 3),
            0,
            "5 plans wait for you. You review 2 of them. To 3 of them your answer is late. "
            "2 of them must be answered today.",
        ),
    ],
)
def test_the_lead(numbers: tuple[int, int, int, int], may_stop: int, words: str) -> None:
    with translation.override("en"):
        assert " ".join(lead_words(Summary(*numbers), may_stop)) == words


def test_who_is_in_the_team_comes_to_the_plan_itself(
    desk: Client, organiser: User, reviewer: User
) -> None:
    plan = sent(organiser)
    make_member(plan, reviewer)
    page = shown(desk, DESK)
    assert f'<th scope="row"><a href="/en/initiatives/{plan.pk}/">Plan</a>' in page


def test_as_many_queries_for_one_plan_as_for_many(
    desk: Client, office: Office, organiser: User
) -> None:
    """Twenty-six, and two for a format that is not in the catalogue, where numbers go on."""

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(desk, DESK)
        return len(queries)

    def add(number: int) -> None:
        for one in range(number):
            sent(organiser, days=one)
            plan = sent(make_user(f"U{organiser.teams.count()}"), status="running")
            plan.members.all().delete()
            make_meetup(plan)

    add(1)
    shown(desk, DESK)  # which draws the map first
    once = count()
    add(9)
    assert once == count() <= 28
