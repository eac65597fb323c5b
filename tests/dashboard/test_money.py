"""The money of an office per year: what there is, is promised and paid, and to whom."""

import re
from typing import Any

import pytest
from django.test import Client

from meetups.accounts.models import Membership, Office, User
from meetups.dashboard.queries import money as queries
from meetups.initiatives.models import Initiative
from meetups.support.models import PromiseState, YearBudget
from tests.factories import NOW, make_initiative, make_user
from tests.signing_in import sign_in
from tests.support.makers import TODAY, make_budget, make_money

pytestmark = pytest.mark.django_db
URL = "/en/offices/GM0243/desk/money/"


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


@pytest.fixture
def manager(desk: Client) -> Client:
    Membership.objects.update(role="manager")
    return desk


def cells(page: str) -> list[str]:
    """The amounts on the page, row by row."""
    return re.findall(r'<td class="is-num"[^>]*>([^<]*)</td>', page)


def test_a_year_adds_up_in_the_language_of_the_reader(
    desk: Client, plan: Initiative, office: Office
) -> None:
    make_budget(office, 12_500_00)
    make_money(plan, 3_000_00, paid_cents=1_000_50)
    make_money(plan, 500_00, paid_cents=250_00, state=PromiseState.KEPT)
    page = desk.get(URL).content.decode()
    assert cells(page) == [
        *("not set", "€\xa00", "€\xa00", "€\xa00"),  # 2028
        *("€\xa012,500", "€\xa01,999.50", "€\xa01,250.50", "€\xa09,250"),
        *("€\xa01,999.50", "€\xa01,250.50"),
    ]
    assert f"/en/initiatives/{plan.pk}/review/" in page
    dutch = desk.get("/nl/offices/GM0243/desk/money/").content.decode()
    assert cells(dutch)[4:6] == ["€\xa012.500", "€\xa01.999,50"]


def test_years_that_have_anything_are_there(office: Office, plan: Initiative) -> None:
    make_budget(office, year=2025)
    make_money(plan, 100)
    assert list(queries.years_of(office, TODAY)) == [2028, 2027, 2025]


def test_a_plan_that_was_taken_back_is_not_named(desk: Client, plan: Initiative) -> None:
    make_money(plan, 100)
    Initiative.objects.update(status="draft")
    page = desk.get(URL).content.decode()
    assert plan.title not in page
    assert cells(page)[-2:] == ["€\xa01", "€\xa00"]


def test_a_manager_sets_the_budget(manager: Client, plan: Initiative, office: Office) -> None:
    url = f"{URL}2028/"
    done = manager.post(url, {"cents": "1,250,000", "version": "0"})
    assert done["Location"] == f"{URL}?year=2028"
    assert YearBudget.objects.get(year=2028).cents == 1_250_000_00
    make_money(plan, 200_00)
    refused = manager.post(f"{URL}2027/", {"cents": "150", "version": "0"})
    assert refused.status_code == 409
    assert "€\xa0200 is promised already" in refused.content.decode()
    assert 'value="150"' in refused.content.decode()
    for wrong in ("", "veel", "100,000,001"):
        assert manager.post(url, {"cents": wrong}).status_code == 422
    assert manager.post(f"{URL}1999/", {"cents": "1"}).status_code == 404
    assert YearBudget.objects.get().year == 2028


def test_a_reviewer_does_not(desk: Client) -> None:
    assert "Budget of the year, in euros" not in desk.get(URL).content.decode()
    assert desk.post(f"{URL}2027/", {"cents": "100"}).status_code == 404
    assert not YearBudget.objects.exists()


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_costs_the_same_with_many(
    number: int,
    manager: Client,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    monkeypatch.setattr(queries, "ON_A_PAGE", 10)
    for place in range(number):
        plan = make_initiative(make_user(f"P{place}"), status="submitted", submitted_at=NOW)
        make_money(plan, 100 * (place + 1))
    with django_assert_max_num_queries(12):
        page = manager.get(URL).content.decode()
    assert len(cells(page)) == 8 + 2 * min(number, 10)
    assert ("Page 1 of 2" in page) is (number == 12)
