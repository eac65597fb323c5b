"""Key figures of districts and neighbourhoods ("kwb"): a workbook or text file per year."""

import re
from pathlib import Path

from ..kinds import CBS, KINDS, Kind, kinds_of
from .facts import AreaFacts, Facts, Fault, UnusableFileError, Watch
from .tables import Row, number, rows_of, text

CODE, NAME, INHABITANTS, POSTCODE = "gwb_code_10", "regio", "a_inw", "pst_mvp"

Columns = dict[str, list[str]]
"""By kind the columns whose sum it is; nearly always one."""


def read_figures(path: Path, facts: Facts, watch: Watch) -> None:
    """Add every area of the file with its figures to `facts`.

    Only the code and the inhabitants must have a column. Other columns are optional, those we
    do not know are ignored.

    Raises:
        UnusableFileError: the file cannot be read or lacks one of those two.
    """
    columns: Columns = {}
    for row, cells in watch(rows_of(path, needs={CODE}), f"Reading {path.name}"):
        if not columns:
            columns = _columns_in(cells)
            if "inhabitants" not in columns:
                raise UnusableFileError(f"{path.name} has no column {INHABITANTS}.")
            facts.kinds |= columns.keys()
            facts.has_postcodes |= POSTCODE in cells
        area = AreaFacts(
            code=text(cells.get(CODE)),
            file=path.name,
            row=row,
            name=text(cells.get(NAME)),
            postcode=_postcode(cells),
        )
        for kind, names in columns.items():
            try:
                value = _value(KINDS[kind], cells, names)
            except ValueError as error:
                facts.faults.append(Fault(path.name, row, f"{kind} of {area.code}: {error}"))
                continue
            if value is not None:
                area.values[kind] = value
        facts.add(area)
    if not columns:
        raise UnusableFileError(f"{path.name} has no rows.")


def _columns_in(cells: Row) -> Columns:
    found: Columns = {}
    for kind in kinds_of(CBS):
        for alternative in kind.columns:
            names = alternative.split("+")
            if all(name in cells for name in names):
                found[kind.slug] = names
                break
    return found


def _value(kind: Kind, cells: Row, names: list[str]) -> float | None:
    """A figure; None if it or a part of it is missing.

    Raises:
        ValueError: it is no number, or one that this kind of figure cannot have.
    """
    parts = [number(cells.get(name)) for name in names]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    value = sum(known)
    if fault := kind.fault_of(value):
        raise ValueError(fault)
    return value


def _postcode(cells: Row) -> str:
    """The postcode of most addresses, four digits; empty if unknown."""
    written = text(cells.get(POSTCODE))
    return written if re.fullmatch(r"[1-9]\d{3}", written) else ""
