"""What is kept of a guest: to see, to take along and to erase, without an account."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.limits import seconds_to_wait, too_many_requests
from meetups.web import HtmxRequest, go, personal

from ..forms.rights import EraseForm, RightsForm
from ..models import RightsRequest
from ..queries.rights import find_request, guest_data, rsvps_of
from ..services.rights import erase_guest, request_rights

AFTERWARDS = ("sent", "erased")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def rights(request: HtmxRequest) -> HttpResponse:
    """Ask for a link by mail. Everyone gets the same answer, known here or not."""
    if request.method != "POST":
        page = next((page for page in AFTERWARDS if page in request.GET), "rights")
        return render(request, f"agenda/rights/{page}.html", {"form": RightsForm()})
    form = RightsForm(request.POST)
    if not form.is_valid():
        return render(request, "agenda/rights/rights.html", {"form": form}, status=422)
    if wait := seconds_to_wait(request, "rights"):
        return too_many_requests(request, wait)
    email = form.cleaned_data["email"]
    if not seconds_to_wait(request, "rsvp_mail", key=email.lower()):
        language = (get_language() or "nl")[:2]
        request_rights(email=email, language=language, now=clock.now())
    return go(request, f"{reverse('agenda:rights')}?sent")


@require_safe
@personal
def show(request: HtmxRequest, token: str) -> HttpResponse:
    """What there is, and what the holder of the link can do with it."""
    found = find_request(token, now=clock.now())
    if found is None:
        return _gone(request)
    return render(request, "agenda/rights/link.html", _context(found))


@require_POST
@personal
def export(request: HtmxRequest, token: str) -> HttpResponse:
    """A file with all of it."""
    found = find_request(token, now=clock.now())
    if found is None:
        return _gone(request)
    response = JsonResponse(
        guest_data(found.email), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="buurtbrug-guest.json"'
    return response


@require_POST
@personal
def erase(request: HtmxRequest, token: str) -> HttpResponse:
    """Erase all of it; the link is erased with it."""
    now = clock.now()
    found = find_request(token, now=now)
    if found is None:
        return _gone(request)
    form = EraseForm(request.POST)
    form.full_clean()
    stops_mail = bool(form.cleaned_data.get("stops_mail"))
    erased = erase_guest(email=found.email, now=now, stops_mail=stops_mail)
    messages.success(request, _erased_words(erased))
    if stops_mail:
        messages.success(request, _("You get no mail from us any more."))
    return go(request, f"{reverse('agenda:rights')}?erased")


def _erased_words(number: int) -> str:
    if not number:
        return _("There was nothing of you left, but your request.")
    text = ngettext(
        "One RSVP is erased, with your name and your address.",
        "%(number)d RSVPs are erased, with your name and your address.",
        number,
    )
    return text % {"number": number}


def _context(found: RightsRequest) -> dict[str, object]:
    rsvps = rsvps_of(found.email)
    return {"address": found.email, "token": found.token, "rsvps": rsvps, "form": EraseForm()}


def _gone(request: HtmxRequest) -> HttpResponse:
    return render(request, "agenda/rights/link.html", status=404)
