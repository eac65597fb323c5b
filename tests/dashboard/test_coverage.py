"""Where something happens: numbers per area, on the map, in the list, and where there are none."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import TimeMachineFixture

from meetups.accounts.models import Office, User
from meetups.agenda.models import MeetupState
from meetups.agenda.times import ZONE
from meetups.dashboard.periods import Span, period_of
from meetups.dashboard.queries.coverage import Coverage, coverage_of
from neighbourhoods.models import Area
from tests.factories import NOW, make_area, make_office
from tests.signing_in import sign_in

from .overview import EAST, PARTS, WEST, held, make_areas, moved, office_of, seen_plan

pytestmark = pytest.mark.django_db
URL = "/en/offices/GM0243/desk/figures/"


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def areas(office: Office) -> None:
    make_areas()


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def covered(span: str = Span.YEAR, **how: Any) -> Coverage:
    return coverage_of(office_of(), period_of(span, now=NOW), **how)


def numbers(coverage: Coverage) -> dict[str, tuple[int, int]]:
    return {spot.area.code: (spot.initiatives, spot.meetups) for spot in coverage.parts}


def test_districts_count_their_neighbourhoods_and_a_neighbourhood_itself_only() -> None:
    for code in (PARTS[0], PARTS[0], EAST, "GM0243"):
        held(seen_plan(code), NOW - timedelta(days=1))
    found = covered()
    assert numbers(found) == {EAST: (3, 3), WEST: (0, 0)}
    assert (found.rest.initiatives, found.initiatives) == (1, 4)
    inside = covered(within=EAST)
    assert numbers(inside) == {PARTS[0]: (2, 2), PARTS[1]: (0, 0)}
    assert (inside.rest.initiatives, inside.rest.meetups) == (1, 1)


def test_a_plan_counts_where_it_went_on_in_the_period() -> None:
    january = NOW.replace(month=1, day=15)
    seen_plan(created_at=NOW.replace(year=2025))
    late = seen_plan(status="stopped", created_at=NOW.replace(year=2025))
    moved(late, "running", "stopped", january)
    early = seen_plan(status="completed", created_at=NOW.replace(year=2025))
    moved(early, "running", "completed", NOW.replace(year=2026))
    again = seen_plan(created_at=NOW.replace(year=2025))
    moved(again, "running", "stopped", NOW.replace(year=2026))
    twice = seen_plan(status="completed", created_at=NOW.replace(year=2025))
    moved(twice, "running", "completed", NOW.replace(year=2026))
    moved(twice, "running", "completed", january)
    assert numbers(covered())[EAST] == (4, 0)
    assert numbers(covered(Span.LAST_YEAR))[EAST] == (5, 0)


def test_a_plan_of_after_the_period_does_not_count() -> None:
    seen_plan(created_at=datetime(2027, 1, 1, tzinfo=ZONE))
    assert numbers(covered())[EAST] == (1, 0)
    assert numbers(covered(Span.LAST_YEAR))[EAST] == (0, 0)


def test_what_the_office_does_not_see_counts_nowhere() -> None:
    never = seen_plan(submitted_at=None)
    taken_back = seen_plan(status="draft")
    elsewhere = seen_plan(make_area("WK062201", "Holy").code)
    for plan in (never, taken_back, elsewhere):
        held(plan, NOW - timedelta(days=1))
    found = covered()
    assert numbers(found) == {EAST: (0, 0), WEST: (0, 0)}
    assert found.rest.is_silent


def test_only_meetups_that_were_held_count() -> None:
    plan = seen_plan()
    held(plan, NOW - timedelta(hours=4))
    held(plan, NOW - timedelta(days=2), is_listed=False)
    held(plan, NOW - timedelta(hours=1))  # it goes on still
    held(plan, NOW + timedelta(days=1))
    held(plan, NOW - timedelta(days=1), state=MeetupState.DRAFT)
    held(plan, NOW - timedelta(days=1), state=MeetupState.CANCELLED, cancelled_at=NOW)
    assert numbers(covered())[EAST] == (1, 2)


def test_a_meetup_just_after_midnight_here_is_of_the_new_year() -> None:
    plan = seen_plan()
    held(plan, datetime(2027, 1, 1, 0, 0, tzinfo=ZONE))
    held(plan, datetime(2026, 12, 31, 23, 59, tzinfo=ZONE))
    assert numbers(covered())[EAST] == (1, 1)
    assert numbers(covered(Span.LAST_YEAR))[EAST] == (0, 1)


def test_what_was_in_an_area_of_before_counts_for_what_it_lay_in() -> None:
    plan = seen_plan(PARTS[0])
    Area.objects.filter(code=PARTS[0]).update(is_former=True)
    held(plan, NOW - timedelta(days=1))
    found = covered()
    assert numbers(found)[EAST] == (1, 1)
    assert not found.districts[0].own.is_silent


def test_where_nothing_happened_is_named() -> None:
    seen_plan(PARTS[0])
    found = covered()
    assert [district.area.code for district in found.silent_districts] == [WEST]
    assert [[a.code for a in d.silent] for d in found.partly_silent] == [[PARTS[1]]]


# --- the page ------------------------------------------------------------------------------------
def test_the_map_is_hatched_only_where_nothing_happens(desk: Client) -> None:
    plan = seen_plan()
    held(plan, NOW - timedelta(days=1))
    held(plan, NOW - timedelta(days=2))
    page = desk.get(URL + "?on_map=meetups").content.decode()
    shapes = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"[^>]*>(.*?)</a>', page)
    assert [(label, "m-niets" in drawn) for _url, label, drawn in shapes] == [
        (f"A {EAST}: 2", False),
        (f"A {WEST}: 0", True),
    ]
    assert shapes[0][0] == f"{URL}?within={EAST}&amp;on_map=meetups"
    assert f">A {EAST}: 1<" not in page
    assert f'aria-label="A {EAST}: 1"' in desk.get(URL).content.decode()


def test_a_district_shows_its_neighbourhoods_which_lead_to_their_profiles(desk: Client) -> None:
    seen_plan(PARTS[0])
    page = desk.get(URL + f"?period=year&within={EAST}").content.decode()
    assert re.findall(r'<th scope="row"><a href="(/en/neigh[^"]+)">', page) == [
        f"/en/neighbourhoods/{code}/" for code in PARTS
    ]
    assert f'href="/en/offices/GM0243/desk/plans/?area={EAST}"' in page
    assert f'href="{URL}?period=year"' in page


@pytest.mark.parametrize("code", ["WK062201", "WK099999", PARTS[0], "GM0243", "\0"])
def test_a_district_of_elsewhere_is_not_there(desk: Client, code: str) -> None:
    make_area("WK062201", "Holy")
    assert desk.get(URL, {"within": code}).status_code in ({404} if code != "\0" else {200})


def test_without_places_to_draw_the_list_stays(desk: Client) -> None:
    Area.objects.update(latitude=None, longitude=None)
    seen_plan()
    page = desk.get(URL).content.decode()
    assert "There is no map of this area" in page
    assert f'<a href="{URL}?within={EAST}">A {EAST}</a>' in page


def test_another_office_and_who_has_none_see_nothing(
    client: Client, other_reviewer: User, stranger: User
) -> None:
    for user in (other_reviewer, stranger):
        sign_in(client, user)
        missing = client.get("/en/offices/GM9999/desk/figures/")
        found = client.get(URL)
        assert found.status_code == missing.status_code == 404
        assert len(found.content) == len(missing.content)


def test_the_fragment_lies_inside_the_page(desk: Client) -> None:
    seen_plan()
    page = desk.get(URL + "?period=year").content.decode()
    part = desk.get(URL + "?period=year", headers={"HX-Request": "true"}).content.decode()
    assert re.sub(r'value="[^"]{64}"', "", part).strip() in re.sub(r'value="[^"]{64}"', "", page)


def test_more_asks_no_more(desk: Client) -> None:
    make_office("GM0344")
    desk.get(URL)  # draws the map
    counts = []
    for number in (1, 29):
        for place in range(number):
            plan = seen_plan((EAST, WEST, *PARTS)[place % 4])
            moved(plan, "approved", "running", NOW - timedelta(days=place + 1))
            held(plan, NOW - timedelta(days=place + 1), 20)
        with CaptureQueriesContext(connection) as caught:
            desk.get(URL)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 20
