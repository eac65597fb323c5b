"""Signing in and out as lines in the log, so that an operator sees who tries what (ASVS 16.3.1).

A line has the number of a person, never their name or address; no code, no key; and of where they
are the network only. Django and allauth call these for every way of signing in, so that none is
forgotten; `municipal` calls `refused` itself, and `limits` tells who tries too often (16.3.3).
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from meetups.operations.logs import masked

from .models import User

logger = logging.getLogger(__name__)
NOBODY = 0


def tell(event: str, request: HttpRequest | None, user: User | None, **codes: object) -> None:
    """One line. `event`: what happened, as a code; `codes`: more of these, by name."""
    known = {"event": event, "person": (user and user.pk) or NOBODY, **codes}
    known["network"] = network_of(request)
    words = " ".join(f"{name}={value}" for name, value in known.items())
    logger.info(words, extra={"fields": known})


def network_of(request: HttpRequest | None) -> str:
    """Where a request comes from, as far as we tell: the first 24 bits (IPv6: 48)."""
    try:
        return masked(str(get_adapter().get_client_ip(request))) if request else ""
    except (PermissionDenied, ImproperlyConfigured):  # no address, or too few proxies
        return ""


def refused(*, request: HttpRequest, user: User | None, way: str, **codes: object) -> None:
    """Someone showed what is not right. `way`: of signing in."""
    tell("sign_in_refused", request, user, way=way, **codes)


def _signed_in(*, request: HttpRequest, user: User, **_more: Any) -> None:
    tell("signed_in", request, user)


def _signed_out(*, request: HttpRequest, user: User | None, **_more: Any) -> None:
    if user:
        ended = getattr(request, "ended_for", None) is not None
        tell("signed_out", request, user, why="time" if ended else "asked")


def _proved(*, request: HttpRequest, user: User, method: str, **more: Any) -> None:
    """One proof of who they are; `mfa` is a second one, or a passkey that is both."""
    tell("proof_given", request, user, way=method, kind=more.get("type", ""))


def _code_refused(*, request: HttpRequest, user: User, last_attempt: bool, **_more: Any) -> None:
    refused(request=request, user=user, way="code", last=last_attempt)


def _second_refused(*, request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:
    refused(request=request, user=user, way="mfa", kind=authenticator.type)


def _second_changed(event: str) -> Any:
    def told(*, request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:
        tell(event, request, user, kind=authenticator.type)

    return told


RECEIVERS = (
    (user_logged_in, _signed_in),
    (user_logged_out, _signed_out),
    (account.authentication_step_completed, _proved),
    (account.login_code_rejected, _code_refused),
    (mfa.authentication_failed, _second_refused),
    (mfa.authenticator_added, _second_changed("proof_added")),
    (mfa.authenticator_removed, _second_changed("proof_removed")),
    (mfa.authenticator_reset, _second_changed("proof_renewed")),
)


def listen() -> None:
    """Have them call; once, when the program starts."""
    for number, (signal, receiver) in enumerate(RECEIVERS):
        signal.connect(receiver, weak=False, dispatch_uid=f"sign-in log {number}")
