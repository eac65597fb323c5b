"""A plan as a whole: where it stands, its facts, its date, and the same again."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.suggestions.published import published_in
from meetups.suggestions.queries import catalogue_of_office
from meetups.web import go, page
from neighbourhoods.models import Place

from ..access import Right, Seat, get_initiative_for
from ..dates import shifted
from ..forms.plan import CopyForm, EditForm, FactsForm, MoveForm
from ..models import Initiative
from ..plan_wording import fact_words, moved_words
from ..queries.advice import advice_since, frozen_page, frozen_tip, is_otherwise, recomputed
from ..queries.budget import budget_overview
from ..queries.check import contact_check
from ..queries.plan import moved_steps, my_plans, places_in, steps_ahead
from ..services.copies import copy_initiative
from ..services.errors import ChangedMeanwhileError, PlanError
from ..services.plan import edit_plan, move_date
from .workspace import workspace

FORM = require_http_methods(["GET", "HEAD", "POST"])
FACTS = (*FactsForm.base_fields, "place_until")
YEAR_LATER = 52 * 7
"""Days to the same day of the week, next year."""


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """The plans that someone is in, and what waits for their answer."""
    found = my_plans(request.user, now=clock.now())
    name = "initiatives/mine.html"
    return page(request, name, fragment=name, plans=found, today=clock.today())


@require_safe
@signed_in
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk)
    initiative, today = seat.initiative, clock.today()
    known = catalogue_of_office(initiative.municipality.code)
    published_in(known, initiative, "activity_type")
    return workspace(
        request,
        seat,
        "initiatives/overview.html",
        tab="initiatives:overview",
        ahead=steps_ahead(initiative, today=today),
        today=today,
        pillars=contact_check(initiative),
        budget=budget_overview(initiative, with_receipts=False),
        tip=frozen_tip(initiative, known, discreet=not seat.is_organiser),
        note=known.note_on(initiative.activity_type),
        office_name=known.office,
        since=advice_since(initiative, known),
    )


@require_safe
@signed_in
def advice(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole advice that the plan came from, as it was then."""
    seat = get_initiative_for(request.user, pk)
    known = catalogue_of_office(seat.initiative.municipality.code)
    again = recomputed(seat.initiative)
    situation = (seat.initiative.answers.get("situation") or [""])[0]
    return workspace(
        request,
        seat,
        "initiatives/advice.html",
        tab="initiatives:overview",
        shown=frozen_page(seat.initiative, known, discreet=not seat.is_organiser),
        situation=known.situations.get(situation),
        municipality=seat.initiative.municipality,
        since=advice_since(seat.initiative, known),
        again=again,
        is_otherwise=again is not None and is_otherwise(seat.initiative, again),
    )


# --- facts ---------------------------------------------------------------------------------------
@FORM
@signed_in
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    initiative = seat.initiative
    if request.method != "POST":
        initial = {name: getattr(initiative, name) for name in (*FACTS, "version")}
        form = EditForm(kept_form(request), initial=initial | {"place": initiative.place_id})
        form.offer_places(_places(initiative))
        return _show_edit(request, seat, form)
    form = EditForm(request.POST)
    form.offer_places(_places(initiative))
    status, sent = 422, None
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in FACTS}
        version = form.cleaned_data["version"]
        try:
            edit_plan(seat=seat, version=version, now=clock.now(), **values)
        except ValidationError as error:
            form.blame(error)
        except ChangedMeanwhileError:
            status, sent = 409, values
        else:
            messages.success(request, _("The plan has been changed."))
            return go(request, initiative.get_absolute_url())
    seat = get_initiative_for(request.user, pk, Right.CHANGE)  # as it is, not as it was filled in
    return _show_edit(request, seat, form, status=status, sent=sent)


def _places(initiative: Initiative) -> list[Place]:
    """Those of the list, and the one that the plan has, also when it left the list."""
    listed = places_in(initiative.area)
    own = [initiative.place] if initiative.place and initiative.place not in listed else []
    return [*listed, *own]


def _show_edit(
    request: SignedInRequest,
    seat: Seat,
    form: EditForm,
    *,
    status: int = 200,
    sent: dict[str, Any] | None = None,
) -> HttpResponse:
    """`sent`: what came in while somebody else changed the plan; theirs is shown beside it."""
    theirs = []
    if sent is not None:
        form.data = renewed(form.data, version=seat.initiative.version)
        theirs = [
            (form[name].label, fact_words(seat.initiative, name))
            for name in form.fields
            if name in sent and getattr(seat.initiative, name) != sent[name]
        ]
    return workspace(
        request,
        seat,
        "initiatives/edit.html",
        tab="initiatives:overview",
        status=status,
        form=form,
        is_changed=sent is not None,
        theirs=theirs,
    )


def renewed(data: Any, *, version: int) -> QueryDict:
    """What was typed, with the version that is there now: sending it again is on purpose."""
    fresh: QueryDict = data.copy()
    fresh["version"] = str(version)
    return fresh


# --- the date ------------------------------------------------------------------------------------
@FORM
@signed_in
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET with a day shows what would move with it; POST moves it."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    initiative, today = seat.initiative, clock.today()
    if request.method != "POST":
        data = kept_form(request)
        if "first_date" in request.GET:
            data = renewed(request.GET, version=initiative.version)
        initial = {"first_date": initiative.first_date, "version": initiative.version}
        form = MoveForm(data, initial=initial, today=today)
        return _show_move(request, seat, form, status=422 if form.errors else 200)
    form = MoveForm(request.POST, today=today)
    status, is_changed = 422, False
    if form.is_valid():
        day, version = form.cleaned_data["first_date"], form.cleaned_data["version"]
        try:
            moved = move_date(seat=seat, version=version, first_date=day, now=clock.now())
        except ChangedMeanwhileError:
            status, is_changed = 409, True
        else:
            messages.success(request, moved_words(len(moved)))
            return go(request, initiative.get_absolute_url())
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    if is_changed:
        form.data = renewed(request.POST, version=seat.initiative.version)
    return _show_move(request, seat, form, status=status, is_changed=is_changed)


def _show_move(
    request: SignedInRequest,
    seat: Seat,
    form: MoveForm,
    *,
    status: int,
    is_changed: bool = False,
) -> HttpResponse:
    day = form.cleaned_data.get("first_date") if form.is_bound and form.is_valid() else None
    today = clock.today()
    return workspace(
        request,
        seat,
        "initiatives/move_date.html",
        tab="initiatives:overview",
        fragment="initiatives/_move_date.html",
        status=status,
        form=form,
        day=day,
        moved=moved_steps(seat.initiative, day, today=today) if day else [],
        is_changed=is_changed,
        theirs=[(form["first_date"].label, fact_words(seat.initiative, "first_date"))],
    )


# --- the same again ------------------------------------------------------------------------------
@FORM
@signed_in
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """For another street or next year."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    initiative, today = seat.initiative, clock.today()
    status = 200
    if request.method == "POST":
        is_quiet = "find" in request.POST
        form = CopyForm(request.POST, known_area=initiative.area, today=today, is_quiet=is_quiet)
        status = 200 if is_quiet else 422
        if not is_quiet and form.is_valid() and form.area:
            try:
                made = copy_initiative(
                    seat=seat,
                    area=form.area,
                    first_date=form.cleaned_data["first_date"],
                    start_key=form.cleaned_data["start_key"],
                    now=clock.now(),
                )
            except PlanError as error:
                form.add_error(None, error.message)
            except ValidationError as error:
                form.blame(error)
            else:
                messages.success(request, _("This is your copy. Look whether the texts still fit."))
                return go(request, made.get_absolute_url())
    else:
        day = max(shifted(initiative.first_date, YEAR_LATER), today)
        initial = {"first_date": day, "start_key": uuid4()}
        form = CopyForm(initial=initial, known_area=initiative.area, today=today)
    return workspace(
        request, seat, "initiatives/copy.html", tab="initiatives:overview", status=status, form=form
    )
