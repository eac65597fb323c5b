"""One's own account: name and language, devices, one's own data, and the end of it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups.accounts.access import SignedInRequest, kept_form, memberships_of, signed_in
from meetups.accounts.adapter import is_ours
from meetups.accounts.devices import devices_of
from meetups.accounts.forms.people import PersonForm
from meetups.accounts.own_data import data_of
from meetups.accounts.services import people as services
from meetups.accounts.sessions import start_of
from meetups.web import go


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about one's own account on one page."""
    form = _person_form(request)
    if request.method == "POST" and _is_saved(request, form):
        messages.success(request, _("Saved."))
        return go(request, reverse("accounts:account"))
    return render(
        request,
        "accounts/account.html",
        {
            "form": form,
            "devices": devices_of(request.user, request.session.session_key),
            "memberships": memberships_of(request.user),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def welcome(request: SignedInRequest) -> HttpResponse:
    """The first time: what may we call you? Nobody has to say."""
    form = _person_form(request)
    after = request.POST.get("next") or request.GET.get("next") or ""
    if not is_ours(request, after):
        after = start_of(request.session)
    if request.method == "POST" and _is_saved(request, form):
        return go(request, translate_url(after, request.user.language))
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/welcome.html", {"form": form, "after": after}, status=status)


def _person_form(request: SignedInRequest) -> PersonForm:
    data = request.POST if request.method == "POST" else kept_form(request)
    return PersonForm(data, initial=PersonForm.values_of(request.user))


def _is_saved(request: SignedInRequest, form: PersonForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.describe_person(user=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.blame(error)
        return False
    return True


@require_POST
@signed_in
def stay(request: SignedInRequest) -> HttpResponse:
    """Stay signed in: asking is enough, and the header of the answer says how long it is now."""
    return HttpResponse(status=204)


@require_POST
@signed_in
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    services.sign_out_everywhere(user=request.user)
    logout(request)
    messages.success(request, _("You are signed out on all devices."))
    return go(request, reverse("account_login"))


@require_safe
@signed_in
def data(request: SignedInRequest) -> HttpResponse:
    """A file with what we know of someone, for themselves."""
    response = JsonResponse(
        data_of(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="buurtbrug.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def erase(request: SignedInRequest) -> HttpResponse:
    """A page that says what goes and what stays; the button on it erases."""
    if request.method != "POST":
        return render(request, "accounts/erase.html")
    services.erase_account(user=request.user)
    logout(request)
    return render(request, "accounts/erased.html")
