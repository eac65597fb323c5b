"""What allauth asks of us: mail and sentences of our own, and where people go."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import mail
from .models import User
from .sessions import start_of

MAILS = {"account/email/login_code": "sign_in_code"}
"""Our mail for each of allauth's. It has others, for cases that we answer in silence."""


class NotSentError(Exception):
    """The mail server did not take a code."""


def is_ours(request: HttpRequest, url: str) -> bool:
    """Whether an address lies on our own host, as it is called in this request."""
    hosts = {request.get_host()}
    return url_has_allowed_host_and_scheme(url, hosts, require_https=request.is_secure())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in on this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code from the mail. Look once more."),
        "rate_limited": _("That was very often. Wait a while and try again."),
    }
    is_first_time = False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises NotSentError when the mail server refuses."""
        template = MAILS.get(template_prefix)
        language = get_language() or "nl"
        if template and not mail.send(
            template, to=email, language=language, context={"code": context["code"]}
        ):
            raise NotSentError

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our own pages say what there is to say about signing in."""
        if not (message_template or "").startswith("account/"):
            super().add_message(
                request, level, message_template, message_context, extra_tags, message
            )

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """A passkey before a code: who has one often has nothing else at hand."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: "webauthn" not in method["id"])

    def is_safe_url(self, url: str) -> bool:
        return is_ours(current.request, url)

    def login(self, request: HttpRequest, user: User) -> None:
        self.is_first_time = user.last_login is None
        super().login(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return start_of(request.session)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """On to where they were going; the first time, we ask for a name before that."""
        response: HttpResponse = super().post_login(request, user, **more)
        if user.name or not self.is_first_time or not isinstance(response, HttpResponseRedirect):
            return response
        return HttpResponseRedirect(
            f"{reverse('accounts:welcome')}?{urlencode({'next': response.url})}"
        )
