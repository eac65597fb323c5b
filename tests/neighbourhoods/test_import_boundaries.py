"""The command, as an operator meets it."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from neighbourhoods.models import Boundary
from neighbourhoods.services import Report

from .maps_of_areas import BOW_TIE, SHAPES, TOPOJSON, rows, write_geojson, write_gpkg
from .publisher import Publisher

TakeIn = Callable[..., Report]


def run(*arguments: object, out: StringIO | None = None) -> list[str]:
    out = out or StringIO()
    call_command("import_boundaries", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue().splitlines()


def test_a_package_twice(take_in: TakeIn, tmp_path: Path) -> None:
    take_in()
    path = write_gpkg(tmp_path / "map.gpkg", {"all": rows()})
    assert run("--year", 2024, path) == [
        "Year 2024: 4 new, 0 changed, 0 unchanged, 0 kept, 0 unknown, 0 repaired, "
        "0 rows of water left out."
    ]
    assert run("--year", 2024, path) == [
        "Year 2024: 0 new, 0 changed, 4 unchanged, 0 kept, 0 unknown, 0 repaired, "
        "0 rows of water left out."
    ]


def test_the_report_names_what_is_odd(take_in: TakeIn, tmp_path: Path) -> None:
    take_in()
    run("--year", 2024, write_geojson(tmp_path / "map.geojson", rows("GM0243")))
    twisted = ({"statcode": "BU02430501", "statnaam": "Stadsdennen Noord"}, BOW_TIE)
    other = ({"statcode": "GM0050", "statnaam": "Zeewolde"}, SHAPES["GM0243"])
    path = write_gpkg(tmp_path / "map.gpkg", {"all": [*rows("GM0243"), twisted, other]})
    assert run("--year", 2023, path) == [
        "Repaired:",
        "  map.gpkg, row 2: BU02430501, Self-intersection[171250 485500]",
        "Not on our list of areas:",
        "  GM0050 Zeewolde",
        "Kept, for theirs is of a later year:",
        "  GM0243",
        "Areas without a boundary:",
        "  Stadsdennen (WK024305)",
        "  Stadsdennen Oost (BU02430503)",
        "Year 2023: 1 new, 0 changed, 0 unchanged, 1 kept, 1 unknown, 1 repaired, "
        "0 rows of water left out.",
    ]


def test_a_fault_is_told_and_the_command_fails(take_in: TakeIn, tmp_path: Path) -> None:
    take_in()
    hollow = ({"statcode": "WK024305", "statnaam": "Stadsdennen"}, None)
    path = write_geojson(tmp_path / "map.geojson", [*rows("GM0243"), hollow])
    out = StringIO()
    with pytest.raises(
        CommandError, match=r"^1 faults\. Of these municipalities nothing was changed: GM0243\.$"
    ):
        run("--year", 2024, path, out=out)
    assert out.getvalue().splitlines()[:2] == [
        "Faults:",
        "  map.geojson, row 2: WK024305 has no shape",
    ]
    assert not Boundary.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--year=2024"], r"^Name a file, or give --download\.$"),
        (["--year=24", "x.gpkg"], r"^24 is not a year of which there are boundaries\.$"),
        (["x.gpkg"], "--year"),
        (["--year=2024", "absent.gpkg"], r"^absent\.gpkg: No such file.* Nothing was changed\.$"),
    ],
)
def test_wrong_arguments_are_told(db: None, arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(*arguments)


def test_a_wrong_projection_layer_and_list(take_in: TakeIn, tmp_path: Path) -> None:
    take_in()
    metres = write_geojson(tmp_path / "map.geojson", rows(), degrees=False)
    with pytest.raises(CommandError, match=r"coordinates are metres\. .* Nothing was changed\.$"):
        run("--year", 2024, metres)
    with pytest.raises(CommandError, match=r"has no layer buurten; it has map\. Nothing was"):
        run("--year", 2024, metres, "--layer", "buurten")
    far = tmp_path / "far.topojson"
    far.write_text(TOPOJSON.replace("0243", "0050"))
    with pytest.raises(CommandError, match=r"^None of the 3 areas is on our list\. Import the"):
        run("--year", 2024, far)
    assert not Boundary.objects.exists()
    run("--year", 2024, "--crs", "EPSG:28992", "--layer", "map", metres)
    assert Boundary.objects.count() == 4


def test_it_fetches_the_map(
    take_in: TakeIn, publisher: Publisher, settings: Settings, tmp_path: Path
) -> None:
    take_in()
    settings.VAR_DIR = tmp_path / "var"
    settings.NEIGHBOURHOOD_SOURCES = {"boundaries": f"{publisher.address}/kaart_{{year}}.gpkg"}
    content = write_gpkg(tmp_path / "map.gpkg", {"all": rows()}).read_bytes()
    publisher.files = {"/kaart_2024.gpkg": content}
    publisher.break_after = [2000]
    said = run("--year", 2024, "--download")
    assert said[0] == f"Fetching {publisher.address}/kaart_2024.gpkg"
    assert said[-1].startswith("Year 2024: 4 new, ")
    with pytest.raises(CommandError, match=r"answers 404 Not Found\. Nothing was changed\.$"):
        run("--year", 2023, "--download")


def test_the_address_of_the_map_is_the_one_of_pdok(settings: Settings) -> None:
    assert settings.NEIGHBOURHOOD_SOURCES["boundaries"].format(year=2024) == (
        "https://service.pdok.nl/cbs/wijkenbuurten/2024/atom/downloads/wijkenbuurten_2024.gpkg"
    )


def test_progress_shows_unless_asked_not_to(
    take_in: TakeIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take_in()
    path = write_geojson(tmp_path / "map.geojson", rows())
    run("--year", 2024, path)
    assert capsys.readouterr().err == ""
    call_command("import_boundaries", "--year=2024", str(path), stdout=StringIO())
    told = capsys.readouterr().err
    assert all(label in told for label in ("Reading names", "Reading shapes", "Storing boundaries"))
