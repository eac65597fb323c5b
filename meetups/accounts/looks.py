"""How the pages of an office would look in colours and with a logo that are not kept yet."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.formats import number_format

from .colours import LEAST_CONTRAST, check_colour, contrast
from .models import Office

OURS = ("#17463d", "#a83c26")
"""The colours of the site, where a municipality has none: as in `buurtbrug.css`."""
LETTERS = "#ffffff"
PAGE, BAND, PALE_BAND = "#ffffff", "#f6f4ee", "#e6f1f0"


@dataclass(frozen=True)
class Pair:
    """Letters on what is behind them: `what` is a code, the words are in the template."""

    what: str
    letters: str
    behind: str

    @property
    def ratio(self) -> float:
        return contrast(self.letters, self.behind)

    @property
    def told(self) -> str:
        """The ratio in the reader's language, rounded down: 4.49 is not enough."""
        return number_format(floor(self.ratio * 10) / 10, 1)

    @property
    def can_be_read(self) -> bool:
        return self.ratio >= LEAST_CONTRAST


@dataclass(frozen=True)
class Look:
    """What a preview draws. A colour that is none is drawn as the site's own."""

    colour: str
    accent: str
    logo: str
    """An address, or the picture itself; empty without one."""

    @property
    def pairs(self) -> list[Pair]:
        return [
            Pair("button", LETTERS, self.colour),
            Pair("heading", self.colour, PAGE),
            Pair("heading-sand", self.colour, BAND),
            Pair("heading-band", self.colour, PALE_BAND),
            Pair("small", self.accent, PAGE),
            Pair("small-sand", self.accent, BAND),
            Pair("small-band", self.accent, PALE_BAND),
        ]

    @property
    def can_be_read(self) -> bool:
        return all(pair.can_be_read for pair in self.pairs)


def look_of(
    office: Office,
    colour: str,
    accent: str,
    *,
    logo: "ContentFile[bytes] | None" = None,
    without_logo: bool = False,
    address: Callable[[Office], str],
) -> Look:
    """How it would look. `logo`: a new picture; `address`: of the logo that is kept."""
    if logo is not None:
        shown = f"data:image/png;base64,{b64encode(logo.read()).decode()}"
        logo.seek(0)
    else:
        shown = address(office) if office.logo and not without_logo else ""
    return Look(_drawn(colour, OURS[0]), _drawn(accent, OURS[1]), shown)


def _drawn(colour: str, ours: str) -> str:
    """A colour that can be drawn, also when it is too light."""
    colour = colour.strip().lower()
    try:
        check_colour(colour)
    except ValidationError as error:
        return colour if error.code == "too_light" else ours
    return colour
