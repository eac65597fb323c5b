"""Figures on health and liveability are read from each form in which they are published."""

from pathlib import Path
from typing import Any

import pytest

from neighbourhoods.kinds import HEALTH, LIVEABILITY
from neighbourhoods.readers.facts import Facts, UnusableFileError
from neighbourhoods.readers.surveys import FORMS, read_names, read_survey
from neighbourhoods.services.report import unwatched

from ..surveys import (
    HEALTH_HEADER,
    HEALTH_ROWS,
    SCORE_HEADER,
    SCORE_ROWS,
    VALUE,
    write,
    write_odata,
)


def read(path: Path, source: str = HEALTH, year: int = 2020) -> Facts:
    facts = Facts()
    read_survey(path, FORMS[source], year, facts, unwatched)
    return facts


def values(facts: Facts) -> dict[str, dict[str, float]]:
    return {code: area.values for code, area in facts.areas.items()}


@pytest.mark.parametrize(("writer", "name"), [(write, "rivm.csv"), (write_odata, "rivm.json")])
def test_text_and_odata_say_the_same(tmp_path: Path, writer: Any, name: str) -> None:
    facts = read(writer(tmp_path / name, HEALTH_ROWS, HEALTH_HEADER))
    assert facts.faults == []
    assert values(facts) == {
        "NL00": {"health_good": 78.4, "lonely": 47.0, "volunteers": 24.6},
        "GM0243": {"health_good": 80.5, "lonely": 42.4, "volunteers": 30.1},
        "WK024305": {"health_good": 79.0, "lonely": 48.8, "lonely_65_plus": 51.5},
        "BU02430501": {"health_good": 79.1, "lonely": 49.0, "volunteers": 23.5},
    }
    assert facts.kinds == {"health_good", "lonely", "lonely_65_plus", "volunteers"}


def test_the_number_behind_a_column_may_differ(tmp_path: Path) -> None:
    header = [*HEALTH_HEADER[:5], "Eenzaam_24", "Vrijwilligerswerk"]
    facts = read(write(tmp_path / "rivm.csv", HEALTH_ROWS, header))
    assert facts.areas["GM0243"].values["lonely"] == 42.4
    assert facts.areas["GM0243"].values["volunteers"] == 30.1


def test_another_year_of_the_same_file(tmp_path: Path) -> None:
    facts = read(write(tmp_path / "rivm.csv", HEALTH_ROWS, HEALTH_HEADER), year=2016)
    assert values(facts) == {"WK024305": {"health_good": 75, "lonely": 45, "volunteers": 25}}


def test_a_table_with_a_column_for_each_year(tmp_path: Path) -> None:
    header = ["WijkenEnBuurten", "GoedErvarenGezondheid_2022", "GoedErvarenGezondheid_2024"]
    path = write(tmp_path / "rivm.csv", [["BU00140000", 73.4, 80.6]], header)
    assert values(read(path, year=2024)) == {"BU00140000": {"health_good": 80.6}}
    assert values(read(path, year=2022)) == {"BU00140000": {"health_good": 73.4}}
    with pytest.raises(UnusableFileError, match="none of these columns for 2016: BeperkingIn"):
        read(path, year=2016)


def test_the_classes_of_the_leefbaarometer(tmp_path: Path) -> None:
    path = write(tmp_path / "lbm.csv", SCORE_ROWS, SCORE_HEADER)
    facts = read(path, LIVEABILITY, 2024)
    assert values(facts) == {
        "GM0243": {"liveability": 7, "liveability_together": 6},
        "WK024305": {"liveability": 6, "liveability_together": 5},
        "BU02430501": {"liveability": 5},
    }
    assert facts.areas["BU02430501"].name == "Stadsdennen Noord"


def test_the_older_windows_encoding_and_a_mark_at_the_start(tmp_path: Path) -> None:
    text = "id;name;year;kscore\nWK073707;Mûnein;2024;6\n"
    for name, content in [
        ("windows.csv", text.encode("cp1252")),
        ("marked.csv", b"\xef\xbb\xbf" + text.encode()),
        ("windows-lines.csv", text.replace("\n", "\r\n").encode()),
        ("commas.csv", text.replace(";", ",").encode()),
    ]:
        (tmp_path / name).write_bytes(content)
        facts = read(tmp_path / name, LIVEABILITY, 2024)
        assert [(area.code, area.name) for area in facts.areas.values()] == [
            ("WK073707", "Mûnein")
        ], name


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["XX", "20300", VALUE, "2020JJ00", 1, 2, 3], "“XX” is not a code of an area"),
        (["GM0243", "20300", VALUE, "2020JJ00", "much", 2, 3], "“much” is not a number"),
        (["GM0243", "20300", VALUE, "2020JJ00", 1, 101, 3], "101 is more than 100%"),
        (["GM0243", "20300", VALUE, "2020JJ00", 1, -2, 3], "-2 is below zero"),
        (["GM0243", "20300", VALUE, "2020JJ00", 1, 2], "the row breaks off"),
    ],
)
def test_a_row_with_a_fault_is_named(tmp_path: Path, row: list[Any], reason: str) -> None:
    facts = read(write(tmp_path / "rivm.csv", [HEALTH_ROWS[0], row], HEALTH_HEADER))
    (fault,) = facts.faults
    assert (fault.file, fault.row) == ("rivm.csv", 3)
    assert fault.reason.endswith(reason)


def test_a_class_is_from_one_to_nine(tmp_path: Path) -> None:
    row = ["WK024305", "Stadsdennen", "Harderwijk", 2024, 10, 0, 5]
    facts = read(write(tmp_path / "lbm.csv", [row], SCORE_HEADER), LIVEABILITY, 2024)
    assert [str(fault) for fault in facts.faults] == [
        "lbm.csv, row 2: liveability of WK024305: 10 is not a class from 1 to 9"
    ]


def test_a_second_row_of_the_same_area_is_a_fault(tmp_path: Path) -> None:
    facts = read(write(tmp_path / "rivm.csv", [HEALTH_ROWS[1]] * 2, HEALTH_HEADER))
    assert str(facts.faults[0]) == (
        "rivm.csv, row 3: health_good of GM0243: it was already in row 2"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("WijkenEnBuurten|Leeftijd|Perioden|Eenzaam_28\n", "no column wijkenenbuurten"),
        ("Regio;Perioden;Eenzaam_28\nGM0243;2020JJ00;40\n", "no column wijkenenbuurten"),
        ("WijkenEnBuurten;Perioden;Other\nGM0243;2020JJ00;4\n", "none of these columns for 2020"),
        ("WijkenEnBuurten;Eenzaam_28\nGM0243;40\n", "none of these columns for 2020"),
        ("WijkenEnBuurten;Perioden;Eenzaam_28\n", "has no rows"),
        (
            "WijkenEnBuurten;Perioden;Eenzaam_28\nGM0243;2016JJ00;40\n",
            "holds no figures of 2020, but of 2016",
        ),
        (
            "WijkenEnBuurten;Leeftijd;Perioden;Eenzaam_28\nGM0243;99999;2020JJ00;40\n",
            "of these age groups",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "rivm.csv"
    path.write_text(content)
    with pytest.raises(UnusableFileError, match=reason):
        read(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"value": [{"WijkenEnBuurten": "GM02', "not the JSON of OData"),
        ('{"rows": []}', "not the JSON of OData"),
        ('{"value": ["GM0243"]}', "not the JSON of OData"),
        ('{"value": []}', "has no rows"),
        ('{"value": [{"Regio": "GM0243"}]}', "no column wijkenenbuurten"),
    ],
)
def test_json_that_cannot_be_used_says_why(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "rivm.json"
    path.write_text(content)
    with pytest.raises(UnusableFileError, match=reason):
        read(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for name in ("absent.csv", "absent.json"):
        with pytest.raises(UnusableFileError, match="No such file"):
            read(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kwb.csv", "gwb_code_10;regio;a_inw\nWK024305;Stadsdennen;1\n"),
        ("list.csv", "soort_regio;code;naam\nWijk;WK024305;Stadsdennen\n"),
        ("odata.json", '{"value": [{"Key": "WK024305  ", "Title": "Stadsdennen"}]}'),
    ],
)
def test_names_by_code(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    assert read_names(tmp_path / name, unwatched) == {"WK024305": "Stadsdennen"}
