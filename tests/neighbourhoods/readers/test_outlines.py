"""Coordinates go from degrees to metres and back without a loss that shows."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.readers import outlines
from neighbourhoods.readers.facts import UnusableFileError

from ..maps_of_areas import BOW_TIE, NORTH_SHAPE, in_degrees

# Measured by the Dutch Cadastre: the tower in Amersfoort where the national grid has its centre.
AMERSFOORT = (5.38720621, 52.15517440)


def wkb(*shapes: shapely.Geometry) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(shapely.to_wkb(np.array(shapes, dtype=object)), dtype=object)


def test_degrees_become_metres_where_they_should() -> None:
    around = shapely.box(*(AMERSFOORT[axis] - 0.001 for axis in (0, 1)),
                         *(AMERSFOORT[axis] + 0.001 for axis in (0, 1)))  # fmt: skip
    (shape,) = outlines.in_metres(wkb(around), "EPSG:4326", "map")
    assert math.dist((shape.centroid.x, shape.centroid.y), (155_000, 463_000)) < 1


@pytest.mark.parametrize("crs", ["EPSG:4326", "OGC:CRS84", "EPSG:4258"])
def test_back_and_forth_is_the_same_place(crs: str) -> None:
    (shape,) = outlines.in_metres(wkb(in_degrees(NORTH_SHAPE)), crs, "map")
    assert shapely.hausdorff_distance(shape, NORTH_SHAPE) < 1


def test_metres_stay_to_the_last_digit() -> None:
    (shape,) = outlines.in_metres(wkb(NORTH_SHAPE), "EPSG:28992", "map")
    assert shape.equals(NORTH_SHAPE)


@pytest.mark.parametrize(
    ("shape", "crs", "reason"),
    [
        (NORTH_SHAPE, "EPSG:4326", "map should be in degrees (WGS 84), but its coordinates are "
         "metres. Say --crs EPSG:28992 if that is what they are."),
        (in_degrees(NORTH_SHAPE), "EPSG:28992", "map should be in metres (Amersfoort / RD New), "
         "but its coordinates are degrees. Say --crs EPSG:4326 if that is what they are."),
        (shapely.box(52.3, 5.6, 52.4, 5.7), "EPSG:4326", "map lies outside the Netherlands when "
         "it is read as WGS 84: that is not its projection, or longitude and latitude have "
         "changed places."),
        (NORTH_SHAPE, "EPSG:3857", "map lies outside the Netherlands when it is read as WGS 84 / "
         "Pseudo-Mercator: that is not its projection, or longitude and latitude have changed "
         "places."),
        (NORTH_SHAPE, "RD", "“RD” is no projection. Try EPSG:28992."),
        (NORTH_SHAPE, "", "map does not say its projection. Say --crs EPSG:28992."),
        (NORTH_SHAPE, 'LOCAL_CS["Undefined Cartesian SRS",UNIT["Meter",1]]',
         "map does not say its projection. Say --crs EPSG:28992."),
    ],
)  # fmt: skip
def test_coordinates_that_contradict_the_projection(
    shape: shapely.Geometry, crs: str, reason: str
) -> None:
    with pytest.raises(UnusableFileError) as refused:
        outlines.in_metres(wkb(shape), crs, "map")
    assert str(refused.value) == reason


def test_areas_without_a_shape_are_no_contradiction() -> None:
    assert list(outlines.in_metres(np.array([None]), "EPSG:28992", "map")) == [None]


def test_a_bow_tie_becomes_two_triangles() -> None:
    shape, repair = outlines.joined([BOW_TIE])
    assert (shape.geom_type, shape.is_valid) == ("MultiPolygon", True)
    assert shape.area == BOW_TIE.envelope.area / 2
    assert repair == "Self-intersection[171250 485500]"


def test_parts_become_one_and_loose_ends_go() -> None:
    beside = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection(
        [shapely.Point(9, 9), shapely.LineString([(0, 0), (9, 9)]), shapely.box(1, 0, 2, 1)]
    )
    shape, repair = outlines.joined([beside, None, shapely.Polygon(), mixed])
    assert shape.equals(shapely.box(0, 0, 2, 1))
    assert repair == ""


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([None], "has no shape"),
        ([shapely.Polygon()], "has no shape"),
        ([shapely.Point(1, 1)], "has no polygon"),
        ([shapely.Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])], "has no polygon"),
    ],
)
def test_an_area_without_a_surface(parts: list[shapely.Geometry | None], reason: str) -> None:
    with pytest.raises(outlines.NoPolygonError, match=f"^{reason}$"):
        outlines.joined(parts)


@given(st.lists(st.floats(-20, 20), min_size=3, max_size=60))
def test_neighbours_keep_their_common_line(bends: list[float]) -> None:
    step = 1000 / (len(bends) + 1)
    line = [(500 + bend, step * (n + 1)) for n, bend in enumerate(bends)]
    line = [(500.0, 0.0), *line, (500.0, 1000.0)]
    left = shapely.Polygon([(0, 0), *line, (0, 1000)])
    right = shapely.Polygon([(1000, 0), *line, (1000, 1000)])
    one, other = shapely.from_wkb(outlines.simplified([left, right]))
    assert shapely.coverage_is_valid([one, other])
    assert one.area + other.area == pytest.approx(1_000_000)
    assert shapely.get_num_coordinates(one) <= shapely.get_num_coordinates(left)
    assert shapely.hausdorff_distance(one, left) <= 45


def test_fewer_points_but_no_area_is_lost() -> None:
    many = shapely.segmentize(shapely.box(0, 0, 1000, 1000), 10)
    tiny = shapely.box(2000, 2000, 2003, 2002)
    large, small = shapely.from_wkb(outlines.simplified([many, tiny]))
    assert shapely.get_num_coordinates(large) == 5
    assert large.equals(many)
    assert small.is_valid
    assert small.area >= 3


def test_areas_that_overlap_in_the_file_stay_valid() -> None:
    ragged = shapely.Point(500, 500).buffer(400, quad_segs=64)
    across = shapely.Polygon([(0, 0), (1000, 1), (1000, 30), (480, 40), (470, 900), (0, 30)])
    for shape in shapely.from_wkb(outlines.simplified([ragged, across])):
        assert shape.is_valid
        assert not shape.is_empty


def test_no_areas_at_all() -> None:
    assert outlines.simplified([]) == []
