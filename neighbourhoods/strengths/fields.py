"""Text that people typed, without what nobody can see."""

import unicodedata
from functools import reduce
from operator import and_
from typing import Any

from django.core.validators import URLValidator
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
"""Control characters, those that turn the direction of a text, halves and private ones."""


def clean_line(text: str) -> str:
    """One line in the composed form (NFC): unseen characters gone, white space single."""
    spaced = (" " if char.isspace() else char for char in text)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def clean_prose(text: str) -> str:
    """Lines, each cleaned; without empty ones before and after."""
    return "\n".join(clean_line(line) for line in text.splitlines()).strip()


class LineField(models.CharField):  # type: ignore[type-arg]
    """One clean line."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_line(text) if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class PostcodeField(LineField):
    """A postcode as the post office writes it: "3842ab" is "3842 AB"."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        packed = text.replace(" ", "").upper()
        return f"{packed[:4]} {packed[4:]}".strip()


class WebField(models.URLField):  # type: ignore[type-arg]
    """The address of a page: http or https, nothing that a browser would run or fetch."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class ProseField(models.TextField):  # type: ignore[type-arg]
    """Clean lines."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_prose(text) if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def lengths(**most: int) -> models.CheckConstraint:
    """Limits on the characters of columns, since SQLite keeps none of its own."""
    checks = [models.Q(LessThanOrEqual(Length(name), size)) for name, size in most.items()]
    return models.CheckConstraint(condition=reduce(and_, checks), name="%(class)s_lengths")
