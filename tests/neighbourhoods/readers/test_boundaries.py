"""Boundaries are read from each kind of file in which they are published."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely

from neighbourhoods.readers.boundaries import Boundaries, read_boundaries
from neighbourhoods.readers.facts import UnusableFileError
from neighbourhoods.services.report import unwatched

from ..maps_of_areas import (
    BOW_TIE,
    NAMES,
    NORTH_SHAPE,
    SHAPES,
    TOPOJSON,
    Row,
    in_degrees,
    rows,
    write_geojson,
    write_gpkg,
)

ALL = sorted(SHAPES)


def read(*paths: Path, year: int = 2024, crs: str = "", layers: Sequence[str] = ()) -> Boundaries:
    return read_boundaries(paths, unwatched, year=year, crs=crs, layers=layers)


def refusal(*paths: Path, year: int = 2024, crs: str = "", layers: Sequence[str] = ()) -> str:
    with pytest.raises(UnusableFileError) as refused:
        read(*paths, year=year, crs=crs, layers=layers)
    return str(refused.value)


def assert_shapes(found: Boundaries, *codes: str, within: float = 1) -> None:
    """These areas were found, where they lie, with their names and without faults."""
    assert sorted(found.shapes) == sorted(codes or ALL)
    assert found.facts.faults == []
    for code, wkb in found.shapes.items():
        assert shapely.hausdorff_distance(shapely.from_wkb(wkb), SHAPES[code]) < within, code


def test_the_package_of_pdok_without_its_water(tmp_path: Path) -> None:
    neighbourhoods = [
        ({"buurtcode": code, "buurtnaam": NAMES[code], "wijkcode": "WK024305",
          "gemeentecode": "GM0243", "gemeentenaam": "Harderwijk", "water": "NEE",
          "jrstatcode": f"2024{code}", "jaar": 2024}, SHAPES[code])
        for code in ("BU02430501", "BU02430503")
    ]  # fmt: skip
    district = {"wijkcode": "WK024305", "gemeentecode": "GM0243", "water": "NEE", "jaar": 2024}
    town = {"gemeentecode": "GM0243", "gemeentenaam": "Harderwijk", "jaar": 2024}
    sea = shapely.box(-80_000, 480_000, -70_000, 490_000)
    path = write_gpkg(
        tmp_path / "wijkenbuurten_2024.gpkg",
        {
            "buurten": neighbourhoods,
            "wijken": [(district, SHAPES["WK024305"])],
            "gemeenten": [
                (town | {"water": "NEE"}, SHAPES["GM0243"]),
                (town | {"water": "JA"}, sea),
            ],
        },
    )
    found = read(path)
    assert_shapes(found, within=1e-6)
    assert found.water == 1
    assert {code: area.name for code, area in found.facts.areas.items()} == NAMES | {"WK024305": ""}


def test_short_names_in_capitals_and_heights(tmp_path: Path) -> None:
    high = shapely.force_3d(NORTH_SHAPE, 2.5)
    path = write_gpkg(
        tmp_path / "buurt.gpkg",
        {
            "buurt": [({"BU_CODE": "BU02430501", "BU_NAAM": "Noord", "GM_CODE": "GM0243"}, high)],
            "wijk": [({"WK_CODE": "WK024305", "WK_NAAM": "D", "GM_CODE": "GM0243"}, NORTH_SHAPE)],
            "gemeente": [({"GM_CODE": "GM0243", "GM_NAAM": "Harderwijk"}, NORTH_SHAPE)],
        },
        kind="Unknown",
    )
    found = read(path)
    assert {code: area.name for code, area in found.facts.areas.items()} == {
        "BU02430501": "Noord",
        "WK024305": "D",
        "GM0243": "Harderwijk",
    }
    assert not shapely.from_wkb(found.shapes["BU02430501"]).has_z


def test_all_levels_in_one_geojson(tmp_path: Path) -> None:
    assert_shapes(read(write_geojson(tmp_path / "map.geojson", rows())))


@pytest.mark.parametrize("member", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_geojson_that_says_it_is_in_degrees(tmp_path: Path, member: str) -> None:
    assert_shapes(read(write_geojson(tmp_path / "map.geojson", rows(), crs=member)))


def test_geojson_in_metres(tmp_path: Path) -> None:
    member = "urn:ogc:def:crs:EPSG::28992"
    path = write_geojson(tmp_path / "map.geojson", rows(), crs=member, degrees=False)
    assert_shapes(read(path), within=1e-6)
    silent = write_geojson(tmp_path / "silent.geojson", rows(), degrees=False)
    assert "its coordinates are metres. Say --crs EPSG:28992" in refusal(silent)
    assert_shapes(read(silent, crs="EPSG:28992"), within=1e-6)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_package_that_names_no_projection(tmp_path: Path) -> None:
    path = write_gpkg(tmp_path / "map.gpkg", {"areas": rows()}, crs=None)
    assert refusal(path) == "map.gpkg does not say its projection. Say --crs EPSG:28992."
    assert_shapes(read(path, crs="EPSG:28992"), within=1e-6)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gpkg_geometry_columns SET srs_id = -1")
        database.execute("UPDATE gpkg_contents SET srs_id = -1")
    assert refusal(path) == "map.gpkg does not say its projection. Say --crs EPSG:28992."


def test_a_package_in_degrees_that_says_metres(tmp_path: Path) -> None:
    wrong = [(properties, shape and in_degrees(shape)) for properties, shape in rows()]
    path = write_gpkg(tmp_path / "map.gpkg", {"areas": wrong})
    assert "its coordinates are degrees. Say --crs EPSG:4326" in refusal(path)
    assert_shapes(read(path, crs="EPSG:4326"))


@pytest.mark.parametrize("name", ["map.topojson", "map.json"])
def test_topojson_with_lines_that_are_shared(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(TOPOJSON)
    found = read(path)
    shapes = {code: shapely.from_wkb(wkb) for code, wkb in found.shapes.items()}
    assert sorted(shapes) == ["BU02430501", "BU02430503", "WK024305"]
    assert found.facts.faults == []
    north, east = shapes["BU02430501"], shapes["BU02430503"]
    assert shapely.coverage_is_valid([north, east])
    assert shapely.hausdorff_distance(north.union(east), shapes["WK024305"]) < 1
    corner = in_degrees(shapely.Point(*shapes["WK024305"].bounds[:2]))
    assert (round(corner.x, 2), round(corner.y, 2)) == (5.6, 52.3)


def test_several_files_as_one_map(tmp_path: Path) -> None:
    wavy = [(500 + 8 * (n % 3), 10 * n) for n in range(101)]
    line = [(171_000 + x, 485_000 + y) for x, y in wavy]
    left = shapely.Polygon([(171_000, 485_000), *line, (171_000, 486_000)])
    right = shapely.Polygon([(172_000, 485_000), *line, (172_000, 486_000)])
    files = [
        write_gpkg(tmp_path / f"{n}.gpkg", {"b": [({"statcode": code, "statnaam": ""}, shape)]})
        for n, (code, shape) in enumerate([("BU02430501", left), ("BU02430503", right)])
    ]
    found = read(*files)
    shapes = [shapely.from_wkb(wkb) for wkb in found.shapes.values()]
    assert shapely.coverage_is_valid(shapes)
    assert sum(shapely.get_num_coordinates(shapes)) < 202


def test_parts_of_an_area_in_rows_of_their_own(tmp_path: Path) -> None:
    halves = [(rows("GM0243")[0][0], SHAPES[code]) for code in ("BU02430501", "BU02430503")]
    assert_shapes(read(write_geojson(tmp_path / "map.geojson", halves)), "GM0243")


def test_what_is_wrong_in_a_row_is_told(tmp_path: Path) -> None:
    areas: list[Row] = [
        ({"statcode": "BU02430501", "statnaam": "Noord"}, BOW_TIE),
        ({"statcode": "BU02430503", "statnaam": "Oost"}, None),
        ({"statcode": "WK024305", "statnaam": "Wijk"}, shapely.Point(171_000, 485_000)),
        ({"statcode": "PV25", "statnaam": "Gelderland"}, NORTH_SHAPE),
        ({"statcode": None, "statnaam": None}, NORTH_SHAPE),
    ]
    found = read(write_geojson(tmp_path / "map.geojson", areas))
    assert list(found.shapes) == ["BU02430501"]
    assert shapely.from_wkb(found.shapes["BU02430501"]).is_valid
    (repaired,) = found.repaired
    assert repaired.startswith("map.geojson, row 1: BU02430501, Self-intersection[")
    assert sorted(map(str, found.facts.faults)) == [
        "map.geojson, row 2: BU02430503 has no shape",
        "map.geojson, row 3: WK024305 has no polygon",
        "map.geojson, row 4: “PV25” is not a code of an area",
        "map.geojson, row 5: “” is not a code of an area",
    ]


def test_other_layers_are_passed_over(tmp_path: Path) -> None:
    point = shapely.Point(171_000, 485_000)
    path = write_gpkg(
        tmp_path / "map.gpkg",
        {"gemeente": rows("GM0243"), "provincie": [({"statcode": "PV25"}, NORTH_SHAPE)]},
    )
    label = ({"statcode": "GM0243", "statnaam": "Harderwijk"}, point)
    write_gpkg(path, {"gemeente_labelpoint": [label]}, kind="Point")
    assert_shapes(read(path), "GM0243")
    assert refusal(path, layers=["gemeente_labelpoint"]).startswith(
        "map.gpkg holds no boundaries of areas that we know: no layer has polygons and codes"
    )
    assert refusal(path, layers=["wijk"]) == (
        "map.gpkg has no layer wijk; it has gemeente, provincie, gemeente_labelpoint."
    )


def test_an_area_in_two_layers_must_be_chosen(tmp_path: Path) -> None:
    coarse, fine = rows("WK024305"), rows("WK024305")
    path = write_gpkg(tmp_path / "map.gpkg", {"wijk_grof": coarse, "wijk_fijn": fine})
    assert refusal(path) == (
        "WK024305 is in map.gpkg (wijk_grof) and in map.gpkg (wijk_fijn). "
        "Choose a layer with --layer."
    )
    assert_shapes(read(path, layers=["wijk_fijn"]), "WK024305", within=1e-6)


@pytest.mark.parametrize("said", [{"jrstatcode": "2022WK024305"}, {"jaar": 2022}])
def test_a_map_of_another_year(tmp_path: Path, said: dict[str, object]) -> None:
    path = write_geojson(tmp_path / "map.geojson", rows("WK024305", **said))
    assert refusal(path) == "map.geojson is of 2022, not of 2024."
    assert_shapes(read(path, year=2022), "WK024305")


def test_the_older_windows_encoding(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "map.geojson", rows("GM0243"))
    text = path.read_text().replace("Harderwijk", "Súdwest")
    path.write_bytes(text.encode("cp1252"))
    assert read(path).facts.areas["GM0243"].name == "Súdwest"
    path.write_bytes(text.encode("utf-8-sig"))
    assert read(path).facts.areas["GM0243"].name == "Súdwest"


@pytest.mark.parametrize("cut", [0.5, 0.98])
@pytest.mark.parametrize("kind", ["geojson", "topojson", "gpkg"])
def test_files_that_were_cut_off(tmp_path: Path, kind: str, cut: float) -> None:
    path = tmp_path / f"map.{kind}"
    if kind == "gpkg":
        write_gpkg(path, {"areas": rows()})
    elif kind == "topojson":
        path.write_text(TOPOJSON)
    else:
        write_geojson(path, rows())
    content = path.read_bytes()
    path.write_bytes(content[: int(cut * len(content))])
    reason = refusal(path)
    assert reason.startswith(f"map.{kind} cannot be read as GeoPackage, GeoJSON or TopoJSON: ")


@pytest.mark.parametrize(
    "content", ["", "Beste collega, hierbij de kaart.", "{}", "SQLite format 3\0", "<html></html>"]
)
def test_files_that_are_no_map(tmp_path: Path, content: str) -> None:
    path = tmp_path / "map.gpkg"
    path.write_text(content)
    assert refusal(path).startswith("map.gpkg cannot be read as GeoPackage, GeoJSON or TopoJSON: ")


def test_maps_without_areas(tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    for content in (
        {"type": "FeatureCollection", "features": []},
        json.loads(write_geojson(path, [({"name": "Boom"}, NORTH_SHAPE)]).read_text()),
    ):
        path.write_text(json.dumps(content))
        assert refusal(path) == (
            "map.geojson holds no boundaries of areas that we know: no layer has polygons and "
            "codes (in a column statcode, buurtcode, bu_code, wijkcode, wk_code, gemeentecode, "
            "gm_code). Its layers: map."
        )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "absent.gpkg"
    assert refusal(path) == f"{path}: No such file or directory."
