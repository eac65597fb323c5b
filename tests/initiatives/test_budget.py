"""The budget: what adds up, what is refused, who changes it, and the sheet to take along."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import Occasion, Office, OfficeRule, User
from meetups.initiatives.budget_sheet import sheet
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import BudgetLine, Event, EventKind, Funding, Initiative, Payer
from meetups.initiatives.models.base import CENTS
from meetups.initiatives.queries.budget import BudgetOverview, Fit, PayerSums, budget_overview
from meetups.initiatives.services.budget import MOST_ROWS, add_money
from meetups.initiatives.services.errors import PlanError
from meetups.suggestions.models import ActivityType
from tests.factories import NOW, make_user, publish_now
from tests.signing_in import sign_in

HTMX: Any = {"headers": {"HX-Request": "true"}}
LINE = {"name": "Boodschappen", "planned_cents": "220", "spent_cents": "", "payer": "own"}
FUNDING = {"payer": "fund", "name": "Oranje Fonds", "cents": "150,00", "state": "asked"}


def make_line(initiative: Initiative, name: str = "Boodschappen", **columns: Any) -> BudgetLine:
    values = {"planned_cents": 22_000, "payer": Payer.OWN, "changed_at": NOW}
    return BudgetLine.objects.create(initiative=initiative, name=name, **values | columns)


def make_funding(initiative: Initiative, cents: int, **columns: Any) -> Funding:
    values = {"payer": Payer.FUND, "state": "asked", "changed_at": NOW}
    return Funding.objects.create(initiative=initiative, cents=cents, **values | columns)


def url(initiative: Initiative, rest: str = "") -> str:
    return f"/nl/initiatives/{initiative.pk}/budget/{rest}"


# --- what adds up --------------------------------------------------------------------------------
def test_an_empty_budget(initiative: Initiative) -> None:
    budget = budget_overview(initiative)
    assert (budget.planned, budget.spent, budget.missing, budget.is_spent) == (0, 0, 0, False)
    assert (budget.payers, budget.fit) == ([], Fit.WITHIN)


def test_who_pays_and_what_is_missing(initiative: Initiative) -> None:
    make_line(initiative, planned_cents=10_000, payer=Payer.OWN, spent_cents=12_050)
    make_line(initiative, planned_cents=20_000, payer=Payer.FUND)
    make_line(initiative, planned_cents=5_000, payer=Payer.OFFICE, spent_cents=0)
    make_funding(initiative, 7_000, state="received")
    make_funding(initiative, 3_000, state="promised")
    make_funding(initiative, 50_000, state="refused")
    make_funding(initiative, 5_000, payer=Payer.OFFICE)
    budget = budget_overview(initiative)
    assert budget.payers == [
        PayerSums(Payer.OWN, planned=10_000, asked=0, promised=0, received=0),
        PayerSums(Payer.OFFICE, planned=5_000, asked=5_000, promised=0, received=0),
        PayerSums(Payer.FUND, planned=20_000, asked=0, promised=3_000, received=7_000),
    ]
    assert (budget.planned, budget.spent, budget.over) == (35_000, 12_050, -22_950)
    assert (budget.asked, budget.promised, budget.received) == (5_000, 3_000, 7_000)
    assert [row.missing for row in budget.payers] == [0, 5_000, 10_000]
    assert budget.missing == 15_000


def test_what_you_collect_is_not_counted_beside_what_you_pay(initiative: Initiative) -> None:
    make_line(initiative, planned_cents=10_000, payer=Payer.OWN)
    make_line(initiative, planned_cents=10_000, payer=Payer.FUND)
    make_funding(initiative, 4_000, payer=Payer.OWN, state="received")
    assert budget_overview(initiative).missing == 10_000
    make_funding(initiative, 9_000, payer=Payer.OWN, state="promised")
    assert budget_overview(initiative).missing == 7_000


@pytest.mark.parametrize(
    ("planned", "fit"),
    [
        (9_999, Fit.BELOW),
        (10_000, Fit.WITHIN),
        (50_000, Fit.WITHIN),
        (50_001, Fit.ABOVE),
    ],
)
def test_beside_what_the_format_mostly_costs(
    initiative: Initiative, planned: int, fit: Fit
) -> None:
    initiative.activity_type.cost_min, initiative.activity_type.cost_max = 100, 500
    make_line(initiative, planned_cents=planned)
    budget = budget_overview(initiative)
    assert (budget.estimate_min, budget.estimate_max, budget.fit) == (10_000, 50_000, fit)


@st.composite
def overviews(draw: st.DrawFn) -> BudgetOverview:
    cents, payers = st.integers(0, CENTS), list(Payer)
    lines = [
        BudgetLine(planned_cents=draw(cents), spent_cents=draw(st.none() | cents))
        for _number in range(draw(st.integers(0, 4)))
    ]
    rest = sum(line.planned_cents for line in lines)
    sums = []
    for payer in payers:
        part = rest if payer is payers[-1] else draw(st.integers(0, rest))
        rest -= part
        sums.append(PayerSums(payer, part, draw(cents), draw(cents), draw(cents)))
    return BudgetOverview(lines, [], sums, 0, 0)


@given(overviews())
def test_sums_never_disagree(budget: BudgetOverview) -> None:
    assert budget.planned == sum(row.planned for row in budget.payers)
    assert 0 <= budget.missing <= budget.planned
    assert budget.missing <= sum(row.missing for row in budget.payers)
    assert budget.over == budget.spent - budget.planned
    own = budget.payers[0]
    assert own.missing == 0


def test_the_overview_costs_three_queries(
    initiative: Initiative,
    django_assert_num_queries: Callable[[int], DjangoAssertNumQueries],
) -> None:
    for number in range(30):
        make_line(initiative, f"Kosten {number}")
        make_funding(initiative, 100)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        budget = budget_overview(initiative)
        assert budget.receipts == 0
        assert budget.missing == 0


# --- pages ---------------------------------------------------------------------------------------
def test_the_page_says_it_in_words(client: Client, organiser: User, initiative: Initiative) -> None:
    ActivityType.objects.update(cost_min=100, cost_max=500)
    publish_now()
    make_line(initiative, planned_cents=60_000, spent_cents=70_050, payer=Payer.OFFICE)
    make_funding(initiative, 12_345, payer=Payer.OFFICE, state="promised")
    client.force_login(organiser)
    with translation.override("en"):
        page = client.get(url(initiative).replace("/nl/", "/en/")).content.decode()
    assert (
        "You plan €\xa0600. A meetup of this kind mostly costs less: €\xa0100 to €\xa0500." in page
    )
    assert "€\xa0476.55 is still missing." in page
    assert "You spent €\xa0700.50: €\xa0100.50 more than planned." in page
    assert '<td class="is-num">€\xa0123.45</td>' in page


@pytest.mark.parametrize("rows", [1, 100])
def test_the_page_costs_as_much_for_many_lines(
    client: Client,
    organiser: User,
    initiative: Initiative,
    office: Office,
    rows: int,
    django_assert_max_num_queries: Callable[[int], DjangoAssertNumQueries],
) -> None:
    for number in range(rows):
        make_line(initiative, f"Kosten {number}")
        make_funding(initiative, 100)
    client.force_login(organiser)
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        assert client.get(url(initiative)).status_code == 200


def test_a_line_is_added_and_the_page_comes_back(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    assert client.get(url(initiative, "lines/add/")).status_code == 200
    answer = client.post(url(initiative, "lines/add/"), LINE | {"planned_cents": "€ 1.250,50"})
    assert (answer.status_code, answer.headers["Location"]) == (302, url(initiative))
    line = BudgetLine.objects.get()
    assert (line.name, line.planned_cents, line.spent_cents) == ("Boodschappen", 125_050, None)
    assert (line.payer, line.changed_by) == (Payer.OWN, organiser)
    event = Event.objects.get()
    assert (event.kind, event.subject) == (EventKind.MONEY_CHANGED, "Boodschappen")


def test_with_htmx_the_budget_itself_comes_back(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    answer = client.post(url(initiative, "lines/add/"), LINE, **HTMX)
    part = answer.content.decode()
    assert answer.headers["HX-Push-Url"] == url(initiative)
    assert part.strip().startswith('<div id="budget"')
    assert "Boodschappen" in part
    assert "€\xa0220,00" in part
    shown = client.get(url(initiative), **HTMX).content.decode().strip()
    assert shown in client.get(url(initiative)).content.decode()


def test_a_button_pressed_twice_adds_one(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    for _time in range(2):
        assert client.post(url(initiative, "lines/add/"), LINE).status_code == 302
        assert client.post(url(initiative, "money/add/"), FUNDING).status_code == 302
    assert (BudgetLine.objects.count(), Funding.objects.count()) == (1, 1)
    BudgetLine.objects.update(changed_at=timezone.now() - timedelta(seconds=11))
    client.post(url(initiative, "lines/add/"), LINE)
    assert BudgetLine.objects.count() == 2


def test_there_is_room_for_so_many(initiative: Initiative, organiser: User) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(initiative=initiative, name="x", planned_cents=1, changed_at=NOW)
        for _number in range(MOST_ROWS)
    )
    row = BudgetLine(initiative=initiative, name="y", planned_cents=1)
    with pytest.raises(PlanError):
        add_money(row=row, by=organiser, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("planned_cents", "-5"),
        ("planned_cents", "100.000,01"),
        ("planned_cents", "veel"),
        ("planned_cents", "12\x00"),
        ("planned_cents", ""),
        ("spent_cents", "1e3"),
        ("name", ""),
        ("name", "x" * 5000),
        ("name", "Soep\x00"),
        ("payer", "thief"),
    ],
)
def test_what_cannot_be_is_told_by_the_field(
    client: Client, organiser: User, initiative: Initiative, field: str, value: str
) -> None:
    client.force_login(organiser)
    typed = LINE | {"name": "Thee & koffie 🍵", field: value}
    answer = client.post(url(initiative, "lines/add/"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("bb-form-field--invalid") == 1
    assert f'href="#id_{field}"' in page
    assert f'aria-describedby="id_{field}' in page
    assert field == "name" or "Thee &amp; koffie 🍵" in page
    assert not BudgetLine.objects.exists()


def test_nothing_is_no_money_that_comes_in(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    for cents in ("0", "-1", ""):
        answer = client.post(url(initiative, "money/add/"), FUNDING | {"cents": cents})
        assert answer.status_code == 422
    client.post(url(initiative, "money/add/"), FUNDING | {"cents": "0,01"})
    assert Funding.objects.get().cents == 1


def test_until_when_money_lasts(client: Client, organiser: User, initiative: Initiative) -> None:
    client.force_login(organiser)
    wrong = client.post(url(initiative, "money/add/"), FUNDING | {"until": "morgen"})
    assert wrong.status_code == 422
    assert 'value="morgen"' in wrong.content.decode()
    client.post(url(initiative, "money/add/"), FUNDING | {"until": "2027-06-30"})
    funding = Funding.objects.get()
    assert funding.until == date(2027, 6, 30)
    assert "30 juni 2027" in client.get(url(initiative)).content.decode()
    page = url(initiative, f"money/{funding.pk}/")
    assert 'value="2027-06-30"' in client.get(page).content.decode()
    Funding.objects.update(version=2)  # somebody was quicker: theirs is shown beside it
    late = client.post(page, FUNDING | {"version": 1, "until": ""})
    assert (late.status_code, "30 juni 2027" in late.content.decode()) == (409, True)
    client.post(page, FUNDING | {"version": 2, "until": ""})
    funding.refresh_from_db()
    assert funding.until is None


def test_a_line_is_changed(client: Client, organiser: User, initiative: Initiative) -> None:
    line = make_line(initiative, spent_cents=1250)
    client.force_login(organiser)
    page = client.get(url(initiative, f"lines/{line.pk}/")).content.decode()
    assert 'value="220,00"' in page
    assert 'value="12,50"' in page
    changed = LINE | {"version": 1, "planned_cents": "230", "payer": "sponsor"}
    assert client.post(url(initiative, f"lines/{line.pk}/"), changed).status_code == 302
    line.refresh_from_db()
    assert (line.planned_cents, line.spent_cents, line.payer) == (23_000, None, "sponsor")
    assert line.version == 2


@pytest.mark.parametrize("extra", [{}, HTMX])
def test_two_at_once_both_see_it(
    client: Client, organiser: User, initiative: Initiative, extra: Any
) -> None:
    gerrit = make_user("Gerrit")
    line = make_line(initiative, "Groente", version=2, changed_by=gerrit, planned_cents=30_000)
    client.force_login(organiser)
    typed = LINE | {"version": 1, "planned_cents": "1,5"}
    answer = client.post(url(initiative, f"lines/{line.pk}/"), typed, **extra)
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Gerrit", "Groente", "€\xa0300", 'value="Boodschappen"', 'value="1,5"'):
        assert text in page
    assert '<input type="hidden" name="version" value="2"' in page
    line.refresh_from_db()
    assert line.name == "Groente"
    assert (
        client.post(url(initiative, f"lines/{line.pk}/"), typed | {"version": 2}).status_code == 302
    )
    line.refresh_from_db()
    assert (line.name, line.planned_cents) == ("Boodschappen", 150)


def test_a_changed_line_is_not_removed_unseen(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    line = make_line(initiative, version=2, changed_by=organiser)
    client.force_login(organiser)
    remove = url(initiative, f"lines/{line.pk}/remove/")
    for version in ("1", "", "x"):
        assert client.post(remove, {"version": version}).status_code == 409
    assert client.post(remove, {"version": "2"}).status_code == 302
    assert client.post(remove, {"version": "2"}).status_code == 404
    assert not BudgetLine.objects.exists()


def test_money_of_the_municipality_brings_its_rule(
    client: Client, organiser: User, initiative: Initiative, office: Office
) -> None:
    OfficeRule.objects.create(
        office=office,
        occasion=Occasion.MONEY_ASKED,
        text_nl="Vraag het geld aan.",
        text_en="Ask for the money.",
        days=42,
    )
    client.force_login(organiser)
    client.post(url(initiative, "money/add/"), FUNDING)
    assert not initiative.steps.exists()
    client.post(url(initiative, "money/add/"), FUNDING | {"payer": "office", "name": ""})
    assert [step.text_nl for step in initiative.steps.all()] == ["Vraag het geld aan."]
    row = Funding.objects.get(payer="office")
    client.post(url(initiative, f"money/{row.pk}/remove/"), {"version": 1})
    assert not initiative.steps.exists()


# --- doors ---------------------------------------------------------------------------------------
def test_who_looks_and_who_changes(
    client: Client,
    initiative: Initiative,
    helper: User,
    stranger: User,
    reviewer: User,
    other_reviewer: User,
) -> None:
    Initiative.objects.update(status=Status.SUBMITTED, submitted_at=NOW)
    line = make_line(initiative)
    funding = make_funding(initiative, 100)
    looks = [url(initiative), f"/nl/initiatives/{initiative.pk}/budget.csv"]
    changes = [
        url(initiative, part)
        for part in ("lines/add/", f"lines/{line.pk}/", "money/add/", f"money/{funding.pk}/")
    ]
    removals = [f"{changes[1]}remove/", f"{changes[3]}remove/"]
    for page in looks + changes:
        assert client.get(page).status_code == 302
    for user, status in ((helper, 200), (reviewer, 200), (stranger, 404), (other_reviewer, 404)):
        sign_in(client, user)
        for page in looks:
            assert client.get(page).status_code == status
        for page in changes:
            assert client.get(page).status_code == 404
            assert client.post(page, LINE).status_code == 404
        for page in removals:
            assert client.post(page, {"version": 1}).status_code == 404
    assert BudgetLine.objects.count() == 1


def test_a_line_of_another_plan_is_not_found(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    assert client.get(url(initiative, "lines/99/")).status_code == 404
    assert client.get(url(initiative, "money/99/")).status_code == 404


# --- the sheet -----------------------------------------------------------------------------------
def test_a_dutch_spreadsheet_opens_it(initiative: Initiative) -> None:
    make_line(initiative, '=HYPERLINK("x")', planned_cents=125_050, spent_cents=5)
    make_line(initiative, "Zaal; keuken", planned_cents=0)
    make_funding(initiative, 10_000, name="+31 fonds", state="promised")
    data = sheet(budget_overview(initiative))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1][:3] == ['\'=HYPERLINK("x")', "1250,50", "0,05"]
    assert rows[2][:3] == ["Zaal; keuken", "0,00", ""]
    assert rows[3][1:3] == ["1250,50", "0,05"]
    assert rows[6][:2] == ["'+31 fonds", "100,00"]
    assert rows[-1][1] == "0,00"


def test_in_english_cells_are_parted_by_commas(initiative: Initiative) -> None:
    make_line(initiative, planned_cents=125_050)
    with translation.override("en"):
        data = sheet(budget_overview(initiative)).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(data, newline="")))
    assert rows[1] == ["Boodschappen", "1250.50", "", "yourselves", "0"]


def test_the_sheet_is_a_file_to_keep(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    answer = client.get(f"/nl/initiatives/{initiative.pk}/budget.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith('-samen-koken-samen-eten.csv"')
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
