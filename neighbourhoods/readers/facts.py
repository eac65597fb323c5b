"""What the readers hand over: facts per area, and what is wrong with a file."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..models import CODE, NAME_LENGTH, Area

COUNTRY = "NL00"
_LEVELS = {
    "NL": Area.Level.COUNTRY,
    "GM": Area.Level.MUNICIPALITY,
    "WK": Area.Level.DISTRICT,
    "BU": Area.Level.NEIGHBOURHOOD,
}

Watch = Callable[[Iterable[Any], str], Iterable[Any]]
"""Shows progress: passes everything on that it is given, under a label."""


class UnusableFileError(Exception):
    """A file cannot be read at all; the message says which and why, for an operator."""


@dataclass(frozen=True)
class Fault:
    """Something wrong in one row of a file. Row 1 is the first, as in a spreadsheet."""

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}: {self.reason}"


@dataclass
class AreaFacts:
    """What the files say of one area. An unknown figure is absent, never 0."""

    code: str
    file: str
    row: int
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    postcode: str = ""
    values: dict[str, float] = field(default_factory=dict)

    @property
    def level(self) -> Area.Level:
        return _LEVELS[self.code[:2]]

    @property
    def parent_code(self) -> str:
        """The area above, whose code is part of the code: BU0363MB02, WK0363MB, GM0363."""
        return {
            "BU": f"WK{self.code[2:8]}",
            "WK": f"GM{self.code[2:6]}",
            "GM": COUNTRY,
            "NL": "",
        }[self.code[:2]]

    @property
    def municipality_code(self) -> str:
        """The municipality in which the code says it lies; empty for the country."""
        return f"GM{self.code[2:6]}" if self.level else ""


@dataclass
class Facts:
    """Everything read for one import, by area code, with the faults found on the way."""

    areas: dict[str, AreaFacts] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    """The kinds of figures for which a file has a column."""
    has_postcodes: bool = False
    faults: list[Fault] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)
    """Codes of rows that were left out for a fault: their areas are not gone."""

    def leave_out(self, area: AreaFacts, reason: str) -> None:
        """Note why the row of an area cannot be used."""
        self.faults.append(Fault(area.file, area.row, reason))
        self.faulty.add(area.code)
        if self.areas.get(area.code) is area:
            del self.areas[area.code]

    def add(self, area: AreaFacts) -> None:
        """Add an area that is on the list, or note what is wrong with its row."""
        if reason := self._fault_of(area):
            self.leave_out(area, reason)
        else:
            self.areas[area.code] = area

    def _fault_of(self, area: AreaFacts) -> str:
        if not re.fullmatch(CODE, area.code):
            return f"“{area.code[:20]}” is not a code of an area"
        if not area.name:
            return f"{area.code} has no name"
        if len(area.name) > NAME_LENGTH:
            return f"the name of {area.code} is longer than {NAME_LENGTH} characters"
        if area.code in self.areas:
            return f"{area.code} was already in row {self.areas[area.code].row}"
        return ""
