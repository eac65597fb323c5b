"""The two commands, as an operator meets them."""

import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from neighbourhoods.models import Area, Figure, Postcode
from neighbourhoods.services import Report

from .files import COUNTRY, DISTRICT, EAST, NORTH, ROWS, TOWN, write_csv, write_xlsx
from .publisher import Publisher


def run(*arguments: object, command: str = "import_neighbourhoods") -> list[str]:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue().splitlines()


def test_a_workbook_a_list_a_map_and_postcodes(db: None, tmp_path: Path) -> None:
    figures = write_xlsx(tmp_path / "kwb-2024.xlsx")
    (tmp_path / "regio.csv").write_text(
        "code;naam;ligt_in\nBU02430501;Noord van het spoor;WK024305\n"
    )
    (tmp_path / "map.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"statcode": '
        '"BU02430501", "statnaam": "Stadsdennen Noord"}, "geometry": {"type": "Polygon", '
        '"coordinates": [[[5, 52], [5.2, 52], [5.2, 52.2], [5, 52.2], [5, 52]]]}}]}'
    )
    (tmp_path / "pc6.csv").write_text("PC6,Huisnummer,Buurt2024\n3842AB,1,2430501\n")
    said = run(
        "--year", 2024, "--figures", figures,
        "--areas", tmp_path / "regio.csv", tmp_path / "map.geojson",
        "--postcodes", tmp_path / "pc6.csv",
    )  # fmt: skip
    assert said == [
        "Year 2024: 5 areas.",
        "New 5, changed 0, renamed 0, another place 0, gone 0, faults 0.",
        "Figures: 19 new, 0 changed, 0 no longer known.",
        "Postcodes: 3, left out 0.",
    ]
    north = Area.objects.get(code="BU02430501")
    assert (north.latitude, north.longitude) == (52.1, 5.1)
    assert Postcode.objects.filter(code="3842ab", area=north).exists()


def test_the_report_names_what_changed(db: None, tmp_path: Path) -> None:
    run("--year", 2024, "--figures", write_csv(tmp_path / "kwb.csv"))
    renamed = ["WK024305", "Stadsdennen en Bos", *DISTRICT[2:]]
    other = [NORTH[0], "De Hoven", *NORTH[2:]]
    rows = [COUNTRY, TOWN, renamed, other]
    assert run("--year", 2025, "--figures", write_csv(tmp_path / "kwb.csv", rows)) == [
        "Gone:",
        "  Stadsdennen Oost (BU02430503)",
        "Renamed:",
        "  Stadsdennen is now Stadsdennen en Bos (WK024305)",
        "Codes that mean another place:",
        "  Stadsdennen Noord (BU02430501-2024) is now De Hoven (BU02430501)",
        "Year 2025: 4 areas.",
        "New 0, changed 0, renamed 1, another place 1, gone 1, faults 0.",
        "Figures: 16 new, 0 changed, 0 no longer known.",
        "Postcodes: 1, left out 0.",
    ]
    assert run("--year", 2024, "--figures", write_csv(tmp_path / "kwb.csv"))[:4] == [
        "Left alone, for today's map has them elsewhere:",
        "  BU02430501",
        "Year 2024: 5 areas.",
        "New 0, changed 0, renamed 0, another place 0, gone 0, faults 0.",
    ]


def test_faults_are_told_with_their_row_and_nothing_changes(db: None, tmp_path: Path) -> None:
    bad = [["XX", "Fout", "", "", 1, 1, 1, 1, "."]] * 25
    figures = write_csv(tmp_path / "kwb.csv", [*ROWS, *bad])
    out = StringIO()
    with pytest.raises(CommandError, match=r"^25 rows have a fault\. Nothing was changed\."):
        call_command(
            "import_neighbourhoods", "--year=2024", f"--figures={figures}", stdout=out, verbosity=0
        )
    said = out.getvalue().splitlines()
    assert said[:2] == ["Faults:", "  kwb.csv, row 7: “XX” is not a code of an area"]
    assert (len(said), said[-1]) == (22, "  and 5 more")
    assert not Area.objects.exists()
    assert "New 5, changed 0, renamed 0, another place 0, gone 0, faults 25." in run(
        "--year", 2024, "--figures", figures, "--force"
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--year=2024"], "Give --figures with a file, or --download"),
        (["--year=24", "--figures=x.csv"], "24 is not a year"),
        (["--year=2024", "--figures=absent.csv"], "No such file or directory. Nothing was changed"),
        (["--figures=x.csv"], "--year"),
        (["--year=2024", "--figures=x.csv", "--areas=absent.json"], "No such file"),
    ],
)
def test_wrong_arguments_are_told(db: None, arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(*arguments)


def test_it_fetches_what_is_not_given(
    db: None, publisher: Publisher, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.NEIGHBOURHOOD_SOURCES = {
        "figures": f"{publisher.address}/kwb-{{year}}.xlsx",
        "postcodes": f"{publisher.address}/pc-{{year}}.zip",
    }
    with zipfile.ZipFile(tmp_path / "pc.zip", "w") as archive:
        archive.writestr("pc6hnr20310801_gwb.csv", "PC6;Huisnummer;Buurt2031\n3842AB;1;02430503\n")
    publisher.files = {
        "/kwb-2031.xlsx": write_xlsx(tmp_path / "kwb.xlsx").read_bytes(),
        "/pc-2031.zip": (tmp_path / "pc.zip").read_bytes(),
    }
    publisher.break_after = [2000]
    said = run("--year", 2031, "--download")
    assert said[0] == f"Fetching {publisher.address}/kwb-2031.xlsx"
    assert said[1].startswith("sha256 ")
    assert said[-4] == "Year 2031: 5 areas."
    assert Postcode.objects.get(code="3842ab").area.code == "BU02430503"
    assert sorted(path.name for path in (tmp_path / "var/downloads").iterdir()) == [
        "kwb-2031.xlsx",
        "pc-2031.zip",
    ]

    requests = len(publisher.asked)
    said = run("--year", 2031, "--download")
    assert "was here already; remove it to fetch it again." in said[1]
    assert len(publisher.asked) == requests
    assert "New 0, changed 0, renamed 0, another place 0, gone 0, faults 0." in said


def test_a_download_that_fails_changes_nothing(
    db: None, publisher: Publisher, settings: Settings, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    settings.NEIGHBOURHOOD_SOURCES = {"figures": f"{publisher.address}/kwb-{{year}}.xlsx"}
    with pytest.raises(
        CommandError, match=r"the server answers 404 Not Found\. Nothing was changed"
    ):
        run("--year", 2031, "--download")
    assert not Area.objects.exists()


def test_the_demo_loads_once(db: None) -> None:
    assert run(command="load_demo_neighbourhoods") == ["249 demo areas: 249 new."]
    figures = Figure.objects.count()
    assert run(command="load_demo_neighbourhoods") == ["249 demo areas: 0 new."]
    assert Figure.objects.count() == figures


def test_the_demo_leaves_a_real_country_alone(take_in: Callable[..., Report]) -> None:
    take_in([*ROWS, ["GM0518", "'s-Gravenhage", "", "Gemeente", 1, ".", ".", ".", "."]], year=2025)
    assert run(command="load_demo_neighbourhoods") == [
        "There are other neighbourhoods already: the demo is not needed."
    ]
    assert Area.objects.count() == 6


def test_progress_shows_unless_asked_not_to(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = write_csv(tmp_path / "kwb.csv", [*ROWS[:4], EAST])
    run("--year", 2024, "--figures", figures)
    assert capsys.readouterr().err == ""
    call_command("import_neighbourhoods", "--year=2024", f"--figures={figures}", stdout=StringIO())
    assert "Reading kwb.csv" in capsys.readouterr().err
