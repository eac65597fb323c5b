"""Numbers of people that tell of crowds and never of a few: rounded to tens, and only from ten up.

A cell under ten is hidden. The total adds what is shown, rounded, so it tells nothing of what is
hidden: with one hidden cell, total less the others is zero. Hidden cells are told of together only
where each of them can still be anything under ten.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 10
MOST_HIDDEN = LEAST - 1
Key = TypeVar("Key", bound=Hashable)


def rounded(people: int) -> int | None:
    """To the nearest ten, halves up; None for fewer than ten."""
    return (people + 5) // 10 * 10 if people >= LEAST else None


@dataclass(frozen=True)
class Reach(Generic[Key]):
    """How many people came, as far as it may be told.

    `cells`: by key, None where it were fewer than ten; where nobody counted there is no cell.
    `few`: all cells under ten together, if that may be told.
    """

    cells: Mapping[Key, int | None]
    few: int | None

    @property
    def hidden(self) -> int:
        """How many cells are not told."""
        return sum(1 for people in self.cells.values() if people is None)

    @property
    def total(self) -> int | None:
        """About how many in all; without what is hidden, unless that is told together."""
        shown = sum(people for people in self.cells.values() if people) + (self.few or 0)
        return shown or None

    @property
    def leaves_out(self) -> bool:
        """Whether there are cells that the total does not have."""
        return bool(self.hidden) and self.few is None


def reach_of(people: Mapping[Key, int]) -> Reach[Key]:
    """What may be told of so many people per cell."""
    cells = {key: rounded(number) for key, number in people.items()}
    return Reach(cells, _together([n for n in people.values() if n < LEAST]))


def _together(hidden: list[int]) -> int | None:
    """The hidden cells in one number, if each of them can still be 0 and can still be 9.

    A number that is shown stands for sums from five less, but never under ten, to four more. If
    the others cannot make up the least of these by themselves, one cell is known not to be 0.
    """
    total = rounded(sum(hidden))
    if total is None or max(LEAST, total - 5) > MOST_HIDDEN * (len(hidden) - 1):
        return None
    return total
