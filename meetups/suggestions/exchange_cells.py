"""One cell of a sheet as the value of a column, and back.

A spreadsheet makes numbers of years and dates of what looks like one; people write "ja" for yes.
What can be meant in one way only is read so, and the rest is refused with words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from meetups.columns import CodesField
from meetups.recommender.questions import QUESTIONS

from .models import Situation, Source
from .vocabulary import Tension

Value = str | int | float | bool | None
"""What a cell holds; of what is none of these, only `Odd`."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that cannot be read as a value, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the field of the model behind it, and its path in an item."""

    name: str
    model: type[models.Model]
    path: str

    @property
    def field(self) -> "models.Field[Any, Any] | None":
        try:
            found: Any = self.model._meta.get_field(self.name)
        except FieldDoesNotExist:
            return None
        return found if isinstance(found, models.Field) else None

    @property
    def label(self) -> str:
        known = self.field
        return str(capfirst(str(known.verbose_name))) if known else self.name


def answer_name(question: str) -> str:
    return f"answer_{question.replace('-', '_')}"


class _Stub(dict[str, Any]):
    """Gives for every key a row that has nothing but that key."""

    def __init__(self, model: type[models.Model], identity: str) -> None:
        super().__init__()
        self.model, self.identity = model, identity

    def __missing__(self, key: str) -> models.Model:
        return self.model(**{self.identity: key})


SOURCE_STUBS, SITUATION_STUBS = _Stub(Source, "key"), _Stub(Situation, "slug")


def cell_of(column: Column, value: Any) -> Value:
    """Lists as codes with commas between; tension and what else is referred to by its code."""
    if value is None:
        return None
    if isinstance(value, models.Model):
        return str(getattr(value, "slug", None) or getattr(value, "key", ""))
    if isinstance(value, list):
        return ", ".join(str(cell_of(column, one)) for one in value)
    if is_tension(column) and isinstance(value, int):
        return Tension(value).code
    known: Value = value
    return known


def is_tension(column: Column) -> bool:
    found = column.field
    if isinstance(found, CodesField):
        return found.vocabulary is Tension
    return found is not None and list(found.choices or ()) == Tension.choices


class BadCellError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(column: Column, cell: "Value | Odd") -> Any:
    """The value of a cell for its column. Raises BadCellError."""
    known = column.field
    if column.name.startswith("answer_"):
        many = next(q for q in QUESTIONS if answer_name(q.slug) == column.name).type == "multi"
        return codes_in(cell) if many else text_in(cell)
    if isinstance(known, models.ForeignKey):
        key = text_in(cell)
        stub = SITUATION_STUBS if known.related_model is Situation else SOURCE_STUBS
        return stub[key] if key else (None if known.null else stub[""])
    if isinstance(known, models.JSONField):
        codes = codes_in(cell)
        return [_tension(code) for code in codes] if is_tension(column) else codes
    if isinstance(known, models.BooleanField):
        return _flag(cell)
    if is_tension(column):
        code = text_in(cell)
        return None if known is not None and known.null and not code else _tension(code)
    if isinstance(known, models.IntegerField):
        return _whole(cell)
    return text_in(cell)


def _plain(cell: "Value | Odd") -> Value:
    if isinstance(cell, Odd):
        raise BadCellError(cell.reason)
    return cell


def text_in(cell: "Value | Odd") -> str:
    """Numbers are what a spreadsheet makes of a year; what else it makes of texts is refused."""
    value = _plain(cell)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    # In this order: no float holds a whole number of any size.
    if isinstance(value, bool) or not -1e15 < value < 1e15 or value != int(value):
        raise BadCellError(_("must be a text"))
    return str(int(value))


def codes_in(cell: "Value | Odd") -> list[str]:
    return [code for part in text_in(cell).replace(";", ",").split(",") if (code := part.strip())]


_YES, _NO = {"true", "yes", "ja", "waar", "1"}, {"false", "no", "nee", "onwaar", "0"}


def _flag(cell: "Value | Odd") -> bool:
    value = _plain(cell)
    said = str(value).strip().casefold()
    if isinstance(value, bool) or said in _YES | _NO:
        return said in _YES
    raise BadCellError(_("must be true or false"))


def _whole(cell: "Value | Odd") -> int:
    value = number_in(cell)
    if value != int(value):
        raise BadCellError(_("must be a whole number"))
    return int(value)


def number_in(cell: "Value | Odd") -> int | float:
    value = _plain(cell)
    if isinstance(value, str):
        said = value.strip().replace(",", ".")
        try:
            value = int(said) if said.lstrip("-").isdecimal() and len(said) < 10 else float(said)
        except ValueError:
            value = None
    if value is None or isinstance(value, bool) or not -1e9 < value < 1e9:
        raise BadCellError(_("must be a number"))
    return int(value) if value == int(value) else value


def _tension(code: str) -> int:
    try:
        return Tension.of(code).value
    except KeyError:
        raise BadCellError(unknown(code, [level.code for level in Tension])) from None


def unknown(value: Any, known: Iterable[str]) -> str:
    said = Truncator(str(value)).chars(50)
    return _("unknown code %(value)s; known are %(known)s") % {
        "value": said,
        "known": ", ".join(known),
    }
