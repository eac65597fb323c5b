"""A municipality's own colours, and whether people can read what is in them."""

import re
from math import floor
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: of text and what is behind it."""
LIGHT = ("#ffffff", "#f6f4ee", "#e6f1f0")
"""What is behind our letters: the page, and its two pale bands."""

_WRITTEN = re.compile(r"#[0-9a-f]{6}")


def luminance(colour: str) -> float:
    """How light a colour such as "#17463d" is, from 0 to 1, as WCAG 2.2 reckons it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast between two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str) -> float:
    """The contrast of a colour where it is hardest to read on our pages; rounded down, to tell."""
    return floor(min(contrast(colour, behind) for behind in LIGHT) * 10) / 10


def check_colour(colour: str) -> None:
    """Refuse what is no colour, or too light to be read on our pages."""
    if not _WRITTEN.fullmatch(colour):
        raise ValidationError(_("Type a colour like #17463d."), code="no_colour")
    if any(contrast(colour, behind) < LEAST_CONTRAST for behind in LIGHT):
        words = _(
            "This colour is too light: people cannot read it on our pages. The contrast is "
            "%(contrast)s to 1, and must be %(least)s. Choose a darker one."
        )
        numbers = {
            "contrast": number_format(least_contrast(colour), 1),
            "least": number_format(LEAST_CONTRAST, 1),
        }
        raise ValidationError(words, code="too_light", params=numbers)


class ColourField(models.CharField):  # type: ignore[type-arg]
    """A dark colour by its six digits, in small letters, like "#17463d"."""

    default_validators = [check_colour]

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.strip().lower() if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
