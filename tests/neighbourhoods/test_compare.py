"""Areas side by side, and an area's figures as data."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from neighbourhoods.models import Figure
from neighbourhoods.services import Report

from .files import ROWS

COMPARE = "/en/neighbourhoods/compare/"
BOTH = f"{COMPARE}?area=WK024305&area=WK024306"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"[ \n]+", " ", response.content.decode())


def test_two_side_by_side(
    client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        page = text(client, BOTH)
    columns = re.findall(r'<th scope="col" class="is-num">(.*?)</th>', page)
    assert columns[0] == "Stadsdennen"
    assert columns[-1] == "Year"
    assert len(columns) == 3
    assert (
        '<th scope="row">Inhabitants</th><td class="is-num" data-label="Stadsdennen">6,440' in page
    )
    assert f'<a href="{COMPARE}?area=WK024306">Take away' in page


def test_another_is_added_by_its_name(
    client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page = text(client, f"{COMPARE}?area=WK024305&q=vlaardingen")
    assert f'href="{COMPARE}?area=WK024305&amp;area=GM0622">Add Vlaardingen</a>' in page
    assert '<input type="hidden" name="area" value="WK024305">' in page
    again = text(client, f"{COMPARE}?area=WK024305&q=stadsdennen")
    assert "Add Stadsdennen Noord" in again
    assert "Add Stadsdennen<" not in again  # it is there already
    assert "Nothing that is not there already." in text(client, f"{COMPARE}?q=xyzzy")
    assert "Add Stadsdennen<" in text(client, f"{COMPARE}?q=stadsdenen")


def test_without_a_choice_it_asks_for_one(client: Client, demo: None) -> None:
    page = text(client, COMPARE)
    assert "Choose the first neighbourhood, district or municipality" in page
    assert "<table" not in page


def test_three_is_the_most(client: Client, demo: None) -> None:
    codes = ["WK024305", "WK024305", "WK024306", "GM0243", "GM0344"]
    page = text(client, f"{COMPARE}?{'&'.join(f'area={code}' for code in codes)}&q=utrecht")
    assert page.count("Take away") == 3
    assert 'name="q"' not in page
    assert "Utrecht" not in page


@pytest.mark.parametrize("code", ["%00", "XX", "NL00", "WK999999", "WK024305%27--", "x" * 5000])
def test_what_is_no_area_is_passed_over(client: Client, demo: None, code: str) -> None:
    page = text(client, f"{COMPARE}?area={code}&area=GM0243")
    assert page.count("Take away") == 1


def test_areas_without_figures(client: Client, demo: None) -> None:
    Figure.objects.all().delete()
    assert "There are no figures of these areas." in text(client, BOTH)


def test_in_dutch_numbers_are_dutch(client: Client, demo: None) -> None:
    page = text(client, BOTH.replace("/en/", "/nl/"))
    assert 'data-label="Stadsdennen">6.440' in page


def test_what_a_model_estimates_is_said_so(client: Client, take_in: Callable[..., Report]) -> None:
    take_in()
    Figure.objects.create(
        area_id=Figure.objects.filter(area__code="WK024305").values_list("area_id")[0][0],
        year=2020,
        kind="lonely",
        value=48.8,
    )
    for url in (f"{COMPARE}?area=WK024305", "/en/neighbourhoods/WK024305/figures/"):
        page = text(client, url)
        assert 'Feels lonely <span class="bb-badge">Model estimate</span>' in page
        assert "Health survey of adults and older people, GGDs, CBS and RIVM, 2020" in page
    assert "ask RIVM before you publish them" in page
    page = text(client, "/en/neighbourhoods/WK024305/")
    assert 'Feels lonely <span class="bb-badge">Model estimate</span>' in page
    assert "how many miss contact with others, somewhat or strongly. Not who is alone:" in page


def test_the_trend_of_an_area(client: Client, take_in: Callable[..., Report]) -> None:
    take_in()
    url, title = "/en/neighbourhoods/BU02430501/", "How the figures went over the years"
    assert title not in text(client, url)
    take_in([[*row[:4], 2400, 410, 1100, "2.1", "."] for row in ROWS], year=2025)
    page = text(client, url)
    assert title in page
    cells = (
        '<td class="is-num" data-label="2024">2,335</td><td class="is-num" data-label="2025">2,400'
    )
    assert f'<th scope="row">Inhabitants</th>{cells}' in page


def test_the_figures_as_data(client: Client, demo: None) -> None:
    response = client.get("/en/neighbourhoods/BU02430501/figures.json")
    assert response["Content-Type"] == "application/json"
    data = response.json()
    assert data["area"] == {
        "code": "BU02430501",
        "name": "Stadsdennen Noord",
        "level": "neighbourhood",
    }
    assert [area["code"] for area in data["lies_in"]] == ["WK024305", "GM0243", "NL00"]
    income = next(figure for figure in data["figures"] if figure["kind"] == "income")
    assert income == {
        "kind": "income",
        "label": "Average income per inhabitant",
        "unit": "euros",
        "year": 2024,
        "source": "CBS, Key figures of districts and neighbourhoods",
        "licence": "Licence: CC BY 4.0.",
        "is_estimate": False,
        "values": {"BU02430501": None, "WK024305": 28.6, "GM0243": 33.7, "NL00": 34.9},
    }
