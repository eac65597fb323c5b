"""What a reader says is wrong with a place or group."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import clean_prose
from .models import PROSE, Mistake


class MistakeForm(forms.Form):
    what = forms.ChoiceField(
        choices=Mistake,
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose what is wrong."),
        },
    )
    text = forms.CharField(
        required=False,
        max_length=PROSE,
        error_messages={
            "max_length": _("Write at most %(limit_value)d characters. It is now %(show_value)d.")
        },
    )

    def clean_text(self) -> str:
        return clean_prose(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("what") == Mistake.OTHER and not data.get("text", "."):
            self.add_error("text", _("Write briefly what is wrong."))
        return data
