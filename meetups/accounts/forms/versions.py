"""What forms of settings share that two people may have open at once."""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from meetups.forms import PlainForm


class VersionedForm(PlainForm):
    """A form that says which version of a row it began with; `after` shows another's beside it.

    Fields have the names of the columns. As a form of a model it begins with its instance's
    version; else give it as `initial`. Without one, as on a page of before, it never comes first.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=10**9, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instance = getattr(self, "instance", None)  # set by a form of a model
        if instance is not None:
            self.initial.setdefault("version", instance.version)

    @property
    def seen(self) -> int:
        """The version that it began with; 0 when there was no row."""
        return self.cleaned_data.get("version") or 0

    def after(self, row: Model) -> list[tuple[str, str]]:
        """What somebody else saved that differs from what is typed: labels and words.

        From now on sending the form again saves it over that `row`: it is on purpose.
        """
        self.data = replaced(self.data, version=str(getattr(row, "version", 0)))
        return [
            (str(self[name].label), _words(field, getattr(row, name)))
            for name, field in self.fields.items()
            if not (field.widget.is_hidden or isinstance(field, forms.FileField))
            and hasattr(row, name)
            and _plain(getattr(row, name)) != _plain(self.cleaned_data.get(name))
        ]


def replaced(data: Any, **fields: str) -> QueryDict:
    """What was sent, with other values in these fields."""
    fresh: QueryDict = data.copy()
    for name, value in fields.items():
        fresh[name] = value
    return fresh


def is_of_a_row(data: QueryDict) -> bool:
    """Whether a form was sent that began with a row, whether or not that is still there."""
    return data.get("version", "").strip("0").isdecimal()


def _plain(value: Any) -> Any:
    """As it is compared: nothing is nothing, and browsers end their lines in their own way."""
    if isinstance(value, str):
        return "\n".join(value.splitlines())
    return "" if value is None else list(value) if isinstance(value, list | tuple) else value


def _words(field: forms.Field, value: Any) -> str:
    """A value as people read it in the form."""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(code): str(label) for code, label in choices}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(each), str(each)) for each in values)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    prepared = field.prepare_value(value)
    return "" if prepared is None else str(prepared)
