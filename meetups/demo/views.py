"""The mailbox of the demo, and signing in as one of its people."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from meetups.accounts.models import User
from meetups.accounts.second_factor import needs_second_factor, record_second_factor
from meetups.accounts.sessions import start_of
from meetups.web import HtmxRequest, personal

from . import services
from .models import DemoMail
from .people import BY_SLUG, ONE_CLICK, Person

PER_PAGE = 50


@require_safe
@personal
def mailbox(request: HtmxRequest) -> HttpResponse:
    """All mail, the newest first; without signing in, since it is what signs people in."""
    mails = Paginator(DemoMail.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"mails": mails})


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its type knows no arguments
@personal
def mail(request: HtmxRequest, pk: int) -> HttpResponse:
    """One mail: its HTML in a frame, and its text."""
    return render(request, "demo/mail.html", {"mail": get_object_or_404(DemoMail, pk=pk)})


@require_safe
@csp(  # type: ignore[arg-type]
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "sandbox": True,
        "frame-ancestors": [SELF],
    }
)
@xframe_options_sameorigin
@personal
def mail_html(request: HtmxRequest, pk: int) -> HttpResponse:
    """The HTML of a mail as it is; the browser runs nothing in it and fetches nothing for it."""
    return HttpResponse(get_object_or_404(DemoMail.objects.exclude(html=""), pk=pk).html)


@require_POST
def empty(request: HtmxRequest) -> HttpResponse:
    services.empty_mailbox()
    messages.success(request, _("The mailbox is empty now."))
    return redirect("demo:mailbox")


@require_POST
def sign_in(request: HtmxRequest, slug: str) -> HttpResponse:
    """Sign in as one of the demo's people, and go on to where they were going."""
    if slug not in ONE_CLICK:
        raise Http404
    person = BY_SLUG[slug]
    user = User.objects.filter(email=person.email, is_active=True).first()
    if user is None:
        messages.error(request, _("This person is not there yet. Run: manage.py seed_demo"))
        return redirect(settings.LOGIN_URL)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if needs_second_factor(user):
        record_second_factor(request, "demo")
    messages.success(request, _("You are %(name)s now.") % {"name": user.name})
    return redirect(_after(request, person))


def _after(request: HtmxRequest, person: Person) -> str:
    """Where someone goes after signing in: what they asked for, on our own host."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index") if person.is_staff else start_of(request.session)
