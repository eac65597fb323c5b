"""A plan's page about its municipality: what everyone around the plan sees and can do there."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import Side, Status, moves_from
from meetups.initiatives.models import Initiative, StepOrigin
from meetups.support.models import PromiseState
from tests.factories import NOW, make_step
from tests.signing_in import sign_in
from tests.support.makers import make_money, make_promise, make_request


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    """A session that was begun today would be over by then."""
    with time_machine.travel(NOW, tick=False):
        yield


MOST = 24


def page_of(client: Client, initiative: Initiative) -> str:
    return client.get(f"/en/initiatives/{initiative.pk}/support/").content.decode()


def offered(page: str) -> list[str]:
    return re.findall(r'/move/([a-z-]+)/"', page)


def put(status: str, **columns: Any) -> None:
    values = {"submitted_at": None if status == Status.DRAFT else NOW}
    Initiative.objects.update(status=status, **values | columns)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", ["organiser", "helper", "reviewer"])
def test_everyone_sees_the_moves_that_are_theirs(
    status: Status,
    who: str,
    client: Client,
    initiative: Initiative,
    office: Office,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    put(status)
    if who == "reviewer" and status == Status.DRAFT:
        assert client.get(f"/en/initiatives/{initiative.pk}/support/").status_code == 404
        return
    side = {"organiser": Side.ORGANISER, "reviewer": Side.REVIEWER}.get(who)
    possible = moves_from(status, side=side, has_office=True) if side else []
    expected = [found.slug for found in possible]
    assert offered(page_of(client, initiative)) == expected


def test_a_plan_where_no_office_is(client: Client, initiative: Initiative, organiser: User) -> None:
    client.force_login(organiser)
    page = page_of(client, initiative)
    assert "There is no municipality here to send it to" in page
    assert "Call the municipality of Harderwijk" in page
    assert offered(page) == ["begin-without-office", "stop"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "You get an answer before Friday 19 March."),
        (11, "You should have had an answer before Friday 19 March. Call and ask."),
    ],
)
def test_when_an_answer_may_be_expected(
    days: int, words: str, client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    put(Status.SUBMITTED)
    with time_machine.travel(NOW + timedelta(days), tick=False):
        client.force_login(organiser)
        assert words in page_of(client, initiative)


def test_whom_to_ask_what_is_asked_and_what_money_costs(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    Office.objects.update(
        contact_phone="0341 411 911",
        hours_en="Monday to Thursday",
        hours_nl="Maandag tot donderdag",
        grants_en="Send the receipts.",
        grants_nl="Stuur de bonnetjes.",
    )
    step = make_step(
        initiative, "Ask for a permit", origin=StepOrigin.OFFICE, days_before=28, why_en="A rule"
    )
    make_step(initiative, "Buy bread")
    client.force_login(organiser)
    page = page_of(client, initiative)
    for words in ("Team Wijken", "tel:0341411911", "Monday to Thursday", "Send the receipts."):
        assert words in page
    assert f'#step-{step.pk}">Ask for a permit</a>' in page
    assert "before 27 March, 4 weeks ahead. A rule" in page
    assert "Buy bread" not in page


def test_promises_as_both_sides_see_them(
    client: Client, initiative: Initiative, organiser: User, reviewer: User
) -> None:
    put(Status.RUNNING)
    make_promise(initiative, "Al gedaan", state=PromiseState.KEPT)
    make_promise(initiative, "Stukje", state=PromiseState.WITHDRAWN, why="De krant is gestopt.")
    make_money(initiative, 1_200_00, paid_cents=5_00, is_once=True, then="Vraag het fonds.")
    make_promise(initiative, "Te laat", late=3, owner=reviewer)
    for user, acts in ((organiser, 0), (reviewer, 2)):
        sign_in(client, user)
        page = page_of(client, initiative)
        listed = page[page.index('id="promises"') : page.index('id="thread"')]
        texts = ["Te laat", "Boodschappen", "Al gedaan", "Stukje"]
        places = [listed.index(f">{text}<") for text in texts]
        assert places == sorted(places)
        late = listed[: places[0]]
        assert "bb-badge--negative" in late
        assert ">late<" in re.sub(r"<svg.*?</svg>", ">", late).replace(">>", ">")
        assert "by Marit, was due 6 March, 3 days late." in listed
        assert "€\xa01,200" in listed
        assert "€\xa05 is paid" in listed
        assert "This is once only. After it: Vraag het fonds." in listed
        assert "De krant is gestopt." in listed
        assert listed.count("/withdraw/") == acts
        assert ("This should have been done." in listed) is (user == organiser)


def test_requests_as_both_sides_see_them(
    client: Client, initiative: Initiative, organiser: User, helper: User, reviewer: User
) -> None:
    put(Status.RUNNING)
    make_request(initiative, "Een zaal", kind="place", asked_by=organiser)
    answer = {"state": "declined", "answer": "Die is vol.", "answered_at": NOW}
    make_request(initiative, "Tafels", answered_by=reviewer, **answer)
    ask, decline = "/help/ask/", "/decline/"
    for user, expected in (
        (organiser, (True, 1, 0)),
        (helper, (False, 0, 0)),
        (reviewer, (False, 0, 1)),
    ):
        sign_in(client, user)
        page = page_of(client, initiative)
        listed = page[page.index('id="requests"') : page.index('id="promises"')]
        assert "Die is vol." in listed
        assert "waits for an answer" in listed
        assert (ask in listed, listed.count("/withdraw/"), listed.count(decline)) == expected


def test_of_a_draft_nothing_can_be_asked_and_the_page_says_why(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    client.force_login(organiser)
    page = page_of(client, initiative)
    assert "Send the plan to the municipality first." in page
    assert "/help/ask/" not in page
    assert 'action="/en/initiatives/1/support/write/"' not in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_with_much_on_it(
    number: int,
    client: Client,
    initiative: Initiative,
    organiser: User,
    office: Office,
    django_assert_max_num_queries: Any,
) -> None:
    put(Status.RUNNING)
    client.force_login(organiser)
    for _ in range(number):
        make_step(initiative, origin=StepOrigin.OFFICE)
        make_request(initiative, asked_by=organiser)
        make_promise(initiative, owner=organiser)
        initiative.messages.create(side="team", by=organiser, text="Dag", at=NOW)
    with django_assert_max_num_queries(MOST):
        assert page_of(client, initiative).count("Kook soep.") == number
