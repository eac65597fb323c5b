"""Signing in and out: allauth's views, where our site asks for something else."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginStage
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetups.accounts.adapter import NotSentError
from meetups.accounts.forms.sign_in import AddressForm, CodeForm
from meetups.accounts.limits import seconds_to_wait, too_many_requests
from meetups.accounts.models import User
from meetups.accounts.services.people import account_for, prove_address
from meetups.accounts.sign_in_log import refused
from meetups.web import HtmxRequest, personal


class SignInView(allauth.RequestLoginCodeView):  # type: ignore[misc]
    """One question: an address. The answer is the same whether or not it has an account."""

    template_name = "account/sign_in.html"

    def get_form_class(self) -> type[AddressForm]:
        return AddressForm

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """Whoever asks again gets a new code, to another address if they like."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wait := seconds_to_wait(request, "request_login_code"):
            return too_many_requests(request, wait)
        return super().post(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: AddressForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        try:
            LoginCodeVerificationProcess.initiate(
                request=self.request, user=self._reader(email), email=email
            )
        except NotSentError:
            form.add_error(None, _("We could not send the mail. Try again in a few minutes."))
            return self.form_invalid(form, status=503)
        return HttpResponseRedirect(
            self.passthrough_next_url(reverse("account_confirm_login_code"))
        )

    def form_invalid(self, form: Form, status: int = 422) -> HttpResponse:
        return self.render_to_response(  # type: ignore[no-any-return]
            self.get_context_data(form=form), status=status
        )

    def _reader(self, email: str) -> User | None:
        """Who gets a mail with a code; nobody does when it would be too much, or not allowed.

        Without a reader there is no code either, so none that could be guessed.
        """
        user = account_for(email=email, language=get_language() or "nl")
        too_much = seconds_to_wait(self.request, "code_mail", key=email)
        return user if user.is_active and not too_much else None


class SignInCodeView(allauth.ConfirmLoginCodeView):  # type: ignore[misc]
    """The second question: the code from the mail."""

    template_name = "account/sign_in_code.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and (wait := seconds_to_wait(request, "confirm_login_code")):
            return too_many_requests(request, wait)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated or getattr(self, "_process", None):
            return response
        return self._back(request, _("That code does not work any more. Ask for a new one."))

    def _verify_form_valid(self, form: Form) -> HttpResponse:
        prove_address(user=self._process.user)
        return super()._verify_form_valid(form)  # type: ignore[no-any-return]

    def form_invalid(self, form: Form) -> HttpResponse:
        if not self._process.user:  # there was no code; allauth tells of all others
            refused(request=self.request, user=None, way="code")
        if self._process.record_invalid_attempt():
            context = self.get_context_data(form=form)
            return self.render_to_response(context, status=422)  # type: ignore[no-any-return]
        return self._back(self.request, _("That was three times wrong. Ask for a new code."))

    def _back(self, request: HttpRequest, why: str) -> HttpResponse:
        messages.error(request, why)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))


sign_in = personal(SignInView.as_view())
sign_in_code = personal(SignInCodeView.as_view())


def sign_out(request: HtmxRequest) -> HttpResponse:
    """A page with a button; pressing it also empties what the browser kept of this site."""
    response: HttpResponse = allauth.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
