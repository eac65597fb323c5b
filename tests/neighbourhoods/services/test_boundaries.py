"""Boundaries are taken in once, and a fault leaves a municipality as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from neighbourhoods.models import Area, Boundary
from neighbourhoods.readers.boundaries import read_boundaries
from neighbourhoods.services import ImportRefusedError, Report
from neighbourhoods.services.boundaries import BoundaryReport, import_boundaries
from neighbourhoods.services.report import unwatched

from ..files import COUNTRY, DISTRICT, ROWS, TOWN
from ..maps_of_areas import EAST_SHAPE, NAMES, NORTH_SHAPE, SHAPES, Row, rows, write_geojson

TakeIn = Callable[..., Report]
Draw = Callable[..., BoundaryReport]
ELSEWHERE = ["GM0050", "Zeewolde", "Zeewolde", "Gemeente", 23000, 4000, 9000, "2.6", "."]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Import these boundaries as those of a year, 2024 unless said otherwise."""

    def do(areas: list[Row], *, year: int = 2024) -> BoundaryReport:
        path = write_geojson(tmp_path / "map.geojson", areas)
        found = read_boundaries([path], unwatched, year=year)
        return import_boundaries(year=year, boundaries=found)

    return do


def counts(report: BoundaryReport) -> tuple[int, int, int]:
    return report.new, report.changed, report.unchanged


def named(code: str, name: str) -> Row:
    return {"statcode": code, "statnaam": name}, SHAPES.get(code, NORTH_SHAPE)


def test_boundaries_are_stored_once(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    assert counts(draw(rows())) == (4, 0, 0)
    stored = {boundary.area.code: boundary for boundary in Boundary.objects.all()}
    assert stored.keys() == SHAPES.keys()
    for code, boundary in stored.items():
        assert shapely.hausdorff_distance(boundary.shape, SHAPES[code]) < 1
        assert (boundary.year, boundary.source) == (2024, "Kadaster / CBS")
    assert counts(draw(rows())) == (0, 0, 4)
    assert {boundary.area.code: boundary for boundary in Boundary.objects.all()} == stored


def test_a_boundary_that_moved_is_changed(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    draw(rows())
    north, _shape = named("BU02430501", "Stadsdennen Noord")
    report = draw([(north, EAST_SHAPE), *rows("BU02430503")])
    assert counts(report) == (0, 1, 1)
    boundary = Boundary.objects.get(area__code="BU02430501")
    assert shapely.hausdorff_distance(boundary.shape, EAST_SHAPE) < 1


def test_what_lacks_and_what_is_unknown_is_told(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    report = draw([*rows("GM0243", "WK024305"), named("BU02439999", "Nergens")])
    assert counts(report) == (2, 0, 0)
    assert report.unknown == ["BU02439999 Nergens"]
    assert [area.code for area in report.lacking] == ["BU02430501", "BU02430503"]
    assert (report.faults, report.left_out) == ([], [])


def test_one_fault_leaves_its_municipality_as_it_was(take_in: TakeIn, draw: Draw) -> None:
    take_in([*ROWS, ELSEWHERE])
    draw(rows("GM0243"))
    before = bytes(Boundary.objects.get().geometry)
    broken = [
        ({"statcode": "GM0243", "statnaam": "Harderwijk"}, EAST_SHAPE),
        ({"statcode": "WK024305", "statnaam": "Stadsdennen"}, None),
        named("GM0050", "Zeewolde"),
    ]
    report = draw(broken)
    assert counts(report) == (1, 0, 0)
    assert [str(fault) for fault in report.faults] == ["map.geojson, row 2: WK024305 has no shape"]
    assert report.left_out == ["GM0243"]
    assert list(Boundary.objects.order_by("area__code").values_list("area__code", flat=True)) == [
        "GM0050",
        "GM0243",
    ]
    assert bytes(Boundary.objects.get(area__code="GM0243").geometry) == before


def test_a_code_with_another_name_is_not_joined(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    report = draw([*rows("GM0243"), named("BU02430501", "De Hoven")])
    assert counts(report) == (0, 0, 0)
    assert [str(fault) for fault in report.faults] == [
        "map.geojson, row 2: BU02430501 is “De Hoven” there and “Stadsdennen Noord” on our list "
        "of 2024: the code of another year?"
    ]
    assert not Boundary.objects.exists()


def test_names_that_changed_places_are_not_joined(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    swapped = [
        named("BU02430501", NAMES["BU02430503"]),
        named("BU02430503", NAMES["BU02430501"]),
    ]
    assert len(draw(swapped).faults) == 2
    assert not Boundary.objects.exists()


def test_a_municipality_with_another_name_is_not_joined(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    assert draw([named("GM0243", "Utrecht")]).left_out == ["GM0243"]
    assert not Boundary.objects.exists()


def test_another_year_is_joined_by_name_only(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    assert counts(draw([named("BU02430501", "Stadsdennen-Noord")], year=2023)) == (1, 0, 0)
    assert Boundary.objects.get().year == 2023
    report = draw([named("BU02430503", "")], year=2023)
    assert [fault.reason for fault in report.faults] == [
        "BU02430503 has no name, and our list is of 2024"
    ]
    assert counts(draw([named("BU02430503", "")])) == (1, 0, 0)


def test_a_later_year_is_kept(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    draw(rows("WK024305"))
    report = draw([named("WK024305", "Stadsdennen"), *rows("GM0243")], year=2022)
    assert report.newer == ["WK024305"]
    assert counts(report) == (1, 0, 0)
    assert Boundary.objects.get(area__code="WK024305").year == 2024
    assert counts(draw(rows("GM0243"))) == (0, 1, 0)


def test_areas_of_the_past_are_not_drawn(take_in: TakeIn, draw: Draw) -> None:
    take_in()
    take_in([COUNTRY, TOWN, DISTRICT], year=2025)
    report = draw(rows(), year=2025)
    assert counts(report) == (2, 0, 0)
    assert [line[:10] for line in report.unknown] == ["BU02430501", "BU02430503"]
    assert Area.objects.filter(boundary=None, is_former=True).count() == 2


def test_nothing_known_is_refused(take_in: TakeIn, draw: Draw) -> None:
    take_in([COUNTRY, ELSEWHERE])
    with pytest.raises(ImportRefusedError, match=r"^None of the 4 areas is on our list\."):
        draw(rows())
