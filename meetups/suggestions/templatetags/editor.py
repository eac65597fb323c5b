"""What the change forms of the catalogue need: the two languages of a text side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib.admin.helpers import AdminReadonlyField, Fieldline

from meetups.suggestions.admin.editor_forms import SourceField
from meetups.suggestions.models import Source
from meetups.suggestions.plain_language_wording import hint_texts
from meetups.suggestions.translating import base_of, lacking, name_of

register = template.Library()
IN_THEIR_OWN_WORDS = {"nl": "Nederlands", "en": "English"}


@dataclass(frozen=True, slots=True)
class Side:
    """One field of a form; of a pair it has a language."""

    field: Any
    name: str
    language: str = ""

    @property
    def language_name(self) -> str:
        return IN_THEIR_OWN_WORDS[self.language]

    @property
    def id(self) -> str:
        return self.name if self.field.is_readonly else str(self.field.field.auto_id)

    @property
    def hints(self) -> list[str]:
        """What may be plainer in this text."""
        return hint_texts(_value(self.field), self.language)

    @property
    def is_source(self) -> bool:
        return not self.field.is_readonly and isinstance(self.field.field.field, SourceField)

    @property
    def source(self) -> Source | None:
        """The source that is chosen here."""
        return self.field.field.field.chosen(self.field.field.value())  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field, or the two languages of one text. `lacks`: the language that is not there yet."""

    name: str
    label: str
    sides: list[Side] = field(default_factory=list)
    lacks: str = ""

    @property
    def is_pair(self) -> bool:
        return len(self.sides) == 2

    @property
    def key(self) -> str:
        """Tells this cell from all others on the page."""
        one = self.sides[0].field
        return str(one.field["name"] if one.is_readonly else one.field.auto_id)

    @property
    def is_hidden(self) -> bool:
        one = self.sides[0].field.field
        return bool(one["is_hidden"] if isinstance(one, dict) else one.is_hidden)


@register.filter
def cells(line: Fieldline) -> list[Cell]:
    """The fields of a line, with the two languages of a text as one."""
    return list(_cells(list(line)))


def _cells(fields: list[Any]) -> Iterator[Cell]:
    waiting = list(fields)
    while waiting:
        first = waiting.pop(0)
        name = _name(first)
        base, language = base_of(name)
        if language == "nl" and waiting and base_of(_name(waiting[0])) == (base, "en"):
            second = waiting.pop(0)
            sides = [Side(first, name, "nl"), Side(second, _name(second), "en")]
            missing = lacking(_value(first), _value(second))
            yield Cell(base, name_of(_label(first)), sides, missing)
        else:
            yield Cell(name, _label(first), [Side(first, name)])


def _name(one: Any) -> str:
    return str(one.field["name"] if isinstance(one, AdminReadonlyField) else one.field.name)


def _label(one: Any) -> str:
    return str(one.field["label"] if isinstance(one, AdminReadonlyField) else one.field.label)


def _value(one: Any) -> str:
    if isinstance(one, AdminReadonlyField):
        return str(getattr(one.form.instance, _name(one), ""))
    return str(one.field.value() or "")
