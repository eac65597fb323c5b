"""What every form of plans shares: how fields look, what they refuse, and in which words.

Write a form as Django has it, and show it with `_errors.html` above it and `_field.html` for each
field. Both work without JavaScript.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from unicodedata import category, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.widgets import Input
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2099, 12, 31)
"""Dates outside these are a slip of the finger, and would not fit in the database."""
ROWS = 4

_CHOOSE = _("Choose one of these.")
_WORDS: Mapping[type[forms.Field], Mapping[str, "Words"]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.CharField: {
        "max_length": _("Write at most %(limit_value)d characters. It is now %(show_value)d."),
        "null_characters_not_allowed": _("There is a character in it that nobody can read."),
    },
    forms.EmailField: {"invalid": _("Fill in an e-mail address, such as name@example.org.")},
    forms.URLField: {"invalid": _("Fill in a web address, such as https://example.org.")},
    forms.IntegerField: {
        "invalid": _("Fill in a whole number, such as 40."),
        "min_value": _("Fill in %(limit_value)s or more."),
        "max_value": _("Fill in %(limit_value)s or less."),
    },
    forms.DateField: {
        "invalid": _("Fill in a date, such as 24-04-2027."),
        "min_value": _("Choose a day after 2019."),
        "max_value": _("Choose a day before 2100."),
    },
    forms.TimeField: {"invalid": _("Fill in a time, such as 14:00.")},
    forms.ChoiceField: {"required": _CHOOSE, "invalid_choice": _CHOOSE},
    forms.ModelChoiceField: {"required": _CHOOSE, "invalid_choice": _CHOOSE},
    forms.MultipleChoiceField: {
        "required": _("Choose at least one of these."),
        "invalid_choice": _("Choose from these."),
    },
    forms.BooleanField: {"required": _("Tick this to go on.")},
}


class PlainForm(forms.Form):
    """A form in the house's looks and words. Texts of its own and HTML attributes are kept.

    Dates are in 2020 to 2099. A field that is added after `__init__` needs `dress`.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def blame(self, error: ValidationError) -> None:
        """Put what a service refused by the field it is about, and the rest above the form."""
        for name, errors in error.update_error_dict({}).items():
            self.add_error(name if name in self.fields else None, errors)


def dress(field: forms.Field) -> None:
    """Give a field of a form our widget, limits and words."""
    if isinstance(field, forms.DateField):
        field.widget = _native(field.widget, "date", "%Y-%m-%d")
        field.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    elif isinstance(field, forms.TimeField):
        field.widget = _native(field.widget, "time", "%H:%M")
    elif isinstance(field, forms.CharField):
        field.validators.append(partial(_check_text, field))
    elif isinstance(field.widget, forms.ClearableFileInput):
        field.widget = forms.FileInput(field.widget.attrs)
    elif isinstance(field, forms.TypedChoiceField):
        _ask(field)
    _speak(field)
    _clothe(field.widget)


def _ask(field: forms.TypedChoiceField) -> None:
    """Say what to do where the form of a table has only dashes."""
    choices = list(cast("Iterable[Any]", field.choices))
    if choices[:1] == BLANK_CHOICE_DASH:
        field.choices = [("", _("Make a choice")), *choices[1:]]


def _check_text(field: forms.CharField, value: object) -> None:
    """Refuse what nobody can see, and what is too long as it is kept: composed, some texts grow."""
    if not isinstance(value, str):
        return
    text = normalize("NFC", value)
    if field.required and all(char.isspace() or category(char)[0] == "C" for char in text):
        raise ValidationError("", code="required")
    if field.max_length and len(text) > field.max_length >= len(value):
        params = {"limit_value": field.max_length, "show_value": len(text)}
        raise ValidationError("", code="max_length", params=params)


def _native(widget: forms.Widget, kind: str, form: str) -> forms.Widget:
    """The browser's own picker; it sends and takes one form of date or time in any language."""
    if widget.is_hidden or not isinstance(widget, forms.DateInput | forms.TimeInput):
        return widget
    fresh = type(widget)(widget.attrs, format=form)
    fresh.input_type = kind
    return fresh


def _speak(field: forms.Field) -> None:
    """Say what is wrong in our words, where the form has none of its own."""
    defaults: dict[str, Any] = {}
    words: dict[str, Words] = {}
    for kind in reversed(type(field).__mro__):
        defaults |= getattr(kind, "default_error_messages", {})
        words |= _WORDS.get(kind, {})
    for code, text in words.items():
        if field.error_messages.get(code) is defaults.get(code):
            field.error_messages[code] = text


def _clothe(widget: forms.Widget) -> None:
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":  # what Django fills in itself
            widget.attrs["rows"] = ROWS
    boxed = isinstance(widget, forms.Textarea | forms.Select | Input)
    if boxed and not widget.is_hidden and not isinstance(widget, forms.CheckboxInput):
        widget.attrs["class"] = f"bb-textbox {widget.attrs.get('class', '')}".strip()
