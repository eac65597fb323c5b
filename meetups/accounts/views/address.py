"""A change of address: the new one, and the code that was mailed to it."""

import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups.accounts import mail
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.accounts.forms.sign_in import AddressForm, CodeForm
from meetups.accounts.limits import seconds_to_wait, too_many_requests
from meetups.accounts.models import User
from meetups.accounts.services.people import AddressTakenError, change_address
from meetups.web import go

KEY = "new_address"
"""In the session: the address, its code (empty: none was sent), when, and how many wrong tries."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_address(request: SignedInRequest) -> HttpResponse:
    """One question: the new address. An address that someone else has gets the same answer."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if wait := seconds_to_wait(request, "manage_email"):
            return too_many_requests(request, wait)
        status = 422
        if form.is_valid() and (status := _send_code(request, form)) == 200:
            return go(request, reverse("accounts:new_address_code"))
    return render(request, "accounts/new_address.html", {"form": form}, status=status)


def _send_code(request: SignedInRequest, form: AddressForm) -> int:
    """Send a code and note it in the session; the status of the answer, with errors in the form."""
    email = form.cleaned_data["email"]
    if email == request.user.email:
        form.add_error("email", _("This is your address already."))
        return 422
    too_much = seconds_to_wait(request, "code_mail", key=email)
    code = ""
    if not too_much and not User.objects.filter(email=email).exists():
        code = get_adapter().generate_login_code()
        language, context = get_language() or "nl", {"code": code}
        if not mail.send("address_code", to=email, language=language, context=context):
            form.add_error(None, _("We could not send the mail. Try again in a few minutes."))
            return 503
    request.session[KEY] = {"email": email, "code": code, "at": time.time(), "wrong": 0}
    return 200


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_address_code(request: SignedInRequest) -> HttpResponse:
    """The code; three tries, as when signing in."""
    state = request.session.get(KEY)
    if not state or abs(time.time() - state["at"]) > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        return _again(request, _("That code does not work any more. Ask for a new one."))
    form = CodeForm(request.POST if request.method == "POST" else None, code=state["code"])
    if request.method == "POST" and form.is_valid():
        try:
            change_address(user=request.user, email=state["email"])
        except AddressTakenError:
            return _again(request, _("There is already an account with this e-mail address."))
        del request.session[KEY]
        messages.success(request, _("Your address is changed."))
        return go(request, reverse("accounts:account"))
    if request.method == "POST":
        state["wrong"] += 1
        request.session[KEY] = state
        if state["wrong"] >= settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
            return _again(request, _("That was three times wrong. Ask for a new code."))
    context = {"form": form, "email": state["email"]}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/new_address_code.html", context, status=status)


def _again(request: SignedInRequest, why: str) -> HttpResponse:
    request.session.pop(KEY, None)
    messages.error(request, why)
    return go(request, reverse("accounts:new_address"))
