"""To the sign-in of a municipality, and back from it."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from meetups.web import personal

from ..oidc import CallbackView, sign_in_of
from ..second_factor import record_second_factor


@require_POST
@personal
def office_sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """A page that goes on to the municipality by itself.

    No redirect: our Content-Security-Policy lets no form lead to another site.
    """
    provider = sign_in_of(request, code).get_provider()
    try:
        response: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (OAuth2Error, RequestException) as error:
        return _failed(request, provider, error)
    if not isinstance(response, HttpResponseRedirect):
        return response
    context = {"office": provider.office, "url": response.url}
    page = render(request, "accounts/office_sign_in.html", context)
    page.headers["Refresh"] = f"0; url={response.url}"
    return page


@require_safe
@personal
def office_signed_in(request: HttpRequest, code: str) -> HttpResponse:
    """Back from the municipality, signed in when all is right."""
    sign_in = sign_in_of(request, code)
    try:
        response: HttpResponse = CallbackView.adapter_view(sign_in)(request)
    except (OAuth2Error, RequestException) as error:
        return _failed(request, sign_in.provider, error)
    claims = getattr(sign_in, "claims", None)
    # A municipality vouches for its own people; the admin asks a second factor of its own.
    may_vouch = request.user.is_authenticated and not request.user.is_staff
    if claims and may_vouch and sign_in.provider.gave_second_factor(claims):
        record_second_factor(request, "municipality")
    return response


def _failed(request: HttpRequest, provider: object, error: Exception) -> HttpResponse:
    response: HttpResponse = render_authentication_error(request, provider, exception=error)
    return response
