"""Shapes become paths that fit the page, touch as they did, and have north up."""

import random

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from neighbourhoods.maps.cells import cells_of
from neighbourhoods.maps.drawing import LEAST_HEIGHT, MOST_HEIGHT, WIDTH, Drawing, draw, path_of

from .paths import area_of, rings_of

BUDGET = 60_000


def country(number: int, seed: int) -> dict[str, BaseGeometry]:
    """So many shapes with wavy edges that fit each other."""
    chance = random.Random(seed)
    spots = {
        f"GM{place:04}": (chance.uniform(0, 300_000), chance.uniform(0, 300_000))
        for place in range(number)
    }
    cells = cells_of(spots)
    fine = shapely.set_precision(shapely.segmentize(list(cells.values()), 500), 1)
    return dict(zip(cells, shapely.transform(fine, waves), strict=True))


def waves(spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move points aside, those of both sides of an edge alike."""
    moved: NDArray[np.float64] = spots + 1_500 * np.sin(spots[:, ::-1] / 2_000)
    return moved


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=1, max_value=25), st.integers(min_value=0))
def test_paths_close_and_stay_on_the_map(number: int, seed: int) -> None:
    drawing = draw(country(number, seed), budget=BUDGET)
    assert len(drawing.outlines) == number
    assert LEAST_HEIGHT <= drawing.height <= MOST_HEIGHT
    for outline in drawing.outlines.values():
        for ring in rings_of(outline.path):
            assert len(ring) >= 3
            assert all(0 <= x <= WIDTH and 0 <= y <= drawing.height for x, y in ring)


def test_shapes_that_touch_still_touch() -> None:
    drawing = draw(country(40, 1), budget=4000)
    drawn = [
        Polygon(ring) for outline in drawing.outlines.values() for ring in rings_of(outline.path)
    ]
    together = shapely.union_all(drawn)
    assert together.area == pytest.approx(sum(shape.area for shape in drawn), rel=0.01)
    assert isinstance(together, Polygon)
    assert sum(Polygon(hole).area for hole in together.interiors) < together.area * 0.001


@pytest.mark.parametrize("budget", [6_000, 4_000, 3_000])
def test_what_is_drawn_fits_the_budget(budget: int) -> None:
    def bytes_of(drawing: Drawing) -> int:
        sizes = [len(outline.path) for outline in drawing.outlines.values()]
        return sum(sizes) + max(sizes)

    shapes = country(60, 2)
    assert bytes_of(draw(shapes, budget=100_000)) > 6_000
    assert bytes_of(draw(shapes, budget=budget)) <= budget


def test_north_is_up_and_the_middle_in_the_middle() -> None:
    drawing = draw({"N": box(0, 1000, 1000, 2000), "S": box(0, 0, 1000, 1000)}, budget=BUDGET)
    north, south = drawing.outlines["N"], drawing.outlines["S"]
    assert drawing.height == MOST_HEIGHT
    assert (north.x, north.y) == (320, 164)
    assert (south.x, south.y) == (320, 476)
    assert north.room == pytest.approx(312)
    assert north.depth == pytest.approx(156, abs=1)


def test_a_hole_is_no_part_of_the_shape() -> None:
    ring = Polygon(Point(50, 50).buffer(40).exterior, [Point(50, 50).buffer(20).exterior])
    path = path_of(ring)
    assert len(rings_of(path)) == 2
    assert area_of(path) == pytest.approx(ring.area, rel=0.02)


def test_specks_are_left_out_unless_they_are_all_there_is() -> None:
    island, speck = box(0, 0, 30, 30), box(100, 100, 101, 101)
    assert path_of(MultiPolygon([speck, island])).count("z") == 1
    assert area_of(path_of(MultiPolygon([speck, island]))) == 900
    assert area_of(path_of(speck)) == 1
    assert area_of(path_of(box(10, 10, 10.1, 10.1))) == 4  # a dot in its place
    assert rings_of(path_of(box(10, 10, 10.1, 10.1)))[0][0] == (9, 9)


def test_paths_are_short() -> None:
    assert path_of(box(10, 20, 40, 60)) == "m40 20 0 40-30 0 0-40z"


def test_the_place_of_a_name_is_the_widest_in_the_largest_part() -> None:
    bar = MultiPolygon([box(0, 0, 10, 10), box(100, 0, 500, 100)])
    outline = draw({"A": bar}, budget=BUDGET).outlines["A"]
    assert outline.room == pytest.approx(624 * 400 / 500)
    assert outline.x == round(8 + 624 * 300 / 500)


def test_a_shape_that_crosses_itself_is_drawn_all_the_same() -> None:
    bow = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    outline = draw({"A": bow}, budget=BUDGET).outlines["A"]
    assert outline.path.endswith("z")
    assert outline.room > 0


def test_nothing_to_draw() -> None:
    assert draw({}, budget=BUDGET).outlines == {}
