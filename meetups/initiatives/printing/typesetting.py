"""From data to a tagged PDF, in this process and without the network.

The templates are ours; what people typed reaches them as data and is never read as markup.
"""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from .characters import FONTS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
"""Templates of other rooms import `/initiatives/printing/common.typ` from here."""
PIXELS_PER_INCH = 37
_OPENING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="390 66 840 184"><style>'
    ".a-water{fill:#bfdcda}.a-lamp{fill:#ffc845}.a-brug{fill:#a83c26}</style>"
)
"""The part of the drawing around the bridge, as wide as a poster, in the colours of the site."""


def typeset(template: str, data: Mapping[str, object], *, folder: Path = HERE) -> bytes:
    """A PDF/UA-1 file. Raises typst.TypstError when that cannot be: a fault of a template.

    `folder`: where the template lies, when it is another room's.
    """
    return _compile(folder / f"{template}.typ", data, format="pdf", pdf_standards=["ua-1"])


def image(template: str, data: Mapping[str, object]) -> bytes:
    """The first page as a small PNG, some 300 pixels wide."""
    return _compile(HERE / f"{template}.typ", data, format="png", ppi=PIXELS_PER_INCH)


def _compile(template: Path, data: Mapping[str, object], **how: Any) -> bytes:
    made = typst.compile(
        template,
        root=ROOT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        **how,
    )
    assert isinstance(made, bytes)
    return made


def qr_code(address: str) -> str:
    """An SVG of a QR code, dark on white with its quiet zone; it survives a torn corner."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#1b2b28", light="#fff", xmldecl=False, scale=4
    )
    return out.getvalue().decode()


@cache
def street() -> str:
    """The drawing of the home page as a file of its own."""
    drawing = (Path(settings.BASE_DIR) / "templates" / "_hero.svg").read_text()
    return _OPENING + drawing[drawing.index(">") + 1 :]
