"""Lists of areas and maps of the public services are read as they are published."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.readers.areas import Point, Polygon, point_inside, read_areas
from neighbourhoods.readers.facts import AreaFacts, Facts, UnusableFileError

SQUARE = [[[5.0, 52.0], [5.2, 52.0], [5.2, 52.2], [5.0, 52.2], [5.0, 52.0]]]


def feature(
    properties: dict[str, Any], kind: str = "Polygon", shape: Any = SQUARE
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": shape},
    }


def read_map(tmp_path: Path, *features: dict[str, Any], facts: Facts | None = None) -> Facts:
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    facts = facts or Facts()
    read_areas(path, facts)
    return facts


def test_the_list_gives_areas_but_no_provinces(tmp_path: Path) -> None:
    path = tmp_path / "regio.csv"
    path.write_text(
        "soort_regio;code;naam;ligt_in\nProvincie;PV25;Gelderland;NL00\n"
        "Gemeente;GM0243;Harderwijk;PV25\nWijk;WK024305;Stadsdennen;GM0243\n"
        "Buurt;BU02430501;Stadsdennen Noord;WK024306\n"
    )
    facts = Facts()
    read_areas(path, facts)
    assert {code: area.name for code, area in facts.areas.items()} == {
        "GM0243": "Harderwijk",
        "WK024305": "Stadsdennen",
        "BU02430501": "Stadsdennen Noord",
    }
    assert [str(fault) for fault in facts.faults] == [
        "regio.csv, row 5: BU02430501 lies in WK024306, which its code denies"
    ]


def test_a_list_completes_the_name_of_an_area_with_figures(tmp_path: Path) -> None:
    path = tmp_path / "regio.csv"
    path.write_text("code;naam;ligt_in\nGM0243;Harderwijk en nog veel meer;PV25\n")
    facts = Facts()
    facts.add(AreaFacts("GM0243", "kwb", 2, "Harderw", values={"inhabitants": 5}))
    read_areas(path, facts)
    area = facts.areas["GM0243"]
    assert (area.name, area.values, facts.faults) == (
        "Harderwijk en nog veel meer",
        {"inhabitants": 5},
        [],
    )


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"statcode": "WK024305", "statnaam": "Stadsdennen"}, "WK024305"),
        (
            {
                "buurtcode": "BU02430501",
                "buurtnaam": "Noord",
                "wijkcode": "WK024305",
                "gemeentecode": "GM0243",
            },
            "BU02430501",
        ),
        ({"wijkcode": "WK024305", "wijknaam": "Stadsdennen", "gemeentecode": "GM0243"}, "WK024305"),
        ({"gemeentecode": "GM0243", "gemeentenaam": "Harderwijk", "water": "NEE"}, "GM0243"),
    ],
)
def test_maps_of_both_services(tmp_path: Path, properties: dict[str, str], code: str) -> None:
    facts = read_map(tmp_path, feature(properties))
    area = facts.areas[code]
    assert (area.latitude, area.longitude) == (52.1, 5.1)
    assert facts.faults == []


def test_water_and_areas_without_shape(tmp_path: Path) -> None:
    facts = read_map(
        tmp_path,
        feature({"gemeentecode": "GM0243", "gemeentenaam": "Harderwijk", "water": "JA"}),
        {
            "type": "Feature",
            "properties": {"statcode": "GM0344", "statnaam": "Utrecht"},
            "geometry": None,
        },
    )
    assert list(facts.areas) == ["GM0344"]
    assert facts.areas["GM0344"].latitude is None


def test_the_largest_of_several_parts_holds_the_centre(tmp_path: Path) -> None:
    island = [[[4.0, 53.0], [4.01, 53.0], [4.01, 53.01], [4.0, 53.01], [4.0, 53.0]]]
    facts = read_map(
        tmp_path,
        feature({"statcode": "GM0243", "statnaam": "H"}, "MultiPolygon", [island, SQUARE]),
    )
    assert facts.areas["GM0243"].longitude == 5.1


def test_topojson(tmp_path: Path) -> None:
    """Two squares that share a line, which the second runs through backwards."""
    path = tmp_path / "map.topojson"
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [5, 52]},
        "arcs": [
            [[1, 0], [0, 1]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
        ],
        "objects": {
            "wijken": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Polygon",
                        "arcs": [[0, 1]],
                        "properties": {"statcode": "WK024301", "statnaam": "A"},
                    },
                    {
                        "type": "MultiPolygon",
                        "arcs": [[[2, -1]]],
                        "properties": {"statcode": "WK024302", "statnaam": "B"},
                    },
                ],
            }
        },
    }
    path.write_text(json.dumps(topology))
    facts = Facts()
    read_areas(path, facts)
    centres = {code: (area.longitude, area.latitude) for code, area in facts.areas.items()}
    assert centres == {"WK024301": (5.05, 52.05), "WK024302": (5.15, 52.05)}


def test_maps_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    metres = [[[170000, 480000], [171000, 480000], [171000, 481000], [170000, 480000]]]
    with pytest.raises(UnusableFileError, match="EPSG:4326"):
        read_map(tmp_path, feature({"statcode": "GM0243", "statnaam": "H"}, shape=metres))
    (tmp_path / "bad.json").write_text('{"type": "Topology"}')
    with pytest.raises(UnusableFileError, match="neither GeoJSON nor TopoJSON"):
        read_areas(tmp_path / "bad.json", Facts())
    (tmp_path / "cut.json").write_text('{"type": "Feat')
    with pytest.raises(UnusableFileError, match="neither GeoJSON nor TopoJSON"):
        read_areas(tmp_path / "cut.json", Facts())
    with pytest.raises(UnusableFileError, match="No such file"):
        read_areas(tmp_path / "absent.json", Facts())


def inside(point: Point, ring: list[Point]) -> bool:
    x, y = point
    edges = zip(ring, ring[1:] + ring[:1], strict=True)
    return (
        sum(
            (y1 <= y) != (y2 <= y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in edges
        )
        % 2
        == 1
    )


@given(st.lists(st.floats(0.1, 1), min_size=5, max_size=40))
def test_the_centre_lies_inside_however_bent_the_shape(reaches: list[float]) -> None:
    ring = [
        (
            5 + reach * math.cos(2 * math.pi * at / len(reaches)),
            52 + reach * math.sin(2 * math.pi * at / len(reaches)),
        )
        for at, reach in enumerate(reaches)
    ]
    assert inside(point_inside([[ring]]), ring)


def test_the_centre_of_a_ring_is_not_in_its_hole() -> None:
    outer = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)]
    hole = [(1.0, 1.0), (8.5, 1.0), (8.5, 8.5), (1.0, 8.5)]
    polygons: list[Polygon] = [[outer, hole]]
    point = point_inside(polygons)
    assert inside(point, outer)
    assert not inside(point, hole)


def test_a_shape_without_surface_has_its_first_point() -> None:
    assert point_inside([[[(5.0, 52.0), (5.1, 52.0), (5.0, 52.0)]]]) == (5.0, 52.0)
