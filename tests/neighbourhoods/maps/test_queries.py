"""Which parts a map shows, and what is left to the list beneath it."""

import pytest
import shapely
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from shapely import Polygon, box

from neighbourhoods.maps import MapView, map_of
from neighbourhoods.models import Area, Boundary

from .paths import rings_of

pytestmark = pytest.mark.usefixtures("demo")


def view_of(code: str) -> MapView:
    view = map_of(Area.objects.with_ancestors().get(code=code))
    assert view is not None
    return view


def bound(code: str, west: float, south: float, side: float = 1000, year: int = 2024) -> None:
    Boundary.objects.create(
        area=Area.objects.get(code=code),
        year=year,
        source="Kadaster / CBS",
        geometry=shapely.to_wkb(box(west, south, west + side, south + side)),
    )


@pytest.mark.parametrize(
    ("code", "of", "chosen", "parts"),
    [
        ("NL00", "NL00", None, ["Harderwijk", "Utrecht", "Vlaardingen"]),
        ("WK024306", "WK024306", None, ["Sypel Oost", "Sypel West"]),
        ("BU02430601", "WK024306", "BU02430601", ["Sypel Oost", "Sypel West"]),
        ("WK062208", "WK062208", None, ["Broekpolder gebied"]),
    ],
)
def test_a_map_shows_the_parts(code: str, of: str, chosen: str | None, parts: list[str]) -> None:
    view = view_of(code)
    assert view.area.code == of
    assert (view.chosen.code if view.chosen else None) == chosen
    assert [part.title for part in view.parts] == parts
    assert [shape.area.title for shape in view.shapes] == parts
    assert [shape.area.code for shape in view.shapes if shape.is_chosen] == (
        [chosen] if chosen else []
    )
    assert view.is_schematic
    assert view.years == [2024]
    assert view.missing == []


def test_a_municipality_shows_its_districts() -> None:
    view = view_of("GM0243")
    assert len(view.shapes) == 15
    assert {shape.area.level for shape in view.shapes} == {Area.Level.DISTRICT}
    assert not view.is_crowded


def test_boundaries_are_drawn_where_they_are_known() -> None:
    bound("BU02430601", 170_000, 485_000)
    bound("BU02430602", 171_000, 485_000, year=2023)
    view = view_of("WK024306")
    assert not view.is_schematic
    assert view.years == [2023, 2024]
    drawn = [Polygon(rings_of(shape.path)[0]).bounds for shape in view.shapes]
    assert drawn == [(8, 8, 320, 320), (320, 8, 632, 320)]
    assert view.missing == []


def test_what_has_no_boundary_is_left_to_the_list() -> None:
    bound("BU02430601", 170_000, 485_000)
    view = view_of("WK024306")
    assert [shape.area.code for shape in view.shapes] == ["BU02430601"]
    assert [area.title for area in view.missing] == ["Sypel West"]
    assert view.missing_names == "Sypel West"
    beside = view_of("BU02430602")
    assert beside.chosen is None


def test_a_new_boundary_replaces_the_old_drawing() -> None:
    bound("BU02430601", 170_000, 485_000)
    bound("BU02430602", 171_000, 485_000)
    before = view_of("WK024306").shapes
    wider = shapely.to_wkb(box(171_000, 485_000, 173_000, 486_000).segmentize(500))
    Boundary.objects.filter(area__code="BU02430602").update(geometry=wider)
    assert view_of("WK024306").shapes != before


def test_a_moved_centre_replaces_the_old_drawing() -> None:
    before = view_of("WK024306").shapes
    Area.objects.filter(code="BU02430601").update(latitude=52.35)
    assert view_of("WK024306").shapes != before


def test_many_that_are_missing_are_not_all_named() -> None:
    districts = Area.objects.filter(parent__code="GM0243")
    districts.exclude(code__in=["WK024301", "WK024302"]).update(latitude=None, longitude=None)
    view = view_of("GM0243")
    assert len(view.shapes) == 2
    assert len(view.missing) == 13
    assert view.missing_names.count(", ") == 5
    assert view.missing_names.endswith(" …")


def test_without_any_place_there_is_no_map() -> None:
    Area.objects.filter(parent__code="WK024306").update(latitude=None, longitude=None)
    assert map_of(Area.objects.with_ancestors().get(code="WK024306")) is None


def test_a_former_area_shows_what_it_lay_in() -> None:
    Area.objects.filter(code="WK024306").update(is_former=True)
    view = view_of("WK024306")
    assert view.area.code == "GM0243"
    assert view.chosen is None
    assert "WK024306" not in {part.code for part in view.parts}


@pytest.mark.parametrize("code", ["GM0243", "BU02430601", "NL00"])
def test_a_map_costs_one_query_once_drawn(
    code: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    area = Area.objects.with_ancestors().get(code=code)
    Area.objects.filter(parent__code=code).update(longitude=5.55)  # not drawn before
    map_of(area)
    with django_assert_num_queries(1):
        map_of(area)


def test_the_title_says_what_is_shown() -> None:
    with translation.override("en"):
        assert view_of("NL00").title == "Map of the municipalities"
        assert view_of("GM0243").title == "Map of the districts of Harderwijk"
        assert view_of("BU02430601").title == "Map of the neighbourhoods of De Sypel"


def test_names_of_the_largest_come_first() -> None:
    labels = view_of("NL00").labels
    assert [label.text for label in labels] == ["Utrecht", "Vlaardingen", "Harderwijk"]
