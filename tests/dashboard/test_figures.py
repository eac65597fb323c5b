"""What is told of a period, and that nobody can work out how few people came somewhere."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from meetups.accounts.models import Office, User
from meetups.agenda.times import ZONE
from meetups.dashboard.charts import HIGH, columns_of
from meetups.dashboard.periods import Span, period_of
from meetups.dashboard.queries.coverage import coverage_of
from meetups.dashboard.queries.figures import DistrictRow, Figures, figures_of, rows_of
from meetups.dashboard.rounding import LEAST, MOST_HIDDEN, reach_of, rounded
from meetups.initiatives.models import Initiative
from meetups.support.models import Kind, Promise, SupportRequest, YearBudget
from neighbourhoods.models import Area
from tests.factories import NOW, make_area
from tests.signing_in import sign_in

from .overview import EAST, PARTS, WEST, held, make_areas, moved, office_of, seen_plan

URL = "/en/offices/GM0243/desk/figures/"
few = st.integers(0, MOST_HIDDEN)
many = st.integers(0, 400)
crowds = st.dictionaries(st.integers(0, 30), many, max_size=12)
mixed = st.dictionaries(st.integers(0, 30), st.one_of(few, few, many), max_size=6)


# --- nobody is told of few -----------------------------------------------------------------------
@given(people=many)
def test_numbers_are_tens_from_ten_up(people: int) -> None:
    shown = rounded(people)
    if people < LEAST:
        assert shown is None
    else:
        assert shown is not None
        assert shown % 10 == 0
        assert -5 <= people - shown <= 4
        assert shown >= LEAST


@given(people=crowds)
def test_the_total_is_what_is_shown_added_up(people: dict[int, int]) -> None:
    reach = reach_of(people)
    assert set(reach.cells) == set(people)
    shown = [cell for cell in reach.cells.values() if cell]
    assert (reach.total or 0) == sum(shown) + (reach.few or 0)
    assert reach.hidden == sum(1 for number in people.values() if number < LEAST)


@given(people=mixed, data=st.data())
def test_a_hidden_cell_can_be_anything_under_ten_whatever_is_shown(
    people: dict[int, int], data: st.DataObject
) -> None:
    """Who sees all that is told, and knows how it is made, learns nothing of one hidden cell.

    For each value under ten there are numbers in the other hidden cells with which the very same
    is told.
    """
    told = reach_of(people)
    hidden = [key for key, number in people.items() if number < LEAST]
    if not hidden:
        return
    one, *others = data.draw(st.permutations(hidden))
    for value in range(LEAST):
        assert any(
            reach_of(people | {one: value} | _spread(others, total)) == told
            for total in range(MOST_HIDDEN * len(others) + 1)
        ), value


def _spread(keys: list[int], total: int) -> dict[int, int]:
    """Numbers under ten that add up to `total`."""
    found = {}
    for key in keys:
        found[key] = min(total, MOST_HIDDEN)
        total -= found[key]
    return found


def test_one_hidden_cell_is_not_the_total_less_the_rest() -> None:
    reach = reach_of({1: 38, 2: 9})
    assert (reach.cells, reach.few, reach.total) == ({1: 40, 2: None}, None, 40)
    assert reach.leaves_out


def test_many_small_cells_are_told_together() -> None:
    reach = reach_of({1: 38, 2: 9, 3: 5, 4: 3})
    assert (reach.few, reach.total, reach.leaves_out) == (20, 60, False)
    assert reach_of({1: 9, 2: 9}).total is None  # about 20 would say that both are 6 or more
    assert reach_of({}).total is None


# --- the trend -----------------------------------------------------------------------------------
def test_the_highest_column_is_as_high_as_the_drawing() -> None:
    first = date(2027, 1, 1)
    found = columns_of([(first, 2), (first, 8), (first, 8), (first, 0)])
    assert [float(column.height) for column in found.columns] == [HIGH / 4, HIGH, HIGH, 0]
    assert [float(column.y) + float(column.height) for column in found.columns] == [HIGH] * 4
    assert found.most == found.columns[1]
    assert columns_of([(first, 0)]).most is None


# --- from the database ---------------------------------------------------------------------------
@pytest.fixture
def areas(office: Office) -> None:
    make_areas()


@pytest.fixture
def that_day(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


in_database = pytest.mark.usefixtures("areas", "that_day")


def told(span: str = Span.YEAR) -> tuple[Figures, list[DistrictRow]]:
    period = period_of(span, now=NOW)
    coverage = coverage_of(office_of(), period)
    figures = figures_of(office_of(), period, coverage)
    return figures, rows_of(figures, coverage)


def ask(plan: Initiative, kind: Kind = Kind.PLACE, **columns: object) -> None:
    values = {"office": office_of(), "text": "Een zaal", "asked_at": NOW - timedelta(days=1)}
    SupportRequest.objects.create(initiative=plan, kind=kind, **values | columns)


def promise(plan: Initiative, kind: Kind = Kind.PLACE, **columns: object) -> None:
    values = {
        "office": office_of(),
        "text": "Een zaal",
        "due_on": NOW.date(),
        "promised_at": NOW - timedelta(days=1),
    }
    if columns.get("state"):
        values |= {"settled_at": NOW, "why": "Het kan niet."}
    Promise.objects.create(initiative=plan, kind=kind, **values | columns)


@in_database
def test_moves_of_the_period_count_in_their_own_month() -> None:
    first = datetime(2027, 2, 1, 0, 0, tzinfo=ZONE)  # in UTC still January
    one, other = seen_plan(created_at=first), seen_plan(created_at=NOW.replace(year=2026))
    moved(one, "approved", "running", first)
    moved(other, "approved", "running", NOW.replace(year=2026))
    moved(other, "running", "resting", first)
    moved(other, "resting", "running", first)
    moved(other, "running", "stopped", NOW - timedelta(minutes=1))
    Initiative.objects.filter(pk=other.pk).update(status="stopped")
    hidden = seen_plan(status="draft")
    moved(hidden, "approved", "running", first)
    figures, _rows = told()
    assert (figures.new, figures.started, figures.running) == (1, 1, 1)
    assert (figures.stopped, figures.completed) == (1, 0)
    assert [(m.first.month, m.started) for m in figures.trend] == [(1, 0), (2, 1), (3, 0)]
    before, _rows = told(Span.LAST_YEAR)
    assert (before.new, before.started, before.running, before.stopped) == (1, 1, 1, 0)
    assert len(before.trend) == 12


@in_database
def test_an_answer_is_in_time_until_the_last_day_of_the_offices_own_term(office: Office) -> None:
    sent = NOW.replace(month=2, day=1, hour=23)
    for days, hour, after in ((10, 23, "approved"), (11, 1, "approved"), (3, 9, "declined")):
        plan = seen_plan(status=after)
        moved(plan, "draft", "submitted", sent)
        moved(plan, "submitted", after, (sent + timedelta(days=days)).replace(hour=hour))
    again = seen_plan()
    moved(again, "draft", "submitted", sent)
    moved(again, "submitted", "declined", sent + timedelta(days=1))
    moved(again, "declined", "submitted", sent + timedelta(days=20))  # taken up by the office
    moved(again, "submitted", "approved", sent + timedelta(days=20, hours=1))
    answers = told()[0].answers
    assert (answers.approved, answers.approved_in_time) == (3, 1)
    assert (answers.answered, answers.in_time) == (4, 3)


@in_database
def test_a_yes_that_is_taken_back_counts_when_it_is_given_again(office: Office) -> None:
    plan, sent = seen_plan(), NOW.replace(month=2, day=1)
    told_then = []
    steps = ("draft submitted", "submitted approved", "approved submitted", "submitted approved")
    for days, step in enumerate((*steps, "approved submitted", "submitted declined")):
        before, after = step.split()
        moved(plan, before, after, sent + timedelta(days=days))
        answers = told()[0].answers
        told_then.append((answers.approved, answers.approved_in_time, answers.answered))
    assert told_then == [(0, 0, 0), (1, 1, 1), (0, 0, 1), (1, 1, 1), (0, 0, 1), (0, 0, 1)]


@in_database
def test_people_are_told_per_district_and_together() -> None:
    east, west = seen_plan(PARTS[0]), seen_plan(WEST)
    held(east, NOW - timedelta(days=1), 24)
    held(east, NOW - timedelta(days=2), 14)
    held(west, NOW - timedelta(days=2), 4)
    held(west, NOW - timedelta(days=2))
    figures, rows = told()
    assert (figures.meetups, figures.meetups_counted) == (4, 3)
    assert [(row.area.code, row.meetups, row.people) for row in rows] == [
        (EAST, 2, 40),
        (WEST, 2, None),
    ]
    assert figures.reach.total == 40
    assert [month.meetups for month in figures.trend] == [0, 0, 4]


@in_database
def test_help_is_told_per_kind_and_per_district_with_its_money(office: Office) -> None:
    YearBudget.objects.create(office=office, year=2027, cents=1_000_00)
    east, whole = seen_plan(PARTS[1]), seen_plan("GM0243")
    ask(east, Kind.MONEY, cents=300_00, state="declined", answer="Het is op.")
    ask(whole)
    ask(east, asked_at=NOW.replace(year=2026))
    promise(east, Kind.MONEY, year=2027, cents=250_00, state="kept", paid_cents=250_00)
    promise(east, Kind.MONEY, year=2027, cents=100_00, state="withdrawn")
    promise(east, due_on=NOW.date() - timedelta(days=1))
    promise(whole)
    promise(east, promised_at=NOW.replace(year=2026))
    figures, rows = told()
    found = {kind: (h.asked, h.declined, h.promised, h.kept) for kind, h in figures.kinds}
    assert found == {Kind.MONEY: (1, 1, 2, 1), Kind.PLACE: (1, 0, 2, 0)}
    cash, place = figures.by_kind[Kind.MONEY], figures.by_kind[Kind.PLACE]
    assert (cash.asked_cents, cash.cents, cash.paid_cents) == (300_00, 250_00, 250_00)
    assert (cash.withdrawn, place.late, place.open) == (1, 1, 1)
    assert [(row.is_district, row.help.asked, row.help.promised) for row in rows] == [
        (True, 1, 3),
        (True, 0, 0),
        (False, 1, 1),
    ]
    assert (figures.money.budget, figures.money.paid) == (1_000_00, 250_00)


@in_database
def test_nothing_of_another_municipality_counts(other_reviewer: User) -> None:
    holy = seen_plan(make_area("WK062201", "Holy").code)
    moved(holy, "submitted", "approved", NOW - timedelta(days=1))
    held(holy, NOW - timedelta(days=1), 50)
    promise(holy, office=office_of("GM0622"))
    ask(holy, office=office_of("GM0622"))
    figures, rows = told()
    assert (figures.new, figures.meetups, figures.answers.answered) == (0, 0, 0)
    assert (figures.reach.total, figures.kinds) == (None, [])
    assert {row.area.code for row in rows} == {EAST, WEST}


# --- the page ------------------------------------------------------------------------------------
@in_database
def test_the_page_tells_it_in_words(client: Client, reviewer: User) -> None:
    plan = seen_plan(PARTS[0], title="Geheim plan")
    held(plan, NOW - timedelta(days=1), 24)
    held(seen_plan(WEST), NOW - timedelta(days=1), 7)
    promise(plan, Kind.MONEY, cents=1_250_50, year=2027)
    Area.objects.filter(code=WEST).update(name="<b>West</b>")
    sign_in(client, reviewer)
    page = client.get(URL + "?period=year").content.decode()
    cells = re.findall(r'data-label="Times that people came">([^<]*)<', page)
    assert cells == ["about 20", "fewer than 10", "about 20"]
    for words in (
        "1 January 2027 to 9 March 2027",
        "€\xa01,250.50",
        "No budget is set for 2027.",
        "Meetups that were held: the most in March 2027, 2.",
        f'<a href="/en/offices/GM0243/desk/plans/?area={EAST}">',
        "&lt;b&gt;West&lt;/b&gt;",
    ):
        assert words in page, words
    assert "Geheim plan" not in page
    with translation.override("nl"):
        dutch = client.get("/nl/offices/GM0243/desk/figures/?period=year").content.decode()
    assert "1 januari 2027 t" in dutch


@in_database
def test_each_district_leads_to_its_own_plans(client: Client, reviewer: User) -> None:
    seen_plan(PARTS[0], title="Plan in het oosten")
    seen_plan(WEST, title="Plan in het westen")
    sign_in(client, reviewer)
    pages = [client.get(url).content.decode() for url in (URL, f"{URL}?within={EAST}")]
    found = [re.findall(r'href="(/en/offices/GM0243/desk/plans/\?[^"]+)"', page) for page in pages]
    assert [len(set(links)) for links in found] == [2, 2]
    assert found[1].count(f"/en/offices/GM0243/desk/plans/?area={EAST}") == 2
    for code, here, elsewhere in ((EAST, "oosten", "westen"), (WEST, "westen", "oosten")):
        link = next(link for link in found[0] if link.endswith(code))
        plans = client.get(link).content.decode()
        assert f"Plan in het {here}" in plans
        assert f"Plan in het {elsewhere}" not in plans


@in_database
def test_a_wrong_period_is_told_and_nothing_typed_is_lost(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer)
    page = client.get(URL + "?period=months&since=2027-02&until=2027-01").content.decode()
    assert "This is before the first month." in page
    assert '<option value="2027-02" selected>' in page
    assert "1 October 2026 to 9 March 2027" in page


@in_database
def test_no_two_things_have_one_name(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer)
    page = client.get(URL).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
