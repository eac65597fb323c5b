"""A guest's own page: how things are, and one button for each thing that they can do.

Whoever has the link is the guest. Looking changes nothing, so that programs which open links in
mail do no harm.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.web import HtmxRequest, go, personal

from ..access import get_rsvp, get_rsvp_to_show
from ..forms.guest import ConfirmForm, PartyForm
from ..models import Rsvp, RsvpState
from ..queries.public import Stage, place_in_line, public_page
from ..services import seats
from ..services import sign_up as services


@personal
@require_safe
def show_guest(request: HtmxRequest, token: str) -> HttpResponse:
    return _show(request, token)


@personal
@require_POST
def confirm(request: HtmxRequest, token: str) -> HttpResponse:
    """Come: with a seat, by an offer, or on the waiting list when there is no room."""
    rsvp = get_rsvp(token)
    form = ConfirmForm(request.POST, meetup=rsvp.meetup)
    if not form.is_valid():
        return _show(request, token, confirm_form=form, refused_form=form, status=422)
    needs = form.cleaned_data.get("needs", [])
    try:
        services.confirm_rsvp(rsvp=rsvp, needs=needs, now=clock.now())
    except seats.SeatError as error:
        return _show(request, token, refused=error.message, status=409)
    return go(request, reverse("agenda:guest", args=[token]))


@personal
@require_POST
def party(request: HtmxRequest, token: str) -> HttpResponse:
    """Come with more or fewer people."""
    rsvp = get_rsvp(token)
    form = PartyForm(request.POST, rsvp=rsvp)
    if not form.is_valid():
        return _show(request, token, party_form=form, refused_form=form, status=422)
    try:
        seats.change_party(rsvp=rsvp, party=form.cleaned_data["party"], now=clock.now())
    except seats.SeatError as error:
        form.add_error("party", error.message)
        return _show(request, token, party_form=form, refused_form=form, status=409)
    messages.success(request, _("Saved."))
    return go(request, reverse("agenda:guest", args=[token]))


@personal
@require_POST
def withdraw(request: HtmxRequest, token: str) -> HttpResponse:
    rsvp = get_rsvp(token)
    with gone_is_404():
        services.withdraw_rsvp(rsvp=rsvp, now=clock.now())
    return go(request, reverse("agenda:guest", args=[token]))


@personal
@require_POST
def not_me(request: HtmxRequest, token: str) -> HttpResponse:
    """Erase all of it and never mail the address again; their page is gone after this."""
    rsvp = get_rsvp(token)
    with gone_is_404():
        services.not_me(rsvp=rsvp, now=clock.now())
    text = _("We erased what we knew of you here, and we do not mail this address any more.")
    messages.success(request, text)
    return go(request, rsvp.meetup.get_absolute_url())


@contextmanager
def gone_is_404() -> Iterator[None]:
    """Someone pressed a button twice, and the first time erased it all."""
    try:
        yield
    except seats.SeatError as error:
        raise Http404 from error


def _show(request: HtmxRequest, token: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """How things are now, whatever was refused."""
    rsvp = get_rsvp_to_show(token)
    meetup = rsvp.meetup
    page = public_page(meetup, now=clock.now())
    is_ahead = page.stage not in (Stage.CANCELLED, Stage.OVER, Stage.BEGUN)
    is_coming = rsvp.state == RsvpState.CONFIRMED
    context = {
        "page": page,
        "meetup": meetup,
        "rsvp": rsvp,
        "token": token,
        "state": _state(rsvp, page.stage),
        "is_ahead": is_ahead,
        "takes_rsvps": page.stage in (Stage.OPEN, Stage.WAITING),
        "place": place_in_line(rsvp) if rsvp.state == RsvpState.WAITING else 0,
        "has_room": meetup.seats_free >= rsvp.party,
        "shows_private": is_coming,
        "confirm_form": ConfirmForm(meetup=meetup),
        "party_form": PartyForm(rsvp=rsvp) if meetup.party_most > 1 or rsvp.party > 1 else None,
    } | context
    return render(request, "agenda/guest.html", context, status=status)


def _state(rsvp: Rsvp, stage: Stage) -> str:
    """What the page says first: what became of the meetup goes before what became of the guest."""
    return stage.value if stage in (Stage.CANCELLED, Stage.OVER) else rsvp.state
