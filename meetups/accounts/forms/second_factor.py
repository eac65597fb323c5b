"""The forms of the second proof: allauth's own, in our looks and words."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

CODE_LENGTH = 20
NAME_LENGTH = 60


def _code(label: Any, **attrs: str) -> forms.CharField:
    more = {"autocomplete": "one-time-code", "class": "bb-textbox--short", **attrs}
    return forms.CharField(
        label=label, max_length=CODE_LENGTH, widget=forms.TextInput(attrs={**more})
    )


class UseCode(PlainForm, AuthenticateForm):  # type: ignore[misc]
    """While signing in."""

    code = _code(_("Code from your app, or a recovery code"))


class UseCodeAgain(PlainForm, ReauthenticateForm):  # type: ignore[misc]
    """When already signed in."""

    code = _code(_("Code from your app, or a recovery code"))


def _record(user: Any, kind: str) -> None:
    """Making a second proof is giving it: nobody need type it again at once."""
    record_authentication(context.request, user, "mfa", type=kind, reauthenticated=True)


class AddApp(PlainForm, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    code = _code(_("The six digits that the app shows"), inputmode="numeric")

    def clean_code(self) -> str:
        code: str = super().clean_code()
        _record(self.user, Authenticator.Type.TOTP)
        return code


class AddPasskey(PlainForm, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, and what its owner calls it. It can always sign in by itself."""

    name = forms.CharField(
        label=_("Name of this passkey"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("So that you know which one it is, such as “my phone”."),
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("credential") and not self.errors:
            _record(self.user, Authenticator.Type.WEBAUTHN)
        return cleaned


class NamePasskey(PlainForm, EditWebAuthnForm):  # type: ignore[misc]
    """What its owner calls a passkey."""

    name = forms.CharField(label=_("Name of this passkey"), max_length=NAME_LENGTH)
