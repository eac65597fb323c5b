"""Which postcode lies in which neighbourhood: by four digits, or by all addresses there are."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from .facts import UnusableFileError, Watch
from .tables import cells_of, text

_POSTCODE = re.compile(r"[1-9][0-9]{3}([a-z]{2})?")
_LENGTHS = {"pc4": 4, "pc6": 6}


@dataclass
class Postcodes:
    """Postcodes as people type them, without space (3842 or 3842ab), with area codes."""

    length: int
    """4 or 6 characters."""
    rows: int
    left_out: int
    """Rows without a postcode or neighbourhood."""
    _counts: Counter[str]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every postcode with a neighbourhood in it; of six characters only the main one."""
        for postcode, keys in groupby(sorted(self._counts), key=lambda key: key[: self.length]):
            areas = list(keys)
            if self.length == 6:
                areas = [max(areas, key=self._counts.__getitem__)]
            for key in areas:
                yield postcode, key[self.length :]


def read_postcodes(path: Path, watch: Watch) -> Postcodes:
    """Read a list of `pc4` and `buurtcode`, or all addresses by `PC6` and `Buurt2024`.

    Millions of rows are streamed; what stays in memory is a count per postcode and
    neighbourhood.

    Raises:
        UnusableFileError: the file cannot be read or has no column for the neighbourhood.
    """
    rows = cells_of(path, needs=set(_LENGTHS))
    _row, names = next(rows)
    kind = next(name for name in names if name in _LENGTHS)
    at = names.index(kind)
    area_at = next((place for place, name in enumerate(names) if name.startswith("buurt")), None)
    if area_at is None:
        raise UnusableFileError(f"{path.name} has no column for the neighbourhood.")
    found = Postcodes(_LENGTHS[kind], rows=0, left_out=0, _counts=Counter())
    for _row, cells in watch(rows, f"Reading {path.name}"):
        found.rows += 1
        if len(cells) <= max(at, area_at):
            found.left_out += 1
            continue
        postcode = text(cells[at]).replace(" ", "").lower()
        area = text(cells[area_at]).upper()
        if _POSTCODE.fullmatch(postcode) and len(postcode) == found.length and area:
            found._counts[postcode + _with_prefix(area)] += 1
        else:
            found.left_out += 1
    return found


def _with_prefix(area: str) -> str:
    """The whole code: the list of addresses leaves out BU, older years also the zeros."""
    return area if area.startswith("BU") else f"BU{area.zfill(8)}"
