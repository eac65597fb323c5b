"""The imports of the health survey and the Leefbaarometer, as an operator meets them."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from neighbourhoods.models import Figure
from neighbourhoods.services import Report

from .surveys import HEALTH_HEADER, HEALTH_ROWS, SCORE_HEADER, SCORE_ROWS, write, write_odata


def run(command: str, *arguments: object) -> list[str]:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue().splitlines()


def test_health_with_the_names_of_that_year(take_in: Callable[..., Report], tmp_path: Path) -> None:
    take_in()
    rows = [*HEALTH_ROWS, ["BU99990000", "20300", "MW00000", "2020JJ00", 1, 2, 3]]
    path = write(tmp_path / "rivm.csv", rows, HEALTH_HEADER)
    assert run("import_health", "--year", 2020, path) == [
        "Left out, for the code may mean another place now:",
        "  WK024305",
        "  BU02430501",
        "Year 2020: 5 areas in the files, 2 of ours.",
        "Left out: perhaps another place 2, not on our map 1, faults 0.",
        "Figures: 6 new, 0 changed, 0 no longer known.",
        "Give --names with the areas of that year to bring in more.",
    ]
    names = write(tmp_path / "names.csv", [["WK024305", "Stadsdennen"]], ["code", "naam"])
    assert run("import_health", "--year", 2020, path, "--names", names)[-3:] == [
        "Year 2020: 5 areas in the files, 3 of ours.",
        "Left out: perhaps another place 1, not on our map 1, faults 0.",
        "Figures: 3 new, 0 changed, 0 no longer known.",
    ]
    lonely = Figure.objects.get(area__code="WK024305", kind="lonely_65_plus")
    assert (lonely.year, lonely.value) == (2020, 51.5)


def test_odata_in_parts(take_in: Callable[..., Report], tmp_path: Path) -> None:
    take_in()
    parts = [
        write_odata(tmp_path / f"{number}.json", rows, HEALTH_HEADER)
        for number, rows in enumerate([HEALTH_ROWS[:3], HEALTH_ROWS[4:]])
    ]
    said = run("import_health", "--year", 2020, "--codes", 2024, *parts)
    assert said == [
        "Year 2020: 4 areas in the files, 4 of ours.",
        "Left out: perhaps another place 0, not on our map 0, faults 0.",
        "Figures: 12 new, 0 changed, 0 no longer known.",
    ]


def test_liveability(take_in: Callable[..., Report], tmp_path: Path) -> None:
    take_in()
    path = write(tmp_path / "lbm.csv", SCORE_ROWS, SCORE_HEADER)
    assert run("import_liveability", "--year", 2024, path) == [
        "Year 2024: 3 areas in the files, 3 of ours.",
        "Left out: perhaps another place 0, not on our map 0, faults 0.",
        "Figures: 5 new, 0 changed, 0 no longer known.",
    ]
    assert "Figures: 0 new, 0 changed, 0 no longer known." in run(
        "import_liveability", "--year", 2024, path
    )


def test_a_fault_is_shown_and_nothing_changes(
    take_in: Callable[..., Report], tmp_path: Path
) -> None:
    take_in()
    before = Figure.objects.count()
    bad = [SCORE_ROWS[0], [*SCORE_ROWS[1][:4], "good", 0, 5]]
    path = write(tmp_path / "lbm.csv", bad, SCORE_HEADER)
    out = StringIO()
    with pytest.raises(CommandError, match="1 rows have a fault"):
        call_command("import_liveability", "--year", "2024", str(path), stdout=out, verbosity=0)
    assert "lbm.csv, row 3: liveability of WK024305: “good” is not a number" in out.getvalue()
    assert Figure.objects.count() == before
    assert run("import_liveability", "--year", 2024, path, "--force")[0] == "Faults, left out:"
    assert Figure.objects.count() == before + 3


@pytest.mark.parametrize(
    ("year", "reason"),
    [(2020, "lbm.csv holds no figures of 2020, but of 2024"), (20, "20 is not a year")],
)
def test_another_year_is_refused(db: None, tmp_path: Path, year: int, reason: str) -> None:
    path = write(tmp_path / "lbm.csv", SCORE_ROWS, SCORE_HEADER)
    with pytest.raises(CommandError, match=reason):
        run("import_liveability", "--year", year, path)
