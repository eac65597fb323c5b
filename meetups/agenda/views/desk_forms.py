"""Making meetups, and changing them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.models import Initiative
from meetups.initiatives.queries.plan import places_in
from meetups.initiatives.services.errors import ChangedMeanwhileError, PlanError
from meetups.initiatives.texts import doing_words
from meetups.initiatives.views.plan import renewed
from meetups.initiatives.views.workspace import workspace
from meetups.web import go
from neighbourhoods.models import Place

from ..access import get_meetup_for
from ..forms.meetups import HOURS, ONCE, EditForm, MeetupForm, NewForm
from ..models import Meetup, Way
from ..queries.desk import following
from ..services.meetups import Edited, add_meetups, edit_meetup
from ..services.series import Hours
from ..wording import fact_words
from .desk import TAB, desk_page

FORM = require_http_methods(["GET", "HEAD", "POST"])
WORDS = {True: "yes", False: "no", None: ""}


# --- making --------------------------------------------------------------------------------------
@FORM
@signed_in
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """One meetup or a series, filled in from the plan as far as that knows."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    today = clock.today()
    data = request.POST if request.method == "POST" else kept_form(request)
    form = NewForm(data, initial=_from_plan(seat.initiative), today=today)
    form.offer_places(_places(seat.initiative, seat.initiative.place))
    if request.method == "POST" and form.is_valid():
        try:
            made = _add(seat, form)
        except ValidationError as error:
            form.blame(error)
        except PlanError as error:
            form.add_error(None, error.message)
        else:
            return _made(request, seat, made)
    return workspace(
        request,
        seat,
        "agenda/desk/new.html",
        tab=TAB,
        status=422 if form.is_bound and form.errors else 200,
        form=form,
    )


def _from_plan(initiative: Initiative) -> dict[str, Any]:
    """What the plan says already."""
    place = initiative.place
    is_ahead = initiative.first_date >= clock.today()
    return {
        "title": initiative.title,
        "about": doing_words(initiative),
        "day": initiative.first_date if is_ahead else None,
        "starts": initiative.starts_at,
        "ends": initiative.ends_at,
        "way": Way.ONLINE if initiative.spot == "online" else Way.ON_SITE,
        "place": place.pk if place else "",
        "place_name": "" if place else initiative.place_name,
        "step_free": WORDS[place.step_free if place else None],
        "children": "",
        "hides_address": not initiative.tells_place,
        "capacity": initiative.people_expected,
        "party_most": 2,
        "has_waiting_list": True,
        "is_listed": not initiative.is_sensitive,
        "rule": ONCE,
        "times": initiative.times_planned if 2 <= initiative.times_planned <= 52 else None,
    }


def _places(initiative: Initiative, own: Place | None) -> list[Place]:
    """Those of the list, and the one that it has, also when that left the list."""
    listed = places_in(initiative.area)
    return [*listed, own] if own and own not in listed else listed


def _add(seat: Seat, form: NewForm) -> list[Meetup]:
    assert form.hours is not None
    return add_meetups(
        seat=seat,
        hours=form.hours,
        days=form.days,
        rule=form.cleaned_data["rule"],
        capacity=form.cleaned_data["capacity"],
        values=form.values,
        now=clock.now(),
    )


def _made(request: SignedInRequest, seat: Seat, made: list[Meetup]) -> HttpResponse:
    said = ngettext(
        "%(number)d meetup is made. Only your team sees it until you open the page.",
        "%(number)d meetups are made. Only your team sees them until you open the pages.",
        len(made),
    )
    messages.success(request, said % {"number": len(made)})
    return go(request, reverse("agenda:desk", args=[seat.initiative.pk, made[0].pk]))


# --- changing ------------------------------------------------------------------------------------
@FORM
@signed_in
def edit(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Change one meetup, or those after it in the series too."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    now = clock.now()
    if found.cancelled_at or found.ends_at <= now:
        return desk_page(request, seat, found, refused=_("This meetup cannot be changed any more."))
    data = request.POST if request.method == "POST" else kept_form(request)
    form = _edit_form(seat, found, data)
    if request.method != "POST":
        return _show_edit(request, seat, found, form)
    status, theirs = 422, None
    if form.is_valid():
        try:
            edited = _edit(seat, found, form)
        except ValidationError as error:
            form.blame(error)
        except ChangedMeanwhileError:
            status, theirs = 409, get_meetup_for(request.user, pk, meetup, Right.CHANGE)[1]
        except PlanError as error:
            form.add_error("capacity" if form.new_capacity else None, error.message)
        else:
            return _edited(request, seat, edited)
    fresh = get_meetup_for(request.user, pk, meetup, Right.CHANGE)[1]
    return _show_edit(request, seat, fresh, form, status=status, theirs=theirs)


def _edit_form(seat: Seat, meetup: Meetup, data: Any) -> EditForm:
    has_following = following(meetup).count() > 1
    form = EditForm(
        data,
        initial=_from_meetup(meetup),
        today=clock.today(),
        has_following=has_following,
    )
    form.offer_places(_places(seat.initiative, meetup.place))
    return form


def _from_meetup(meetup: Meetup) -> dict[str, Any]:
    apart = {*HOURS, "place"}
    columns = [name for name in MeetupForm.base_fields if name not in apart]
    hours = Hours.of(meetup)
    return {
        **{name: getattr(meetup, name) for name in columns},
        **{name: getattr(hours, name) for name in HOURS},
        "closes_days": hours.closes_days if hours.closes_clock else None,
        "place": meetup.place_id or "",
        "step_free": WORDS[meetup.step_free],
        "children": WORDS[meetup.children],
        "costs": meetup.costs or None,
        "version": meetup.version,
        "capacity_seen": meetup.capacity,
        "scope": EditForm.ONE,
    }


def _edit(seat: Seat, meetup: Meetup, form: EditForm) -> Edited:
    assert form.hours is not None
    return edit_meetup(
        seat=seat,
        meetup=meetup,
        version=form.cleaned_data["version"],
        hours=form.hours,
        capacity=form.new_capacity,
        values=form.values,
        for_following=form.is_for_following,
        now=clock.now(),
    )


def _show_edit(
    request: SignedInRequest,
    seat: Seat,
    meetup: Meetup,
    form: EditForm,
    *,
    status: int = 200,
    theirs: Meetup | None = None,
) -> HttpResponse:
    """`theirs`: the meetup as somebody else just left it, shown beside what was typed."""
    differing = []
    if theirs is not None:
        form.data = renewed(form.data, version=theirs.version)
        now, typed = _from_meetup(theirs), form.cleaned_data
        differing = [
            (form[name].label, fact_words(theirs, name))
            for name in typed
            if name in MeetupForm.base_fields and _differs(name, now[name], typed[name])
        ]
    return workspace(
        request,
        seat,
        "agenda/desk/edit.html",
        tab=TAB,
        status=status,
        form=form,
        meetup=meetup,
        is_changed=theirs is not None,
        theirs=differing,
    )


def _differs(name: str, now: Any, typed: Any) -> bool:
    if name == "place":
        typed = typed.pk if typed else ""
    elif name in ("step_free", "children"):
        typed = WORDS[typed]
    return bool(now != typed) and bool(now or typed)


def _edited(request: SignedInRequest, seat: Seat, edited: Edited) -> HttpResponse:
    said = [_("Saved.")]
    if edited.meetups > 1:
        words = ngettext(
            "%(number)d meetup has changed.", "%(number)d meetups have changed.", edited.meetups
        )
        said.append(words % {"number": edited.meetups})
    if edited.guests:
        words = ngettext(
            "%(number)d guest gets one mail about it within five minutes.",
            "%(number)d guests get one mail about it within five minutes.",
            edited.guests,
        )
        said.append(words % {"number": edited.guests})
    messages.success(request, " ".join(said))
    return go(request, reverse("agenda:desk", args=[seat.initiative.pk, edited.meetup.pk]))
