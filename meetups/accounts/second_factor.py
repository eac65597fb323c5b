"""A second proof of who someone is, besides a code by e-mail: an app, a passkey, or their employer.

Whoever may see or change what others made must have given it in this session: people of an office,
and people who may open the admin. Everyone else may.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256

import segno
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.encoding import force_bytes
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetups.web import HtmxRequest, go

from .models import Membership, User

ON_THE_WAY = "second_factor_next"
"""In the session: the page that someone was going to, when they were asked for a second proof."""


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Whether someone is staff: of an office, or of the site."""
    if not isinstance(user, User):
        return False
    return user.is_staff or user.is_superuser or Membership.objects.filter(user=user).exists()


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person of this session has given a second proof in it."""
    if not request.user.is_authenticated:
        return False
    return any(row["method"] == "mfa" for row in get_authentication_records(request, request.user))


def record_second_factor(request: HttpRequest, kind: str) -> None:
    """Write down in the session that a second proof was given, elsewhere than on our own pages.

    Call it after signing in, and only where that is true: for a municipality's own sign-in that
    asks one, and for the invented people of the demo. `kind`: which of these.
    """
    record_authentication(request, request.user, "mfa", type=kind)


def ask_second_factor(request: HtmxRequest, wanted: str) -> HttpResponse:
    """Send someone to where they give a second proof, or make one first; then on to `wanted`."""
    request.session[ON_THE_WAY] = wanted
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return go(request, resolve_url("mfa_index"))
    return go(request, f"{methods[0]['url']}?{urlencode({'next': wanted})}")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our words and names, and secrets that a copy of the database does not give away."""

    error_messages = {
        "add_email_blocked": _("Turn off the second proof first, then change your address."),
        "cannot_delete_authenticator": _("You cannot turn this off."),
        "cannot_generate_recovery_codes": _("Add an app or a passkey first."),
        "incorrect_code": _("This is not right. Try again, with a new code."),
        "unverified_email": _("First show that your e-mail address is yours."),
    }

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user: AbstractBaseUser, kind: str) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=kind).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def build_totp_svg(self, url: str) -> SafeString:
        """A QR code that goes into the page itself, so that no address shows it."""
        drawn = segno.make(url, error="m").svg_inline(border=4, light="#fff", omitsize=True)
        return mark_safe(drawn)  # noqa: S308 made here, of lines only

    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; when the site's own key has changed, one that no code will fit."""
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            lost: str = generate_totp_secret()
            return lost


def _locks() -> MultiFernet:
    """Made of the site's secret key; with keys that were used before, to open only."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"second factor:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
