"""The forms of the second proof: allauth's own, in our looks and words."""

import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetups.accounts.sign_in_log import refused
from meetups.forms import PlainForm

T = TypeVar("T")

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


# --- passkeys ------------------------------------------------------------------------------------
UNFORESEEN = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError),
    *(AssertionError, RecursionError, struct.error),
)
"""What reading a passkey raises when it is none: allauth foresees the first two, in some places."""


class PasskeyField(forms.JSONField):
    """What a browser says of a passkey: by name, and never nothing, which allauth lets pass. Also
    refuses what Python reads no further: numbers of thousands of digits, lists without end.
    """

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            said = super().to_python(value)
        except (ValueError, RecursionError):
            said = 0
        if said is not None and not (said and isinstance(said, dict)):
            raise get_adapter().validation_error("incorrect_code")
        return said

    def bound_data(self, data: Any, initial: Any) -> None:
        """Nothing of it goes back to the page: the browser says it anew."""


class _PasskeyForm(forms.Form):
    """Whoever sends something else than a passkey reads that it is wrong, and is in the log."""

    user: Any
    credential = PasskeyField()

    def clean_credential(self) -> Any:
        return _read(super().clean_credential, self.user)  # type: ignore[misc]


def _read(read: Callable[[], T], user: Any) -> T:
    try:
        return read()
    except (ValidationError, *UNFORESEEN) as error:
        refused(request=context.request, user=user, way="passkey")
        if isinstance(error, ValidationError):
            raise
        raise get_adapter().validation_error("incorrect_code") from None


class SignInByPasskey(_PasskeyForm, LoginWebAuthnForm):  # type: ignore[misc]
    """By itself, which is two proofs."""


class UsePasskey(_PasskeyForm, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """While signing in."""


class UsePasskeyAgain(_PasskeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """When already signed in."""


class AddPasskey(PlainForm, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, and what its owner calls it. It can always sign in by itself."""

    credential = PasskeyField()

    name = forms.CharField(
        label=_("Name of this passkey"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("So that you know which one it is, such as “my phone”."),
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True, required=False)

    def clean(self) -> dict[str, Any]:
        clean: Callable[[], dict[str, Any] | None] = super().clean
        cleaned = _read(clean, self.user) or {}
        if cleaned.get("credential") and not self.errors:
            _record(self.user, Authenticator.Type.WEBAUTHN)
        return cleaned


class NamePasskey(PlainForm, EditWebAuthnForm):  # type: ignore[misc]
    """What its owner calls a passkey."""

    name = forms.CharField(label=_("Name of this passkey"), max_length=NAME_LENGTH)
