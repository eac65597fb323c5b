"""What an import did, or why it did nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ..models import Area
from ..readers.facts import Fault

T = TypeVar("T")


class ImportRefusedError(Exception):
    """Nothing was changed; the message says why, for an operator."""

    def __init__(self, reason: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(reason)
        self.faults = list(faults)


@dataclass
class Report:
    """What an import did. An area is in at most one of the lists."""

    year: int
    areas: int
    faults: list[Fault]
    new: list[Area] = field(default_factory=list)
    changed: list[Area] = field(default_factory=list)
    renamed: list[tuple[str, Area]] = field(default_factory=list)
    """The old name beside the area as it is now."""
    reused: list[tuple[Area, Area]] = field(default_factory=list)
    """The old place, now former, beside the place that got its code."""
    gone: list[Area] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    """Of another year: codes that today's map has for another place, or perhaps so."""
    unknown: list[str] = field(default_factory=list)
    """Codes of a survey that no area of ours has or had."""
    figures_new: int = 0
    figures_changed: int = 0
    figures_gone: int = 0
    postcodes: int = 0
    postcodes_left_out: int = 0


def unwatched(items: Iterable[T], _label: str) -> Iterable[T]:
    """The progress display of those who need none."""
    return items


def refuse_faults(report: Report, force: bool) -> None:
    """Go on only with rows, and with faulty ones only when that was asked for.

    Raises:
        ImportRefusedError: with the faults.
    """
    if not report.areas:
        raise ImportRefusedError("There is not a single usable row.", report.faults)
    if report.faults and not force:
        raise ImportRefusedError(f"{len(report.faults)} rows have a fault.", report.faults)
