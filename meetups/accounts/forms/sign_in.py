"""The forms of signing in, and of proving a new address: an address, then the code from a mail."""

from allauth.account.forms import BaseConfirmCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm


class AddressForm(PlainForm):
    """An address. Whether it is known makes no difference."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class CodeForm(PlainForm, BaseConfirmCodeForm):  # type: ignore[misc]
    """The code that was sent to it."""

    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "bb-textbox--short",
            }
        ),
    )
