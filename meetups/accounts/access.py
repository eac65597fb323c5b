"""Who may come in: signed in or not, and for which offices."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from meetups.web import HtmxRequest, go, personal

from .models import Membership, Office, Role, User

P = ParamSpec("P")


class SignedInRequest(HtmxRequest):
    """A request of someone who is signed in."""

    user: User


def signed_in(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HtmxRequest, P], HttpResponse]:
    """For a page that asks who you are: others sign in first, and come back."""

    @wraps(view)
    def wrapped(request: HtmxRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return go(request, redirect_to_login(request.get_full_path()).url)
        return personal(view)(request, *args, **kwargs)  # type: ignore[arg-type]

    return wrapped


def offices_of(user: User) -> list[Office]:
    """The offices that someone works for."""
    return [row.office for row in memberships_of(user)]


def memberships_of(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).select_related("office__area"))


def works_for(user: User, office: Office, *, as_manager: bool = False) -> bool:
    """Whether someone works for an office."""
    found = Membership.objects.filter(user=user, office=office)
    return (found.filter(role=Role.MANAGER) if as_manager else found).exists()
