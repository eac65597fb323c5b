"""Saying that you come: a first name or an alias, an address, and with how many."""

from typing import Any
from unicodedata import category

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm, dress
from meetups.initiatives.services.team import LINK

from ..models import Meetup
from ..models.guests import NAME

EMAIL = 254
TURNS_TEXT_AROUND = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Invisible characters that make text read otherwise than it is written."""


class SignUpForm(PlainForm):
    name = forms.CharField(
        label=_("First name"),
        help_text=_("An alias is fine too. The organisers see it, other guests do not."),
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For this meetup only. No newsletter. The organisers do not see it."),
        max_length=EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, meetup: Meetup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meetup.party_most > 1:
            self.fields["party"] = party_field(meetup.party_most)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip()

    def clean(self) -> dict[str, Any]:
        alone = {} if "party" in self.fields else {"party": 1}
        return {**self.cleaned_data, **alone}


def party_field(most: int) -> forms.IntegerField:
    """With how many people someone comes, themselves included."""
    field = forms.IntegerField(
        label=_("With how many people do you come?"),
        help_text=_("Count yourself and children too. At most %(most)d.") % {"most": most},
        initial=1,
        min_value=1,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "bb-textbox--short", "autocomplete": "off"}),
    )
    dress(field)
    return field


def clean_name(name: str) -> str:
    """What people will read: without control characters, and without what turns text around.

    Raises ValidationError for a link: the name stands in mail.
    """
    name = "".join(
        char for char in name if category(char) != "Cc" and char not in TURNS_TEXT_AROUND
    )
    name = " ".join(name.split())
    if not name:
        raise ValidationError(_("Fill this in."), code="required")
    if LINK.search(name):
        raise ValidationError(_("Fill in a name, without a link."), code="link")
    return name
