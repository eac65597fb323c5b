"""Tables as they are published: workbooks and text files, with untidy headers and cells."""

import csv
import itertools
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from .facts import UnusableFileError

Row = dict[str, Any]
Table = Iterator[tuple[int, list[Any]]]

MISSING = {"", ".", ",", "-"}
MISSING_BELOW = -99990
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_HEADER_WITHIN = 10


def text(cell: Any) -> str:
    """A cell as text without the spaces around it; a whole number without its ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def number(cell: Any) -> float | None:
    """A cell as a number, None when the publisher says it is missing.

    Raises:
        ValueError: the cell holds something that is not a number; the message quotes it.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    else:
        written = text(cell)
        if written in MISSING:
            return None
        if not _NUMBER.fullmatch(written):
            raise ValueError(f"“{written[:40]}” is not a number")
        value = float(written.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(f"“{value}” is not a number")
    return None if value <= MISSING_BELOW else value


def rows_of(path: Path, *, needs: set[str]) -> Iterator[tuple[int, Row]]:
    """The rows of a workbook or text file with their number, cells by lower-case column name.

    Arguments and errors are those of `cells_of`.
    """
    table = cells_of(path, needs=needs)
    _row, names = next(table)
    for row, cells in table:
        if any(text(cell) for cell in cells):
            yield row, dict(zip(names, cells, strict=False))


def cells_of(path: Path, *, needs: set[str]) -> Iterator[tuple[int, list[Any]]]:
    """The header, in lower case, and then the rows, each with its number and read as needed.

    Args:
        needs: The header is the first row with any of these columns; in a workbook or zip file
            the first sheet or file that has such a row is read.

    Raises:
        UnusableFileError: there is no such file, or no such table in it.
    """
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                yield from _from_header(_text_rows(stream), path, needs)
            return
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" in archive.namelist():
                yield from _from_header(_sheets(path), path, needs)
            else:
                yield from _from_header(_members(archive), path, needs)
    except OSError as error:
        raise UnusableFileError(f"{path}: {error.strerror or error}.") from error
    except (CalamineError, zipfile.BadZipFile, zlib.error, csv.Error, EOFError) as error:
        raise UnusableFileError(f"{path.name} is damaged: {error}.") from error


def _from_header(tables: Iterator[Table], path: Path, needs: set[str]) -> Table:
    for table in tables:
        for row, cells in itertools.islice(table, _HEADER_WITHIN):
            names = [text(cell).lower() for cell in cells]
            if needs & set(names):
                yield row, names
                yield from table
                return
    raise UnusableFileError(f"{path.name} has no column {' or '.join(sorted(needs))}.")


def _sheets(path: Path) -> Iterator[Table]:
    with CalamineWorkbook.from_path(path) as book:
        for title in book.sheet_names:
            yield enumerate(book.get_sheet_by_name(title).iter_rows(), start=1)


def _members(archive: zipfile.ZipFile) -> Iterator[Table]:
    for name in archive.namelist():
        if name.lower().endswith((".csv", ".txt")):
            with archive.open(name) as stream:
                yield from _text_rows(stream)


def _text_rows(stream: IO[bytes]) -> Iterator[Table]:
    """One table of separated values: UTF-8 or, line by line, the older Windows encoding."""

    def lines() -> Iterator[str]:
        for raw in stream:
            try:
                yield raw.decode()
            except UnicodeDecodeError:
                yield raw.decode("cp1252", errors="replace")

    rest = lines()
    first = next(rest, "").removeprefix("\ufeff")
    separator = max(";,\t", key=first.count)
    yield enumerate(csv.reader(itertools.chain([first], rest), delimiter=separator), start=1)
