"""Forms of asking a municipality for help, and of saying that it is not possible."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm
from meetups.initiatives.forms.budget import EuroField
from meetups.initiatives.models.base import LINE, PROSE

from ..help_wording import ASKS
from ..models import Kind
from ..models.help import HOURS

PEOPLE = 1000


class SizeForm(PlainForm):
    """How much of a kind of help: fields that do not belong to the kind are left out."""

    cents = EuroField(label=_("Amount, in euros"), least=1)
    people = forms.IntegerField(
        label=_("How many people?"), min_value=1, max_value=PEOPLE, required=False
    )
    hours = forms.IntegerField(
        label=_("How many hours each?"), min_value=1, max_value=HOURS, required=False
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != Kind.MONEY:
            del self.fields["cents"]
        if kind != Kind.PEOPLE:
            del self.fields["people"], self.fields["hours"]


class AskForm(SizeForm):
    """One specific thing."""

    text = forms.CharField(label=_("What do you need?"), max_length=LINE)
    needed_on = forms.DateField(label=_("Before which day?"), required=False)
    field_order = ["text", "cents", "people", "hours", "needed_on"]

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.fields["text"].help_text = ASKS[kind].hint


class DeclineForm(PlainForm):
    """Why it is not possible."""

    why = forms.CharField(
        label=_("Why is it not possible, and what could the team do instead?"),
        widget=forms.Textarea,
        max_length=PROSE,
        help_text=_("The team reads it."),
        error_messages={"required": _("Say why: the team reads it.")},
    )
