"""A list of meeting places as a municipality has it: a table with a header, Dutch or English."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..readers.facts import UnusableFileError
from ..readers.tables import cells_of, text
from .fields import clean_line
from .models import Kind

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("naam",),
    "kind": ("soort",),
    "area": ("gebied", "buurtcode"),
    "address": ("adres",),
    "postcode": (),
    "rooms": ("zalen",),
    "capacity": ("personen",),
    "has_kitchen": ("keuken",),
    "step_free": ("drempelvrij",),
    "accessible_toilet": ("rolstoeltoilet",),
    "costs_nl": ("kosten",),
    "costs_en": (),
    "ask": ("contact",),
    "phone": ("telefoon",),
    "email": ("e-mail",),
    "website": (),
    "latitude": (),
    "longitude": (),
    "source": ("bron",),
    "seen_on": ("gezien_op",),
}
"""The columns of a list, each with the Dutch names that do as well."""

KINDS: dict[str, Kind] = {
    "buurthuis": Kind.COMMUNITY_CENTRE,
    "wijkcentrum": Kind.COMMUNITY_CENTRE,
    "dorpshuis": Kind.COMMUNITY_CENTRE,
    "bibliotheek": Kind.LIBRARY,
    "sport": Kind.SPORTS,
    "sporthal": Kind.SPORTS,
    "sportclub": Kind.SPORTS,
    "tuin": Kind.GARDEN,
    "buurttuin": Kind.GARDEN,
    "plein": Kind.SQUARE,
    "speeltuin": Kind.SQUARE,
    "kerk": Kind.CHURCH,
    "moskee": Kind.MOSQUE,
    "gebedshuis": Kind.HOUSE_OF_WORSHIP,
    "tempel": Kind.HOUSE_OF_WORSHIP,
    "zorgcentrum": Kind.CARE_HOME,
    "verpleeghuis": Kind.CARE_HOME,
    "anders": Kind.OTHER,
    **{kind.value: kind for kind in Kind},
}
_YES_OR_NO = {"yes": True, "ja": True, "1": True, "no": False, "nee": False, "0": False}
_NAMES = {name: column for column, also in COLUMNS.items() for name in (column, *also)}
_COUNT = re.compile(r"\d{1,4}")
_DEGREES = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")


@dataclass(frozen=True)
class RowFault:
    """Something wrong in one row; row 1 is the header. `field` is the column, empty for the row."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return ", ".join(filter(None, [f"row {self.row}", self.field])) + f": {self.reason}"


@dataclass
class PlaceRow:
    """What one row says, by column. What the row leaves empty is "" or, when unknown, None."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Columns whose cell means nothing: they have their fault already."""


@dataclass
class PlaceList:
    """The rows of a list, and what is wrong with those that cannot be used as they are."""

    columns: list[str]
    rows: list[PlaceRow] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def read_places(path: Path) -> PlaceList:
    """Read a list of places: separated by ; , or tab, in UTF-8 or Windows-1252, or a workbook.

    Raises:
        UnusableFileError: the file cannot be read, or its header lacks a column, has one that
            we do not know, or has one twice.
    """
    table = cells_of(path, needs={"name", *COLUMNS["name"]})
    _row, header = next(table)
    found = PlaceList(_columns_of(path, header))
    for number, cells in table:
        texts = [clean_line(text(cell)) for cell in cells]
        if not any(texts):
            continue
        if any(texts[len(header) :]):
            reason = "there are more cells than columns; put text that holds a separator in quotes"
            found.faults.append(RowFault(number, "", reason))
            continue
        texts += [""] * (len(header) - len(texts))
        found.rows.append(_read_row(number, dict(zip(found.columns, texts, strict=False)), found))
    return found


def _columns_of(path: Path, header: list[str]) -> list[str]:
    while header and not header[-1]:
        header.pop()
    unknown = [name or "(empty)" for name in header if name not in _NAMES]
    if unknown:
        raise UnusableFileError(
            f"{path.name} has columns that we do not know: {', '.join(unknown)}. "
            f"The columns can be: {', '.join(COLUMNS)}."
        )
    columns = [_NAMES[name] for name in header]
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise UnusableFileError(f"{path.name} has a column more than once: {', '.join(twice)}.")
    if "kind" not in columns:
        raise UnusableFileError(f"{path.name} has no column kind.")
    if not {"area", "postcode"} & set(columns):
        raise UnusableFileError(f"{path.name} has no column area or postcode.")
    return columns


def _read_row(number: int, texts: dict[str, str], found: PlaceList) -> PlaceRow:
    place = PlaceRow(number)
    for column, written in texts.items():
        try:
            place.values[column] = _value(column, written)
        except ValueError as error:
            found.faults.append(RowFault(number, column, str(error)))
            place.unread.add(column)
    return place


def _value(column: str, written: str) -> Any:
    """What a cell means.

    Raises:
        ValueError: it means nothing in this column; the message says what would.
    """
    match column:
        case "kind":
            kind = KINDS.get(written.lower().replace(" ", "_"))
            if kind is None:
                raise ValueError(f"“{written[:40]}” is no kind of place; use {', '.join(Kind)}")
            return kind
        case "rooms" | "capacity":
            return int(_matched(_COUNT, written, "a whole number")) if written else None
        case "latitude" | "longitude":
            degrees = _matched(_DEGREES, written, "degrees, like 52.34") if written else ""
            return float(degrees.replace(",", ".")) if degrees else None
        case "has_kitchen" | "step_free" | "accessible_toilet":
            if written and written.lower() not in _YES_OR_NO:
                raise ValueError(f"“{written[:40]}” is not yes, no or empty")
            return _YES_OR_NO.get(written.lower())
        case "seen_on":
            return _day(written) if written else None
    return written


def _matched(pattern: re.Pattern[str], written: str, what: str) -> str:
    if not pattern.fullmatch(written):
        raise ValueError(f"“{written[:40]}” is not {what}")
    return written


def _day(written: str) -> date:
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"“{written[:40]}” is not a day, like 2026-05-31")
