"""Forms of the editor: sources found by typing, a reason for the history, and no query per row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import construct_instance
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.suggestions.models import Source
from meetups.suggestions.rule_draft import WHY_LENGTH

OWN = ("seen", "why")
"""Fields that are about the save, not of the row."""


class KnownField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice out of rows that were read once, for all forms of a page."""

    known: Mapping[str, models.Model]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return self.known[str(getattr(value, "pk", value))]
        except KeyError as error:
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice"
            ) from error


class SourceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A source by its key, or by what only its line in the list holds: the page offers them all.

    A plain text field with a list of the browser: it is searched by typing, without any script.
    """

    widget = forms.TextInput
    known: Mapping[str, Source]
    """By key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = gettext_lazy("Type a part of the title, the author or the key.")

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return {"list": "sources", "autocomplete": "off"}

    def chosen(self, value: Any) -> Source | None:
        """The source that a value of this field means, if it is one."""
        if isinstance(value, Source):
            return value
        if isinstance(value, int):
            return next((row for row in self.known.values() if row.pk == value), None)
        return self.known.get(value.strip()) or self._only(value) if value else None

    def _only(self, text: str) -> Source | None:
        sought = text.casefold().split()
        found = [
            row
            for row in self.known.values()
            if sought and all(word in f"{row.key} {row}".casefold() for word in sought)
        ]
        return found[0] if len(found) == 1 else None

    def prepare_value(self, value: Any) -> Any:
        row = self.chosen(value) if isinstance(value, int | Source) else None
        return row.key if row else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if row := self.chosen(value):
            return row
        raise ValidationError(
            _("No source, or more than one, has all of these words. Choose one from the list."),
            "invalid_choice",
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = self.chosen(initial), self.chosen(data)
        return before != after or (after is None and bool(data) != bool(initial))


class Seen(forms.CharField):
    """What stood in the form when it was opened. Never itself a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Why(forms.CharField):
    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What someone else saved after a form was opened, in words: by field, and of no field."""

    by_field: Mapping[str, str] = field(default_factory=dict)
    loose: Iterable[str] = ()


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """Tells by field what someone else saved meanwhile; then it is not saved."""

    meanwhile: Meanwhile | None = None
    is_preview = False

    def clean(self) -> Any:
        values = super().clean()
        if self.meanwhile:
            for name in self.fields:
                if text := self.meanwhile.by_field.get(self.add_prefix(name)):
                    self.add_error(name, text)
        return values

    def _post_clean(self) -> None:
        """What is only looked at need not go with all that is saved: no query per row."""
        if not self.is_preview:
            super()._post_clean()  # type: ignore[misc]
            return
        options = self._meta
        self.instance = construct_instance(self, self.instance, options.fields, options.exclude)
        rows = {f.name for f in self.instance._meta.concrete_fields if f.is_relation}
        try:
            self.instance.clean_fields(self._get_validation_exclusions() | rows)  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class RowForm(PartForm):
    """The row itself."""

    seen = Seen(required=False)
    why = Why(
        label=gettext_lazy("Why this change"),
        required=False,
        max_length=WHY_LENGTH,
        help_text=gettext_lazy("For the history; who reads it sees it beside the change."),
    )

    def clean(self) -> Any:
        values = super().clean()
        if self.meanwhile:
            self.add_error(
                None,
                _("Someone else changed this while you were at work. Look below, and save again."),
            )
            for text in self.meanwhile.loose:
                self.add_error(None, text)
        return values


def sources_of(request: HttpRequest) -> Mapping[str, Source]:
    """All sources by key, read once per request."""
    known: Mapping[str, Source] | None = getattr(request, "known_sources", None)
    if known is None:
        known = {row.key: row for row in Source.objects.all()}
        request.known_sources = known  # type: ignore[attr-defined]
    return known


def rows_of(request: HttpRequest, model: type[models.Model]) -> Mapping[str, models.Model]:
    """All rows of a small table by primary key, read once per request."""
    held: dict[type[models.Model], Mapping[str, models.Model]] = getattr(request, "known_rows", {})
    if model not in held:
        held[model] = {str(row.pk): row for row in model._default_manager.all()}
        request.known_rows = held  # type: ignore[attr-defined]
    return held[model]
