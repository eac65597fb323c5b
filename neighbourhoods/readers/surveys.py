"""Figures of others than Statistics Netherlands: the health survey and the Leefbaarometer.

Both come as a text file or as the JSON of an OData service, with the official codes of some year.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..kinds import HEALTH, LIVEABILITY, Kind, kinds_of
from ..models import CODE
from .facts import COUNTRY, AreaFacts, Facts, Fault, UnusableFileError, Watch
from .tables import Row, number, rows_of, text

ADULTS = "20300"
"""The code of everyone of 18 or older."""
THE_VALUE = "MW00000"
"""The code of the estimate itself, beside those of its margins."""
_COUNTRY_CODES = {"NL01": COUNTRY}
_SUFFIX = re.compile(r"(.+?)_(\d+)")

Columns = dict[str, list[tuple[Kind, str]]]
"""By age group the kinds that its rows hold, each with the name of its column."""


@dataclass(frozen=True)
class Form:
    """How a publisher calls the columns that say which area and year a row is about."""

    source: str
    code: tuple[str, ...]
    name: tuple[str, ...]
    period: tuple[str, ...]


FORMS = {
    HEALTH: Form(HEALTH, ("wijkenenbuurten",), (), ("perioden",)),
    LIVEABILITY: Form(
        LIVEABILITY,
        ("id", "bu_code", "wk_code", "gm_code"),
        ("name", "bu_naam", "wk_naam", "gm_naam"),
        ("year", "jaar"),
    ),
}


def read_survey(path: Path, form: Form, year: int, facts: Facts, watch: Watch) -> None:
    """Add the figures of a year to `facts`; rows of other years are passed over.

    Raises:
        UnusableFileError: the file cannot be read, or holds no figure of that year.
    """
    columns: Columns = {}
    years: set[str] = set()
    period, before = "", len(facts.areas)
    for row, cells in watch(_rows(path, form.code), f"Reading {path.name}"):
        if not columns:
            period = _first(form.period, cells)
            columns = _columns_in(cells, form, year, path, has_period=bool(period))
            facts.kinds |= {kind.slug for pairs in columns.values() for kind, _name in pairs}
        written = text(cells.get(period))[:4] if period else str(year)
        years.add(written)
        if written == str(year) and text(cells.get("marges", THE_VALUE)) == THE_VALUE:
            pairs = columns.get(text(cells.get("leeftijd", ADULTS)), [])
            _take(facts, cells, pairs, form, AreaFacts("", path.name, row))
    if not columns:
        raise UnusableFileError(f"{path.name} has no rows.")
    if str(year) not in years:
        found = ", ".join(sorted(years)) or "no year at all"
        raise UnusableFileError(f"{path.name} holds no figures of {year}, but of {found}.")
    if len(facts.areas) == before and not facts.faults:
        raise UnusableFileError(f"{path.name} holds no figures of {year} of these age groups.")


def read_names(path: Path, watch: Watch) -> dict[str, str]:
    """Names by code, out of a list of areas: kwb-2020.xlsx, a list, or the JSON of OData.

    Raises:
        UnusableFileError: the file cannot be read or has no codes.
    """
    codes, names = ("gwb_code_10", "code", "key"), ("regio", "naam", "title")
    rows = watch(_rows(path, codes), f"Reading {path.name}")
    return {
        text(cells.get(_first(codes, cells))): text(cells.get(_first(names, cells)))
        for _row, cells in rows
    }


def _rows(path: Path, needs: Sequence[str]) -> Iterator[tuple[int, Row]]:
    if path.suffix != ".json":
        return rows_of(path, needs=set(needs))
    try:
        content = json.loads(path.read_bytes())
        rows: list[dict[str, Any]] = content["value"]
        found = [
            (row, {name.lower(): cell for name, cell in cells.items()})
            for row, cells in enumerate(rows, start=1)
        ]
    except OSError as error:
        raise UnusableFileError(f"{path}: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableFileError(f"{path.name} is not the JSON of OData: {error}.") from error
    if found and not set(needs) & found[0][1].keys():
        raise UnusableFileError(f"{path.name} has no column {' or '.join(sorted(needs))}.")
    return iter(found)


def _first(names: Sequence[str], cells: Row) -> str:
    return next((name for name in names if name in cells), "")


def _columns_in(cells: Row, form: Form, year: int, path: Path, *, has_period: bool) -> Columns:
    """Which column holds which kind. Without a column for the year, names must end in it."""
    named: dict[str, str] = {}
    for name in cells:
        match = _SUFFIX.fullmatch(name)
        base, suffix = match.groups() if match else (name, "")
        if has_period or suffix == str(year):
            named.setdefault(base, name)
    columns: Columns = {}
    for kind in kinds_of(form.source):
        for alternative in kind.columns:
            base, _at, age = alternative.lower().partition("@")
            if base in named:
                columns.setdefault(age or ADULTS, []).append((kind, named[base]))
                break
    if not columns:
        wanted = sorted(
            {column.partition("@")[0] for k in kinds_of(form.source) for column in k.columns}
        )
        raise UnusableFileError(
            f"{path.name} has none of these columns for {year}: {', '.join(wanted)}."
        )
    return columns


def _take(
    facts: Facts, cells: Row, pairs: list[tuple[Kind, str]], form: Form, area: AreaFacts
) -> None:
    """Add one row to what is known of its area, or note what is wrong with it."""
    if not pairs:
        return
    code = text(cells.get(_first(form.code, cells)))
    area.code = _COUNTRY_CODES.get(code, code)
    area.name = text(cells.get(_first(form.name, cells))) if form.name else ""
    if not re.fullmatch(CODE, area.code):
        facts.leave_out(area, f"“{code[:20]}” is not a code of an area")
        return
    known = facts.areas.setdefault(area.code, area)
    for kind, column in pairs:
        try:
            if column not in cells:
                raise ValueError("the row breaks off")
            if kind.slug in known.values:
                raise ValueError(f"it was already in row {known.row}")
            value = number(cells[column])
            if value is not None and (fault := kind.fault_of(value)):
                raise ValueError(fault)
        except ValueError as error:
            reason = f"{kind.slug} of {area.code}: {error}"
            facts.faults.append(Fault(area.file, area.row, reason))
            continue
        if value is not None:
            known.values[kind.slug] = value
