"""The parts of a municipality in the order that a reader asks for."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from neighbourhoods.listing import listing_of
from neighbourhoods.models import Area, Figure
from neighbourhoods.queries import inside
from neighbourhoods.queries.inside import PER_PAGE, Inside
from neighbourhoods.strengths.lifecycle import Status
from tests.factories import make_place

LIST = "/en/neighbourhoods/GM0243/areas/"


@pytest.fixture
def harderwijk(demo: None) -> Area:
    return Area.objects.with_ancestors().get(code="GM0243")


def names(found: Inside) -> list[str]:
    return [row.area.title for row in found.page]


def test_districts_by_name_are_what_comes_first(harderwijk: Area) -> None:
    found = inside(harderwijk, {})
    keys = [row.area.search_key for row in found.page]
    assert (found.show, found.sort, keys) == ("districts", "name", sorted(keys))
    assert found.counts["districts"] == len(keys)
    assert names(inside(harderwijk, {"sort": "-name"})) == names(found)[::-1]


@pytest.mark.parametrize("column", ["inhabitants", "households", "density"])
@pytest.mark.parametrize("show", ["districts", "neighbourhoods"])
def test_figures_sort_both_ways_and_the_unknown_comes_last(
    harderwijk: Area, show: str, column: str
) -> None:
    for sort, reverse in ((column, False), (f"-{column}", True)):
        found = inside(harderwijk, {"show": show, "sort": sort})
        values = [row.values[column] for row in found.page]
        known = [value for value in values if value is not None]
        assert len(values) == found.counts[show]
        assert known == sorted(known, reverse=reverse)
        assert values == known + [None] * (len(values) - len(known))


def test_an_unknown_figure_is_no_zero(harderwijk: Area) -> None:
    found = inside(harderwijk, {"show": "neighbourhoods", "sort": "inhabitants"})
    assert next(iter(found.page)).values["inhabitants"] is not None
    assert found.page[-1].values["inhabitants"] is None


def test_years_are_not_mixed(harderwijk: Area) -> None:
    area = Area.objects.get(code="WK024305")
    Figure.objects.create(area=area, kind="inhabitants", year=2025, value=1)
    found = inside(harderwijk, {"sort": "inhabitants"})
    assert found.years["inhabitants"] == 2025
    assert [row.values["inhabitants"] for row in found.page if row.area != area] == [None] * (
        len(found.page) - 1
    )
    assert listing_of(found).sources.endswith(", 2024, 2025")


def test_places_are_counted_in_the_district_too(harderwijk: Area) -> None:
    make_place("WK024305", "a")
    make_place("BU02430501", "b")
    make_place("BU02430501", "c", status=Status.PROPOSED, decided_at=None)
    districts = inside(harderwijk, {"sort": "-places"})
    assert next((row.area.code, row.places) for row in districts.page) == ("WK024305", 2)
    neighbourhoods = inside(harderwijk, {"show": "neighbourhoods", "sort": "-places"})
    assert next((row.area.code, row.places) for row in neighbourhoods.page) == ("BU02430501", 1)
    assert sum(row.places for row in neighbourhoods.page) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "income"},
        {"sort": "--name"},
        {"sort": ""},
        {"show": "streets"},
        {"page": "x"},
        {"page": "-1"},
        {"page": "\x00"},
    ],
)
def test_what_makes_no_sense_is_not_asked(harderwijk: Area, asked: dict[str, str]) -> None:
    assert names(inside(harderwijk, asked))[:1] == names(inside(harderwijk, {}))[:1]


def test_long_lists_have_pages(demo: None) -> None:
    utrecht = Area.objects.get(code="GM0344")
    district = Area.objects.filter(parent=utrecht)[0]
    Area.objects.bulk_create(
        Area(
            code=f"BU0344{number}",
            level=3,
            name=f"Zz {number}",
            slug=f"zz-{number}",
            parent=district,
            year=2024,
            search_key=f"zz{number}",
        )
        for number in range(9700, 9820)
    )
    pages = [inside(utrecht, {"show": "neighbourhoods", "page": str(page)}) for page in (1, 2)]
    total = pages[0].counts["neighbourhoods"]
    assert [len(found.page) for found in pages] == [PER_PAGE, total - PER_PAGE]
    assert len({name for found in pages for name in names(found)}) == total
    lists = [listing_of(found) for found in pages]
    assert (lists[0].previous, lists[1].next) == ("", "")
    assert lists[0].next == "show=neighbourhoods&sort=name&page=2"
    assert lists[1].previous == "show=neighbourhoods&sort=name"


def test_headers_turn_the_order_around(harderwijk: Area) -> None:
    def headers(sort: str) -> dict[str, tuple[str, str]]:
        listing = listing_of(inside(harderwijk, {"sort": sort}))
        return {h.column: (h.query.partition("sort=")[2], h.aria_sort) for h in listing.headers}

    assert headers("name")["name"] == ("-name", "ascending")
    assert headers("name")["inhabitants"] == ("-inhabitants", "")
    assert headers("-inhabitants")["inhabitants"] == ("inhabitants", "descending")
    assert headers("inhabitants")["inhabitants"] == ("-inhabitants", "ascending")
    assert headers("-inhabitants")["name"] == ("name", "")


def test_the_list_is_a_page_and_its_fragment(client: Client, demo: None) -> None:
    for query in ("", "?show=neighbourhoods&sort=-inhabitants"):
        page = client.get(LIST + query).content.decode()
        part = client.get(LIST + query, headers={"HX-Request": "true"}).content.decode()
        assert part.strip() in page
        assert "<html" not in part
        assert part.count("aria-sort=") == 1
    assert part.index(">Stadsdennen Noord<") < part.index(">Stadsdennen Oost<")
    assert f'href="{LIST}?show=neighbourhoods&amp;sort=inhabitants"' in part


def test_the_municipality_has_the_list(client: Client, demo: None) -> None:
    page = client.get("/en/neighbourhoods/GM0243/").content.decode()
    part = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert re.sub(r"\s+", " ", part.strip()) in re.sub(r"\s+", " ", page)
    district = client.get("/en/neighbourhoods/WK024305/").content.decode()
    assert 'id="inside"' not in district


def test_only_a_municipality_has_a_list(client: Client, demo: None) -> None:
    for code in ("WK024305", "BU02430501", "NL00", "GM9999"):
        assert client.get(f"/en/neighbourhoods/{code}/areas/").status_code == 404


def test_a_list_costs_four_queries_whatever_its_size(
    client: Client, demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("GM0243", "GM0344"):
        for show in ("districts", "neighbourhoods"):
            with django_assert_num_queries(4):
                client.get(f"/en/neighbourhoods/{code}/areas/?show={show}&sort=-places")
