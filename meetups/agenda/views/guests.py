"""The guest list: who comes, adding and removing by hand, seats, paper, and who came.

Only the team comes here, and only organisers change it; an office sees no guests.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.initiatives.access import Right, Seat
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.views.workspace import workspace
from meetups.web import go

from ..access import get_meetup_for
from ..forms.guests import CameForm, GuestForm, ResizeForm
from ..models import Meetup
from ..queries.guests import (
    can_count,
    coming,
    find_guest,
    guest_list,
    needs_of,
    to_count,
    walk_ins,
)
from ..services import guests as services

TAB = "agenda:meetups"


@require_safe
@signed_in
def show_guests(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    seat, found = get_meetup_for(request.user, pk, meetup, Right.BELONG)
    kept = kept_form(request, reverse("agenda:guest_add", args=[pk, meetup]))
    return show(request, seat, found, form=GuestForm(kept) if kept else None)


def show(
    request: SignedInRequest,
    seat: Seat,
    meetup: Meetup,
    *,
    status: int = 200,
    form: GuestForm | None = None,
    refused: str = "",
) -> HttpResponse:
    """The guest list. `form` has what was typed: refused, or before someone had to sign in."""
    now = clock.now()
    return workspace(
        request,
        seat,
        "agenda/guests/guests.html",
        tab=TAB,
        status=status,
        meetup=meetup,
        guests=guest_list(meetup),
        form=form or GuestForm(),
        refused=refused,
        can_count=can_count(meetup, now=now),
        today=timezone.localdate(now),
    )


def back(request: SignedInRequest, meetup: Meetup, said: str) -> HttpResponse:
    """To the guest list, which says that it is done."""
    messages.success(request, said)
    return go(request, reverse("agenda:guests", args=[meetup.initiative_id, meetup.pk]))


@require_POST
@signed_in
def add(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            services.add_guest(seat=seat, meetup=found, now=clock.now(), **form.cleaned_data)
        except PlanError as error:
            form.add_error(None, error.message)
        else:
            said = _("%(name)s is on the list. We send no mail: there is no address.")
            return back(request, found, said % {"name": form.cleaned_data["name"]})
    return show(request, seat, found, status=422, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: SignedInRequest, pk: int, meetup: int, rsvp: int) -> HttpResponse:
    """Ask whether a guest must go, and take them off the list."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    if request.method != "POST":
        guest = find_guest(found, rsvp)
        if guest is None:
            raise Http404
        return workspace(
            request, seat, "agenda/guests/remove.html", tab=TAB, meetup=found, guest=guest
        )
    if not found.rsvps.filter(pk=rsvp).exists():
        raise Http404
    try:
        services.remove_guest(seat=seat, meetup=found, pk=rsvp, now=clock.now())
    except PlanError as error:
        return show(request, seat, found, status=409, refused=error.message)
    return back(request, found, _("The guest is off the list."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def resize(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """How many people can come."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = ResizeForm(data, initial={"capacity": found.capacity})
    if request.method == "POST" and form.is_valid():
        capacity = form.cleaned_data["capacity"]
        try:
            services.resize_meetup(seat=seat, meetup=found, capacity=capacity, now=clock.now())
        except PlanError as error:
            form.add_error("capacity", error.message)
        else:
            return back(request, found, _resized_words(capacity))
    return workspace(
        request,
        seat,
        "agenda/guests/resize.html",
        tab=TAB,
        status=422 if form.errors else 200,
        meetup=found,
        form=form,
        guests=guest_list(found),
    )


def _resized_words(capacity: int) -> str:
    words = ngettext("There is %(number)d seat now.", "There are %(number)d seats now.", capacity)
    return words % {"number": capacity}


@require_safe
@signed_in
def paper(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """The guest list to print: names, numbers and boxes to tick."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.BELONG)
    guests = coming(found)
    return workspace(
        request,
        seat,
        "agenda/guests/paper.html",
        tab=TAB,
        meetup=found,
        guests=guests,
        people=sum(guest.party for guest in guests),
        needs=needs_of(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def came(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Who came, with how many, and how many came besides."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    now = clock.now()
    data = request.POST if request.method == "POST" else kept_form(request)
    form = CameForm(data, guests=to_count(found), walk_ins=walk_ins(found))
    if request.method == "POST" and form.is_valid():
        try:
            attended = services.count_guests(
                seat=seat,
                meetup=found,
                marks=form.marks,
                rest_came=form.cleaned_data.get("rest_came", False),
                extra=form.extra,
                now=now,
            )
        except ValidationError as error:
            form.blame(error)
        except PlanError as error:
            form.add_error(None, error.message)
        else:
            return back(request, found, _attended_words(attended))
    return workspace(
        request,
        seat,
        "agenda/guests/came.html",
        tab=TAB,
        status=422 if form.errors else 200,
        meetup=found,
        form=form,
        can_count=can_count(found, now=now),
    )


def _attended_words(attended: int) -> str:
    words = ngettext("Saved. %(number)d person came.", "Saved. %(number)d people came.", attended)
    return words % {"number": attended}
