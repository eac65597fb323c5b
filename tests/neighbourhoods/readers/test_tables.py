"""Numbers as they are published, with commas, points and signs for what is not known."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.readers.facts import UnusableFileError
from neighbourhoods.readers.tables import number, rows_of, text

from ..files import write_csv


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("26,4", 26.4),
        ("1.2", 1.2),
        (" 12 ", 12),
        ("0", 0),
        (0, 0),
        (3.5, 3.5),
        ("-3", -3),
        (".", None),
        ("      . ", None),
        ("", None),
        (",", None),
        (None, None),
        (-99997, None),
        ("-99997", None),
        ("-99999999", None),
        (-99990.0, None),
        (-99989, -99989),
    ],
)
def test_numbers_as_they_are_published(cell: object, value: float | None) -> None:
    assert number(cell) == value


@pytest.mark.parametrize(
    "cell", ["x", "n.b.", "1.234,5", "1e5", "1_000", "nan", "inf", "12 %", "--"]
)
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(cell)


@pytest.mark.parametrize("cell", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(cell: float) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(cell)


@given(st.decimals(min_value=-9999, max_value=10**9, places=2))
def test_comma_and_point_read_the_same(value: object) -> None:
    assert number(str(value)) == number(str(value).replace(".", ",")) == float(str(value))


@pytest.mark.parametrize(
    ("cell", "shown"), [(3842.0, "3842"), (None, ""), (" BU01 ", "BU01"), (2.5, "2.5")]
)
def test_cells_as_text(cell: object, shown: str) -> None:
    assert text(cell) == shown


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_separator_and_spaces_around_names(tmp_path: Path, separator: str) -> None:
    path = write_csv(
        tmp_path / "a.csv", [["BU1", 5]], header=["GWB_Code_10 ", " a_inw "], by=separator
    )
    assert list(rows_of(path, needs={"gwb_code_10"})) == [(2, {"gwb_code_10": "BU1", "a_inw": "5"})]


def test_utf8_with_its_mark_and_the_older_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffcode;naam\n1;Súdwest\n".encode() + "2;Súdwest\n".encode("cp1252"))
    assert [cells["naam"] for _row, cells in rows_of(path, needs={"code"})] == [
        "Súdwest",
        "Súdwest",
    ]


def test_empty_rows_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code;naam\n\n1;a\n;\n2;b\n")
    assert [row for row, _cells in rows_of(path, needs={"code"})] == [3, 5]


def test_the_right_file_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leesmij.pdf", b"%PDF")
        archive.writestr("buurt_2024.csv", "code,naam\n1,a\n")
        archive.writestr("pc6hnr.csv", "PC6,Buurt2024\n3842AB,02430501\n")
    assert list(rows_of(path, needs={"pc6"})) == [(2, {"pc6": "3842AB", "buurt2024": "02430501"})]


def test_the_right_sheet_and_a_header_further_down(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Toelichting"  # type: ignore[union-attr]
    sheet = book.create_sheet("KWB")
    sheet["A1"] = "Kerncijfers"
    sheet["B3"], sheet["C3"] = "code ", "a_inw"
    sheet["B4"], sheet["C4"] = "BU1", 5
    book.save(tmp_path / "a.xlsx")
    rows = list(rows_of(tmp_path / "a.xlsx", needs={"code"}))
    assert [(row, cells["code"], cells["a_inw"]) for row, cells in rows] == [(4, "BU1", 5)]


def test_files_that_cannot_be_used_say_why(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a;b\n1;2\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 cut off")
    with zipfile.ZipFile(tmp_path / "fake.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<not a workbook>")
    for name, reason in [
        ("other.csv", "other.csv has no column code."),
        ("empty.csv", "empty.csv has no column code."),
        ("broken.xlsx", "broken.xlsx has no column code."),
        ("fake.xlsx", "fake.xlsx is damaged"),
        ("absent.csv", "No such file"),
        (".", "Is a directory"),
    ]:
        with pytest.raises(UnusableFileError, match=reason):
            list(rows_of(tmp_path / name, needs={"code"}))
