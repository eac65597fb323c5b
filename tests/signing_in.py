"""Sign someone in, in a test, as far as the sign-in of the site would bring them."""

from time import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from meetups.accounts.models import User


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> None:
    """As if they had typed their code by e-mail, and that of their app when `second_factor`."""
    client.force_login(user)
    methods = ["code", *(["mfa"] if second_factor else [])]
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": m, "at": time()} for m in methods]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
