"""Who may come in: signed in or not, and for which offices."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse

from meetups.ready import Blank, Ready
from meetups.web import HtmxRequest, go, personal

from .kept_forms import keep_form, kept_form
from .models import Membership, Office, Role, User
from .second_factor import ON_THE_WAY, ask_second_factor, has_second_factor
from .sessions import start_of

__all__ = ["kept_form"]
P = ParamSpec("P")


class SecondFactorNeededError(Exception):
    """Someone may see this as staff, once they gave a second proof. `signed_in` asks it."""


class SignedInRequest(HtmxRequest):
    """A request of someone who is signed in."""

    user: User


def signed_in(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HtmxRequest, P], HttpResponse]:
    """For a page that asks who you are: others sign in first, and come back.

    What they typed in a form is kept meanwhile; `kept_form` gives it back to the page. The view
    raises SecondFactorNeededError, before it writes anything, for what only staff may see.
    """

    @wraps(view)
    def wrapped(request: HtmxRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep_form(request)
            return go(request, redirect_to_login(request.get_full_path()).url)
        request.user.gave_second_factor = has_second_factor(request)
        try:
            return personal(view)(request, *args, **kwargs)  # type: ignore[arg-type]
        except SecondFactorNeededError:
            return ask_second_factor(request, _page_of(request))

    return wrapped


def staff_page(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[HtmxRequest, P], HttpResponse]:
    """For a page of an office or of the site itself: its people, with a second proof; others 404.

    What the page is about, and so whether this person may see it, is up to the view.
    """

    @wraps(view)
    def wrapped(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = request.user
        user.memberships_read = memberships_of(user)
        if not (user.memberships_read or user.is_staff or user.is_superuser):
            raise Http404
        if not user.gave_second_factor:
            raise SecondFactorNeededError
        if ON_THE_WAY in request.session:
            del request.session[ON_THE_WAY]
        return view(request, *args, **kwargs)

    return signed_in(wrapped)


def _page_of(request: HtmxRequest) -> str:
    """The page that someone is on, to come back to; an address that is only posted to is none."""
    if request.htmx:
        return request.htmx.current_url_abs_path or start_of(request.session)
    is_page = request.method in ("GET", "HEAD")
    return request.get_full_path() if is_page else start_of(request.session)


def offices_of(user: User) -> list[Office]:
    """The offices that someone works for."""
    return [row.office for row in memberships_of(user)]


def memberships_of(user: User) -> list[Membership]:
    """Where someone works, with the offices; behind `staff_page` no query."""
    if user.memberships_read is not None:
        return user.memberships_read
    return _memberships(user=user.pk)


_memberships = Ready(
    lambda: Membership.objects.filter(user=Blank("user")).select_related("office__area")
)


def works_for(user: User, office: Office, *, as_manager: bool = False) -> bool:
    """Whether someone works for an office."""
    found = Membership.objects.filter(user=user, office=office)
    return (found.filter(role=Role.MANAGER) if as_manager else found).exists()


def get_office_for(manager: User, code: str) -> Office:
    """The office of the municipality with this code, for one of its managers; 404 for others."""
    if not code.isalnum():  # such as a NUL, which PostgreSQL refuses
        raise Http404
    mine = Membership.objects.filter(user=manager, role=Role.MANAGER, office__area__code=code)
    membership = mine.select_related("office__area").first()
    if membership is None:
        raise Http404
    return membership.office
