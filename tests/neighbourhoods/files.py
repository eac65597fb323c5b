"""Small files in the forms that Statistics Netherlands publishes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

HEADER = [
    "gwb_code_10",
    "regio",
    "gm_naam",
    "recs",
    "a_inw",
    "a_00_14",
    "a_hh",
    "g_hhgro",
    "pst_mvp",
]
COUNTRY = ["NL00", "Nederland", "Nederland", "Land", 17942942, 2714040, 8374404, "2.1", "."]
TOWN = ["GM0243", "Harderwijk", "Harderwijk", "Gemeente", 49387, 8252, 21470, "2.3", "."]
DISTRICT = ["WK024305", "Stadsdennen", "Harderwijk", "Wijk", 6440, 1055, 2905, "2.2", "."]
NORTH = ["BU02430501", "Stadsdennen Noord", "Harderwijk", "Buurt", 2335, 405, 1060, "2.2", "3842"]
EAST = ["BU02430503", "Stadsdennen Oost", "Harderwijk", "Buurt", 1005, ".", 420, "2,4", "3842"]
ROWS = [COUNTRY, TOWN, DISTRICT, NORTH, EAST]
"""The country, and of Harderwijk one district with two of its neighbourhoods."""

Rows = Sequence[Sequence[Any]]


def write_csv(path: Path, rows: Rows = ROWS, header: Sequence[str] = HEADER, by: str = ";") -> Path:
    lines = [by.join(map(str, row)) for row in [header, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xlsx(path: Path, rows: Rows = ROWS, header: Sequence[str] = HEADER) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [header, *rows]:
        sheet.append(list(row))
    book.save(path)
    return path
