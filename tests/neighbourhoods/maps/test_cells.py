"""Without boundaries each centre gets the ground around it, and together they cover the map."""

from itertools import combinations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPoint, Point, Polygon

from neighbourhoods.maps.cells import LEAST_MARGIN, cells_of

METRES = st.integers(min_value=0, max_value=40_000)
CENTRES = st.lists(st.tuples(METRES, METRES), min_size=1, max_size=12)


def by_code(spots: list[tuple[int, int]]) -> dict[str, tuple[float, float]]:
    return {f"WK0001{place:02}": (float(x), float(y)) for place, (x, y) in enumerate(spots)}


@settings(deadline=None, max_examples=50)
@given(CENTRES)
def test_cells_cover_the_hull_and_do_not_overlap(spots: list[tuple[int, int]]) -> None:
    cells = cells_of(by_code(spots))
    assert list(cells) == list(by_code(spots))
    assert all(isinstance(cell, Polygon) and cell.is_valid for cell in cells.values())
    hull = MultiPoint([(float(x), float(y)) for x, y in spots]).convex_hull
    # Corners are whole metres, so an edge may be off by a metre.
    assert shapely.union_all([cell.buffer(2) for cell in cells.values()]).covers(hull)
    for one, other in combinations(cells.values(), 2):
        shared = one.intersection(other)
        assert shared.buffer(-1.5).is_empty


@settings(deadline=None, max_examples=50)
@given(CENTRES)
def test_a_centre_lies_in_its_own_cell(spots: list[tuple[int, int]]) -> None:
    distinct = {(x // 100 * 100, y // 100 * 100) for x, y in spots}
    centres = by_code(sorted(distinct))
    for code, cell in cells_of(centres).items():
        assert cell.buffer(1).contains(Point(centres[code]))


def test_one_centre_has_the_ground_around_it() -> None:
    (cell,) = cells_of({"BU00010101": (1000.0, 2000.0)}).values()
    assert cell.bounds == (750, 1750, 1250, 2250)
    assert LEAST_MARGIN == 250


def test_centres_that_coincide_get_a_cell_each() -> None:
    cells = cells_of({"B": (0.0, 0.0), "A": (0.0, 0.0), "C": (0.0, 0.0)})
    assert list(cells) == ["A", "B", "C"]
    assert all(cell.area > 1000 for cell in cells.values())


def test_two_centres_share_the_ground_evenly() -> None:
    left, right = cells_of({"A": (0.0, 0.0), "B": (2000.0, 0.0)}).values()
    assert left.area == pytest.approx(right.area)
    assert left.bounds == (-1000, -1000, 1000, 1000)  # half the way to the neighbour, all around


def test_no_centres_no_cells() -> None:
    assert cells_of({}) == {}
