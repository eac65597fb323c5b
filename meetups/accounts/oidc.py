"""Signing in through a municipality: allauth's OpenID Connect, and what it leaves to others.

Always checked here: the signature of the identity token, its audience, issuer, times and nonce;
that the provider vouches for the e-mail address; and that the address is of the municipality.
"""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.account.internal.emailkit import valid_email_or_none
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, override
from requests import RequestException

from meetups import clock

from .models import Office, Role, User
from .municipal_sign_in import PROVIDER
from .services.municipal import account_of_colleague, follow_groups
from .sign_in_log import refused

logger = logging.getLogger(__name__)
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signed with a key of which only the public half leaves the provider."""
LEEWAY_SECONDS = 60
NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"}
STRONG = {"mfa", "otp", "hwk", "sc", "fpt", "face", "iris", "vbm"}
"""Values of `amr` (RFC 8176) that tell of more than a password; a text message is none."""


class RefusedError(OAuth2Error):  # type: ignore[misc]
    """An answer of a provider that we do not believe; says why, for the log."""


class AddressError(RefusedError):
    """The provider does not vouch for the e-mail address, or it is not of the municipality."""


def configured() -> dict[str, dict[str, Any]]:
    """The settings of each municipality that has its own sign-in, by code."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get(PROVIDER, {}).get("APPS", [])
    return {app["provider_id"]: app for app in apps}


def offices_with_sign_in() -> list[Office]:
    """The offices with a button on the page to sign in."""
    codes = list(configured())
    if not codes:
        return []
    return list(Office.objects.filter(area__code__in=codes).select_related("area"))


class OfficeProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The sign-in of one municipality."""

    def __init__(self, request: HttpRequest, office: Office) -> None:
        super().__init__(request, SocialApp(provider=PROVIDER, **configured()[office.area.code]))
        self.office = office
        self.name = office.name

    def get_oauth2_adapter(self, request: HttpRequest) -> "OfficeSignIn":
        return OfficeSignIn(request, self.office)

    def get_callback_url(self) -> str:
        """One address, as the provider knows it, whatever language the reader has."""
        with override("nl"):
            return reverse("accounts:office_signed_in", args=[self.office.area.code])

    def get_auth_params(self) -> dict[str, str]:
        self.nonce = secrets.token_urlsafe(24)
        return {"nonce": self.nonce}

    def stash_redirect_state(self, *args: Any, **kwargs: Any) -> str:
        stashed: str = super().stash_redirect_state(*args, **kwargs, nonce=self.nonce)
        return stashed

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Of what the municipality tells, we keep nothing but who it is."""
        return {}

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """What someone may do, by their groups; the most they may."""
        told = claims.get(self.app.settings["groups_claim"]) or []
        groups = set(map(str, told if isinstance(told, list) else [told]))
        for role, names in ((Role.MANAGER, "managers"), (Role.REVIEWER, "reviewers")):
            if groups & set(self.app.settings[names]):
                return role
        return None

    def gave_second_factor(self, claims: Mapping[str, Any]) -> bool:
        """Whether the municipality asked more than a password, now or of everyone."""
        told = claims.get("amr") or []
        return bool(self.app.settings["second_factor"]) or (
            isinstance(told, list) and not STRONG.isdisjoint(map(str, told))
        )


class OfficeSignIn(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One try to sign in through a municipality. Faults are OAuth2Error or RequestException."""

    claims: Mapping[str, Any]
    nonce = ""

    def __init__(self, request: HttpRequest, office: Office) -> None:
        super().__init__(request, office.area.code)
        self.provider = OfficeProvider(request, office)

    def get_provider(self) -> OfficeProvider:
        return self.provider

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        config = _fetch(self.provider.server_url)
        if NEEDED - config.keys():
            raise RefusedError("the provider does not describe itself")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(self.provider.get_callback_url())

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        claims = self._verified(app, str(kwargs["response"].get("id_token", "")))
        if "userinfo_endpoint" in self.openid_config:
            bearer = {"Authorization": f"Bearer {token.token}"}
            more = _fetch(self.openid_config["userinfo_endpoint"], headers=bearer)
            if more.get("sub") != claims["sub"]:
                raise RefusedError("the two answers are about two people")
            claims = more | claims
        self._check_address(claims)
        self.claims = claims
        login = self.provider.sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _verified(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """What the token says, after every check that OpenID Connect asks of us."""
        try:
            key = self._key_of(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise RefusedError(f"the token is refused: {type(error).__name__}") from error
        if not 0 < len(claims["sub"]) <= app_settings.UID_MAX_LENGTH:
            raise RefusedError("the token names nobody")
        if claims.get("azp", app.client_id) != app.client_id:
            raise RefusedError("the token is for another site")
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce")), self.nonce):
            raise RefusedError("the token is not the answer to our question")
        return claims

    def _key_of(self, id_token: str) -> jwt.PyJWK:
        known = jwt.PyJWKSet.from_dict(_fetch(self.openid_config["jwks_uri"]))
        kid = jwt.get_unverified_header(id_token).get("kid")
        for key in known.keys:
            if key.key_id == kid:
                return key
        raise jwt.InvalidKeyError("no such key")

    def _check_address(self, claims: Mapping[str, Any]) -> None:
        """Microsoft's Entra says `xms_edov` where others say `email_verified`."""
        email = valid_email_or_none(claims.get("email"))
        vouched = {"true", "1"} & {
            str(claims.get(name)).lower() for name in ("email_verified", "xms_edov")
        }
        domain = (email or "").rpartition("@")[2].lower()
        if not vouched or domain not in self.provider.app.settings["domains"]:
            raise AddressError("the address is not vouched for, or not of the municipality")


class SignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What happens with someone whom a municipality sends us, and when it goes wrong."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make their account, and give or take the role that their groups say."""
        claims, provider = sociallogin.claims, sociallogin.provider
        if not sociallogin.is_existing:
            user = account_of_colleague(
                email=str(claims["email"]),
                name=str(claims.get("name") or ""),
                language=get_language() or "nl",
            )
            sociallogin.connect(request, user)
        follow_groups(
            office=provider.office,
            user=sociallogin.user,
            role=provider.role_of(claims),
            now=clock.now(),
        )

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: Mapping[str, Any]
    ) -> User:
        """Nothing: accounts are made in one place, in `account_of_colleague`."""
        user: User = sociallogin.user
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: OfficeProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Mapping[str, Any] | None = None,
    ) -> None:
        """A page of ours that says what to do; what went wrong is for the log."""
        status = 403
        if isinstance(exception, AddressError):
            kind = "address"
        elif error == AuthError.CANCELLED:
            kind = "cancelled"
        else:
            kind, status = "broken", 503 if isinstance(exception, RequestException) else 403
            why = exception if isinstance(exception, RefusedError) else type(exception).__name__
            logger.warning("Sign-in through %s failed: %s", provider.app.provider_id, why)
        refused(request=request, user=None, way="municipality", why=kind)
        context = {"office": provider.office, "kind": kind}
        page = render(request, "accounts/office_sign_in_failed.html", context, status=status)
        raise ImmediateHttpResponse(page)


def _fetch(url: str, **more: Any) -> dict[str, Any]:
    """What a provider says at an address. Raises RequestException or RefusedError."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(url, **more)
        answer.raise_for_status()
        told = answer.json()
    if not isinstance(told, dict):
        raise RefusedError("the provider speaks another language")
    return told


class CallbackView(OAuth2CallbackView):  # type: ignore[misc]
    """Where the municipality sends someone back to."""

    def _get_state(self, request: HttpRequest, provider: OfficeProvider) -> Any:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


def sign_in_of(request: HttpRequest, code: str) -> OfficeSignIn:
    """A try to sign in through the municipality with this code; 404 when it has no such thing."""
    office = next((row for row in offices_with_sign_in() if row.area.code == code), None)
    if office is None:
        raise Http404
    return OfficeSignIn(request, office)
