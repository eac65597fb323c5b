"""The ledger of an office: what teams ask, what is promised, the late ones first."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.dashboard.queries import money as queries
from meetups.initiatives.models import Initiative
from meetups.support.models import PromiseState
from tests.factories import NOW, make_initiative, make_reviewer
from tests.signing_in import sign_in
from tests.support.makers import TODAY, make_money, make_promise, make_request

pytestmark = pytest.mark.django_db
URL = "/en/offices/GM0243/desk/promises/"


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    """Fatma's plan, sent to the office."""
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    initiative.refresh_from_db()
    return initiative


@pytest.fixture
def desk(client: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Marit at her desk."""
    monkeypatch.setattr("meetups.clock.now", lambda: NOW)
    sign_in(client, reviewer)
    return client


def shown(page: str) -> list[str]:
    """The texts in the first column of the ledger."""
    return re.findall(r'<th scope="row">([^<]+)<span', page)


def test_what_is_late_comes_first_and_what_is_settled_last(
    plan: Initiative, office: Office
) -> None:
    make_promise(plan, "kept", state=PromiseState.KEPT)
    make_promise(plan, "kept later", state=PromiseState.KEPT, settled_at=NOW + timedelta(1))
    make_promise(plan, "soon")
    make_promise(plan, "late", late=1)
    make_promise(plan, "very late", late=9)
    found = queries.ledger(office, state="", kind="", owner=None, today=TODAY)
    assert [row.text for row in found] == ["very late", "late", "soon", "kept later", "kept"]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["late", "soup", "kept"]),
        ("state=late", ["late"]),
        ("state=promised", ["late", "soup"]),
        ("state=kept", ["kept"]),
        ("kind=money", ["soup"]),
        ("owner={marit}", ["kept"]),
        ("state=nonsense&owner=x", ["late", "soup", "kept"]),
    ],
)
def test_the_ledger_filters(
    query: str, texts: list[str], desk: Client, plan: Initiative, reviewer: User
) -> None:
    make_promise(plan, "late", late=2)
    make_promise(plan, "soup", kind="money", cents=100, year=2027)
    make_promise(plan, "kept", state=PromiseState.KEPT, owner=reviewer)
    page = desk.get(f"{URL}?{query.format(marit=reviewer.pk)}").content.decode()
    assert shown(page) == texts


def test_open_requests_stand_above_and_lateness_is_said_in_words(
    desk: Client, plan: Initiative
) -> None:
    make_request(plan, "Een zaal", kind="place")
    make_request(plan, "Al beantwoord", state="withdrawn")
    make_promise(plan, "Tafels", late=2)
    page = desk.get(URL).content.decode()
    assert shown(page) == ["Een zaal", "Tafels"]
    assert "1 promise is late" in page
    assert "was due 7 March, 2 days late" in page


def test_a_plan_that_was_taken_back_is_not_named(desk: Client, plan: Initiative) -> None:
    make_promise(plan, "Tafels")
    Initiative.objects.update(status="draft")
    page = desk.get(URL).content.decode()
    assert plan.title not in page
    assert "A plan that the team took back" in page


def test_another_office_sees_none_of_it(
    client: Client, plan: Initiative, other_reviewer: User
) -> None:
    make_promise(plan, "Tafels")
    make_request(plan, "Een zaal")
    sign_in(client, other_reviewer)
    assert client.get(URL).status_code == 404
    page = client.get("/en/offices/GM0622/desk/promises/").content.decode()
    assert shown(page) == []


def fill(office: Office, number: int) -> None:
    """So many plans, each with a promise, money and an open request."""
    for place in range(number):
        marit = make_reviewer(office, f"Collega{place}")
        plan = make_initiative(marit, status="submitted", submitted_at=NOW)
        make_promise(plan, late=1, owner=marit)
        make_money(plan, 100, owner=marit)
        make_request(plan)


@pytest.mark.parametrize("number", [1, 12])
def test_the_ledger_costs_the_same_with_many(
    number: int,
    desk: Client,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    monkeypatch.setattr(queries, "ON_A_PAGE", 10)
    fill(office, number)
    with django_assert_max_num_queries(13):
        page = desk.get(URL).content.decode()
    assert len(shown(page)) == min(number, 10) + min(2 * number, 10)
    assert ("2 more wait after these." in page) is (number == 12)
    assert ("Page 1 of 3" in page) is (number == 12)
