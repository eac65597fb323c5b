"""Asking for one's own data as a guest: only an address, which a mail then proves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm


class RightsForm(PlainForm):
    """An address. Whether it is known makes no difference."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The address with which you signed up."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class EraseForm(PlainForm):
    """Erasing, and whether mail must stop for good as well."""

    stops_mail = forms.BooleanField(
        label=_("Never mail me again"),
        help_text=_("Then we keep a code of your address, which nobody can read back."),
        required=False,
    )
