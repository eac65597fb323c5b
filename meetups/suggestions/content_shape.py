"""Small checks that together describe how a content file must look.

A check takes a value and the path to it, and yields every fault in it. It never raises, whatever
JSON holds, so that one run names all that is wrong. Reasons are for curators, in their language.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.db.models.enums import ChoicesType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LANGUAGES = {"nl": gettext_lazy("Dutch"), "en": gettext_lazy("English")}
_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `unfinished`: it only has to be there once the item is published."""

    path: str
    reason: str
    unfinished: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


Faults = Iterator[Fault]
Check = Callable[[Any, str], Faults]


def _too_long(value: str, most: int) -> str:
    return _("has %(length)d characters; at most %(most)d fit") % {
        "length": len(value),
        "most": most,
    }


def _not_within(value: int, low: int, high: int) -> str:
    return _("%(value)d is not from %(low)d to %(high)d") % {
        "value": value,
        "low": low,
        "high": high,
    }


def below(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def record(**fields: Check) -> Check:
    """An object with exactly these keys."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault(path, _("must be an object"))
            return
        for key in sorted(value.keys() - fields.keys()):
            yield Fault(below(path, key), _("unknown key"))
        for key, inner in fields.items():
            if key in value:
                yield from inner(value[key], below(path, key))
            else:
                yield Fault(below(path, key), _("is missing"))

    return check


def table(inner: Check, keys: Collection[str] | None = None, *, complete: bool = False) -> Check:
    """An object that maps each of its keys, known ones if given, to the same kind of value."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault(path, _("must be an object"))
            return
        for key, part in value.items():
            if keys is not None and key not in keys:
                yield Fault(
                    below(path, key), _("unknown; known are %(known)s") % {"known": ", ".join(keys)}
                )
            else:
                yield from inner(part, below(path, key))
        if keys is not None and complete:
            for key in keys:
                if key not in value:
                    yield Fault(below(path, key), _("is missing"), unfinished=True)

    return check


def many(inner: Check, *, at_least: int = 0) -> Check:
    """A list of the same kind of value."""

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, list):
            yield Fault(path, _("must be a list"))
            return
        if len(value) < at_least:
            yield Fault(
                path, _("needs at least %(number)d") % {"number": at_least}, unfinished=True
            )
        for place, part in enumerate(value):
            yield from inner(part, f"{path}[{place}]")

    return check


def unique(inner: Check) -> Check:
    """A list in which nothing stands twice."""

    def check(value: Any, path: str) -> Faults:
        yield from inner(value, path)
        if isinstance(value, list):
            for place, part in enumerate(value):
                if part in value[:place]:
                    yield Fault(
                        f"{path}[{place}]", _("%(value)s stands here twice") % {"value": part}
                    )

    return check


def words(most: int | None = None, *, needed: bool = True, null: bool = False) -> Check:
    """A text of at most so many characters; a line when it has a limit, else prose."""

    def check(value: Any, path: str) -> Faults:
        if value is None and null:
            return
        if not isinstance(value, str):
            yield Fault(path, _("must be a text"))
            return
        if needed and not value.strip():
            yield Fault(path, _("is empty"), unfinished=True)
        if value != value.strip():
            yield Fault(path, _("starts or ends with white space"))
        if most and len(value) > most:
            yield Fault(path, _too_long(value, most))
        if any(unicodedata.category(c) in {"Cc", "Cs"} for c in value.replace("\n", "")):
            yield Fault(path, _("holds a character that is no text"))
        if most and "\n" in value:
            yield Fault(path, _("must be one line"))

    return check


def both(most: int | None = None, *, needed: bool = True) -> Check:
    """The same text in both languages: both, or neither where it is not needed."""
    inner = words(most, needed=needed)

    def check(value: Any, path: str) -> Faults:
        if not isinstance(value, dict):
            yield Fault(path, _("must be an object with nl and en"))
            return
        for key in sorted(value.keys() - LANGUAGES.keys()):
            yield Fault(below(path, key), _("unknown language"))
        for key, language in LANGUAGES.items():
            if key in value:
                yield from inner(value[key], below(path, key))
            else:
                yield Fault(
                    below(path, key),
                    _("the text is missing (%(language)s)") % {"language": language},
                )
        if not needed and bool(value.get("nl")) != bool(value.get("en")):
            yield Fault(path, _("give both languages or none"), unfinished=True)

    return check


def slug(value: Any, path: str) -> Faults:
    """A code of our own: lower-case letters, digits and hyphens."""
    try:
        validate_slug(value if isinstance(value, str) else "")
    except ValidationError:
        yield Fault(path, _("must be letters, digits and hyphens"))
        return
    if len(value) > 50:
        yield Fault(path, _too_long(value, 50))
    if value != value.lower():
        yield Fault(path, _("must be in lower case"))


def web_address(value: Any, path: str) -> Faults:
    """A link that a reader may follow, or null."""
    if value is None:
        return
    try:
        _is_web_address(value)
    except ValidationError:
        yield Fault(path, _("must be a web address (http or https) or null"))
        return
    if len(value) > 300:
        yield Fault(path, _too_long(value, 300))


def number(low: int, high: int, *, null: bool = False) -> Check:
    """A whole number from low to high."""

    def check(value: Any, path: str) -> Faults:
        if value is None and null:
            return
        if type(value) is not int:
            yield Fault(path, _("must be a whole number"))
        elif not low <= value <= high:
            yield Fault(path, _not_within(value, low, high))

    return check


def flag(value: Any, path: str) -> Faults:
    if not isinstance(value, bool):
        yield Fault(path, _("must be true or false"))


def code(known: Collection[str] | ChoicesType, *, null: bool = False) -> Check:
    """One code out of a vocabulary."""
    values = known.values if isinstance(known, ChoicesType) else list(known)

    def check(value: Any, path: str) -> Faults:
        if value is None and null:
            return
        if not isinstance(value, str) or value not in values:
            yield Fault(
                path,
                _("unknown code %(value)s; known are %(known)s")
                % {"value": value, "known": ", ".join(values)},
            )

    return check


def reference(known: Collection[str], file: str, *, null: bool = False) -> Check:
    """The slug or key of something in another file."""

    def check(value: Any, path: str) -> Faults:
        if value is None and null:
            return
        if not isinstance(value, str) or value not in known:
            yield Fault(path, _("%(value)s is not in %(file)s") % {"value": value, "file": file})

    return check
