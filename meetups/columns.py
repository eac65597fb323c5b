"""Columns that rooms share: texts in two languages, lists of codes, and their limits."""

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any, overload

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.enums import Choices, ChoicesType
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Label

Pair = tuple["models.Field[str, str]", "models.Field[str, str]"]
LINE = 160
"""Characters in one line of text, such as a step."""


class LineField(models.CharField):  # type: ignore[type-arg]
    """One line, whatever white space came with it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return " ".join(text.split()) if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ProseField(models.TextField):  # type: ignore[type-arg]
    """Paragraphs, with the line ends that files have, not those that browsers send."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "\n".join(text.splitlines()).strip() if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def pair(
    label: "Label",
    *,
    max_length: int | None = None,
    blank: bool = False,
    english: bool = True,
    came_later: bool = False,
) -> Pair:
    """The Dutch and English column of one text: a line when it has a length, else prose.

    `english`: whether that is needed where Dutch is. `came_later`: the table was there before, so
    the database itself fills in nothing for code of before (see tests/operations/test_migrations).
    """
    more: dict[str, Any] = {"default": "", "db_default": ""} if came_later else {}

    def column(language: "Label", blank: bool) -> "models.Field[str, str]":
        name = format_lazy("{} ({})", label, language)
        if max_length:
            return LineField(name, max_length=max_length, blank=blank, **more)
        return ProseField(name, blank=blank, **more)

    return column(_("Dutch"), blank), column(_("English"), blank or not english)


class Translated:
    """Reads a pair of columns in the reader's language; in Dutch where there is no other text."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "Translated": ...

    @overload
    def __get__(self, instance: models.Model, owner: type) -> str: ...

    def __get__(self, instance: models.Model | None, owner: type) -> "Translated | str":
        if instance is None:
            return self
        language = (get_language() or "nl")[:2]
        text: str = getattr(instance, f"{self.name}_{language}", "")
        return text or getattr(instance, f"{self.name}_nl")


class CodesField(models.JSONField):
    """Codes out of one vocabulary, each once, in the order given.

    Filter on them in memory: the two databases have no JSON lookup in common.
    """

    empty_values = [[]]

    def __init__(self, *args: Any, vocabulary: ChoicesType | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """A plain JSON column: a longer vocabulary needs no migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", list(args), dict(kwargs)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, f"get_{name}_display", lambda row: self.labels(getattr(row, name)))

    def labels(self, codes: list[Any]) -> list[str]:
        words: dict[Any, Any] = dict(self.vocabulary.choices) if self.vocabulary else {}
        return [str(words.get(code, code)) for code in codes]

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = self.vocabulary.values if self.vocabulary else []
        if not isinstance(value, list) or any(
            code not in known or value.count(code) > 1 for code in value
        ):
            raise ValidationError(_("Choose from the list, each at most once."))

    def formfield(self, **kwargs: Any) -> forms.Field:
        assert self.vocabulary is not None
        kind = type(self.vocabulary.values[0])
        return forms.TypedMultipleChoiceField(
            choices=self.vocabulary.choices,
            coerce=lambda value: kind(value),
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )

    def save_form_data(self, instance: models.Model, data: list[Any]) -> None:
        """Keep the order of what stays, so that saving a form changes nothing by itself."""
        kept = [code for code in getattr(instance, self.attname) if code in data]
        setattr(instance, self.attname, kept + [code for code in data if code not in kept])


def lengths(name: str = "%(class)s_lengths", /, **most: int) -> models.CheckConstraint:
    """Limits on the characters of columns, since SQLite keeps none of its own."""
    checks = [models.Q(LessThanOrEqual(Length(column), size)) for column, size in most.items()]
    return models.CheckConstraint(condition=reduce(and_, checks), name=name)


def codes(
    name: str = "%(class)s_codes", /, **vocabularies: type[Choices]
) -> models.CheckConstraint:
    """Columns that hold one code of their vocabulary, or nothing where they may be null."""
    known = {f"{column}__in": choices.values for column, choices in vocabularies.items()}
    return models.CheckConstraint(condition=models.Q(**known), name=name)


def ordered(low: str, high: str, message: "Label", name: str) -> models.CheckConstraint:
    """One number is at most another."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{low}__lte": models.F(high)}),
        name=f"%(class)s_{name}",
        violation_error_message=message,
    )
