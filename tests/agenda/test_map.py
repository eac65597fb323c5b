"""Where something is on, as a map and as a list of numbers."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import TimeMachineFixture

from meetups.agenda.queries.map import Spread, spread_over
from neighbourhoods.models import Area
from tests.agenda.agenda import CANARY, make_canaries, plan_in
from tests.agenda.makers import make_meetup
from tests.factories import NOW, make_area

pytestmark = pytest.mark.django_db
MUNICIPALITY, DISTRICT, PART = "GM0243", "WK024305", "BU02430501"


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def areas(db: None) -> None:
    """Two districts, one with two neighbourhoods, all with a centre but one."""
    for place, code in enumerate((DISTRICT, "WK024306", PART, "BU02430502", "BU02430503")):
        area = make_area(code, f"A {code}")
        if code != "BU02430503":
            Area.objects.filter(pk=area.pk).update(latitude=52.3 + place / 50, longitude=5.6)


def spread(code: str) -> Spread:
    return spread_over(Area.objects.with_ancestors().get(code=code), now=NOW)


def numbers(code: str) -> dict[str, int]:
    return {part.area.code: part.number for part in spread(code).parts}


def test_each_part_counts_what_is_in_it() -> None:
    for code, number in ((PART, 1), (DISTRICT, 2), ("WK024306", 1), (MUNICIPALITY, 1)):
        for _i in range(number):
            make_meetup(plan_in(code))
    assert numbers(MUNICIPALITY) == {DISTRICT: 3, "WK024306": 1}
    assert spread(MUNICIPALITY).elsewhere == 1
    assert numbers(DISTRICT) == {PART: 1, "BU02430502": 0, "BU02430503": 0}
    assert spread(DISTRICT).elsewhere == 2


def test_a_neighbourhood_is_lit_among_those_around_it() -> None:
    make_meetup(plan_in(PART))
    found = spread(PART)
    assert found.area.code == DISTRICT
    assert [part.area.code for part in found.parts if part.is_chosen] == [PART]


def test_more_is_darker() -> None:
    for code, number in ((PART, 1), ("BU02430502", 2), ("BU02430503", 5)):
        plan = plan_in(code)
        for _i in range(number):
            make_meetup(plan)
    assert [part.tint for part in spread(DISTRICT).parts] == [1, 2, 3]


def test_what_nobody_may_find_counts_nowhere(client: Client) -> None:
    make_canaries(plan_in(PART))
    assert set(numbers(DISTRICT).values()) == {0}
    assert spread(DISTRICT).elsewhere == 0
    assert CANARY not in client.get(f"/en/agenda/{DISTRICT}/map/").content.decode()


def test_the_list_has_what_cannot_be_drawn(client: Client) -> None:
    make_meetup(plan_in("BU02430503"))
    page = client.get(f"/en/agenda/{DISTRICT}/map/").content.decode()
    assert re.findall(r'<a href="/en/agenda/(\w+)/" aria-label="([^"]+)"', page) == [
        (PART, f"A {PART}: 0"),
        ("BU02430502", "A BU02430502: 0"),
    ]
    assert re.findall(r"<li><a href=\"/en/agenda/(\w+)/\">[^<]*</a> <span>(\d+)</span>", page) == [
        (PART, "0"),
        ("BU02430502", "0"),
        ("BU02430503", "1"),
    ]
    part = client.get(f"/en/agenda/{DISTRICT}/map/", headers={"HX-Request": "true"})
    assert part.content.decode().strip() in page


def test_an_area_that_cannot_be_drawn_says_so(client: Client) -> None:
    make_area("WK062201")
    page = client.get("/en/agenda/GM0622/map/").content.decode()
    assert "There is no map of this area" in page
    assert 'href="/en/agenda/GM0622/"' in page


def test_more_meetups_ask_no_more(client: Client) -> None:
    url = f"/en/agenda/{MUNICIPALITY}/map/"
    plans = [plan_in(PART), plan_in("WK024306")]
    client.get(url)  # draws it
    counts = []
    for number in (1, 29):
        for i in range(number):
            make_meetup(plans[i % 2])
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 5
