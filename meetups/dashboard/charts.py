"""How something went from month to month, as columns that a template draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

STEP, WIDE, HIGH = 10, 8, 40
"""In units of the drawing: from column to column, of a column, and of the highest one."""


@dataclass(frozen=True)
class Column:
    """One month. Its height is an attribute of SVG, so it is text with a full stop."""

    month: date
    number: int
    x: int
    y: str
    height: str

    width = WIDE


@dataclass(frozen=True)
class Columns:
    """A month each, all on one scale from 0."""

    columns: list[Column]

    high = HIGH

    @property
    def width(self) -> int:
        return STEP * len(self.columns)

    @property
    def most(self) -> Column | None:
        """The first month with the highest number; None when nothing happened at all."""
        best = max(self.columns, key=lambda column: column.number, default=None)
        return best if best and best.number else None


def columns_of(numbers: Iterable[tuple[date, int]]) -> Columns:
    """A column for each month, in the order given."""
    rows = list(numbers)
    scale = HIGH / max([number for _month, number in rows] + [1])
    return Columns(
        [
            Column(
                month, number, STEP * place, f"{HIGH - number * scale:.1f}", f"{number * scale:.1f}"
            )
            for place, (month, number) in enumerate(rows)
        ]
    )
