"""The public page of a meetup, where everyone says that they come without an account."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from meetups import clock
from meetups.accounts.limits import seconds_to_wait, too_many_requests
from meetups.kept_pages import kept_for_visitors
from meetups.web import HtmxRequest, go, personal

from ..access import get_public_meetup, get_public_meetup_to_show
from ..forms.sign_up import SignUpForm
from ..links import meetup_link
from ..models import Meetup
from ..queries.public import Stage, public_page
from ..queries.structured import structured
from ..services.seats import SeatError
from ..services.sign_up import limit_key, sign_up

ADDRESS = "rsvp-address"
"""Tags the message that carries what someone typed to the next page, in their own browser."""


@require_safe
@kept_for_visitors
def show_meetup(request: HtmxRequest, code: str) -> HttpResponse:
    meetup = get_public_meetup_to_show(code)
    response = _show(request, meetup, form=SignUpForm(meetup=meetup))
    response.headers["Cache-Control"] = "no-cache"
    return response


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def come(request: HtmxRequest, code: str) -> HttpResponse:
    """Sign up; then what happens next, which is the same for whoever did and whatever we know."""
    if request.method != "POST":
        return _show_sent(request, get_public_meetup_to_show(code))
    meetup = get_public_meetup(code)
    form = SignUpForm(request.POST, meetup=meetup)
    if not form.is_valid():
        return _show(request, get_public_meetup_to_show(code), form=form, status=422)
    wait = seconds_to_wait(request, "rsvp") or seconds_to_wait(request, "rsvp_meetup", key=code)
    if wait:
        return too_many_requests(request, wait)
    email = form.cleaned_data["email"]
    key = limit_key(email, today=clock.today())
    if not seconds_to_wait(request, "rsvp_mail", key=key):
        language = (get_language() or "nl")[:2]
        try:
            sign_up(meetup=meetup, language=language, now=clock.now(), **form.cleaned_data)
        except SeatError as error:
            form.add_error("party" if "party" in form.fields else None, error.message)
            return _show(request, get_public_meetup_to_show(code), form=form, status=422)
    messages.info(request, email, extra_tags=ADDRESS)
    return go(request, reverse("agenda:come", args=[code]))


def _show_sent(request: HtmxRequest, meetup: Meetup) -> HttpResponse:
    """Look in your mail. Who did not come from the form reads the same, without an address."""
    sent_to = ""
    for message in messages.get_messages(request):
        if ADDRESS in message.tags:
            sent_to = message.message
    return _show(request, meetup, is_sent=True, sent_to=sent_to)


def _show(
    request: HtmxRequest,
    meetup: Meetup,
    *,
    form: SignUpForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    page = public_page(meetup, now=clock.now())
    address = meetup_link(meetup, (get_language() or "nl")[:2])
    takes = page.stage in (Stage.OPEN, Stage.WAITING)
    is_page = status == 200 and "is_sent" not in context  # and not what follows on the form
    context |= {
        "page": page,
        "meetup": meetup,
        "form": form if takes or (form and form.is_bound) else None,
        "takes_rsvps": takes,
        "address": address,
        "structured": structured(page, address=address) if is_page else "",
    }
    response = render(request, "agenda/meetup.html", context, status=status)
    if not page.is_findable:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
