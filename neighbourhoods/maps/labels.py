"""Names on a map: never over each other; a name for which there is no room is left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .drawing import WIDTH, Drawing

FONT_SIZE, FINE_FONT_SIZE, SMALL_SCREEN_FONT_SIZE = 15, 10, 27
"""In units of the drawing, as in the style sheet: on a phone a unit is half a pixel."""
OVERHANG = 2.8
"""How much wider than the shape at that place a name may be."""
MOST_LABELS, MOST_SMALL_SCREEN_LABELS = 80, 20
EDGE = 3

_NARROW = frozenset("iljtfrI.,:;'’-()/| ")
_WIDE = frozenset("mwMWÆæŒœ@%&")


@dataclass(frozen=True)
class Label:
    """A name with the middle of its base line."""

    code: str
    text: str
    size: int
    """Of the letters: in those of a wide screen it stands there only."""
    x: int
    y: int
    is_chosen: bool = False

    @property
    def is_fine(self) -> bool:
        return self.size == FINE_FONT_SIZE

    def meets(self, other: "Label") -> bool:
        """Whether two names touch where both are shown, with a little air around each."""
        size = min(self.size, other.size)
        wide = (width_of(self.text, size) + width_of(other.text, size)) / 2 + EDGE
        return abs(self.x - other.x) < wide and abs(self.y - other.y) < size + EDGE


def width_of(text: str, size: int) -> float:
    """How wide a name is at most, in units, in our font at its heaviest."""
    return size * _ems(text)


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    return sum(map(_letter, text))


def _letter(char: str) -> float:
    if char in _NARROW:
        return 0.4
    if char in _WIDE:
        return 0.95
    return 0.72 if char.isupper() else 0.59


def _inside(x: int, width: float) -> int:
    """The middle nearest to x at which something this wide stays on the map."""
    least = width / 2 + EDGE
    return round(min(max(x, least), WIDTH - least))


def labels_of(
    drawing: Drawing, names: Mapping[str, str], *, chosen: str | None = None
) -> list[Label]:
    """Names that stand free of each other: the chosen one first, the others as they come.

    Those for which there is only room in the smaller letters of a wide screen come last.
    `names`: by code, the most important first.
    """
    return _placed(drawing, names, chosen, (FONT_SIZE, FINE_FONT_SIZE))[:MOST_LABELS]


def small_screen_labels_of(
    drawing: Drawing, names: Mapping[str, str], *, chosen: str | None = None
) -> list[Label]:
    """The few names that a phone has room for, in its larger letters."""
    return _placed(drawing, names, chosen, (SMALL_SCREEN_FONT_SIZE,))[:MOST_SMALL_SCREEN_LABELS]


def _placed(
    drawing: Drawing, names: Mapping[str, str], chosen: str | None, sizes: tuple[int, ...]
) -> list[Label]:
    placed: list[Label] = []
    for size in sizes:
        taken = {label.code for label in placed}
        for code in sorted(names.keys() - taken, key=_order(names, chosen)):
            label = _label(drawing, code, names[code], size=size, is_chosen=code == chosen)
            if label and not any(label.meets(other) for other in placed):
                placed.append(label)
    return placed


def _order(names: Mapping[str, str], chosen: str | None) -> Callable[[str], tuple[bool, int]]:
    places = {code: place for place, code in enumerate(names)}
    return lambda code: (code != chosen, places[code])


def _label(drawing: Drawing, code: str, text: str, *, size: int, is_chosen: bool) -> Label | None:
    """The name in its shape; None if it is too wide for it, but the chosen name always stands."""
    outline, width = drawing.outlines[code], width_of(text, size)
    overhang = 1 if size == SMALL_SCREEN_FONT_SIZE else OVERHANG
    fits = width <= outline.room * overhang and outline.depth >= size / 3
    if width > WIDTH - 2 * EDGE or not (fits or is_chosen):
        return None
    y = min(max(outline.y + size // 3, size + EDGE), drawing.height - size // 2)
    return Label(code, text, size, _inside(outline.x, width), y, is_chosen)
