"""Making a plan of an advice."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.recommender.questions import answers_from
from meetups.suggestions.queries import catalogue_in
from meetups.suggestions.trail import Trail
from meetups.web import HtmxRequest, go, page, personal
from neighbourhoods.access import get_area
from neighbourhoods.models import Area

from ..forms.start import StartForm
from ..models import Spot
from ..models.base import PROSE, TITLE
from ..queries.plan import Preview, places_in, preview_of
from ..services.errors import PlanError
from ..services.start import Chosen, choose, start_initiative

KEPT = "plan-form"
"""In the session: a form that was filled in before signing in."""
_SPOTS = {"outdoor": Spot.PUBLIC_SPACE, "online": Spot.ONLINE}
_UNUSED = frozenset({"where", "found", "anyway"})
_QUIET = ("preview", "find", "use_date")
"""Buttons that fill in or show something, and make no plan."""


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def start(request: HtmxRequest) -> HttpResponse:
    """The answers, the neighbourhood and the format come in the address, as in the guide."""
    code = request.GET.get("area")
    area = get_area(code) if code else None
    trail = Trail.from_query(area, request.GET)
    if not trail.is_complete:
        return _refuse(request, trail)
    if request.method == "POST" and not request.user.is_authenticated:
        names = [name for name in StartForm.base_fields if name in request.POST]
        typed = {name: request.POST[name][:PROSE] for name in names}
        request.session[KEPT] = {"at": request.get_full_path(), "typed": typed}
    return _start(request, trail)


@signed_in
def _start(request: SignedInRequest, trail: Trail) -> HttpResponse:
    try:
        chosen = choose(trail.answers, request.GET.get("format", ""), trail.area)
    except PlanError as error:
        return _refuse(request, trail, error.message)
    if request.method != "POST":
        return _show(request, chosen, trail, _first_form(request, chosen, trail.area))
    data = request.POST.copy()
    is_quiet = any(name in data for name in _QUIET)
    if "use_date" in data:
        data["first_date"] = str(data["use_date"])
    form = _form(trail.area, data=data, is_quiet=is_quiet)
    if is_quiet:
        form.full_clean()
        return _show(request, chosen, trail, form)
    return _make(request, chosen, trail, form)


def _make(request: SignedInRequest, chosen: Chosen, trail: Trail, form: StartForm) -> HttpResponse:
    is_valid, preview = form.is_valid(), _preview(form, chosen)
    if is_valid and preview.late and not form.cleaned_data["anyway"]:
        form.add_error("first_date", _("Not everything makes it by then. See below."))
    elif is_valid and form.area:
        values = {name: value for name, value in form.cleaned_data.items() if name not in _UNUSED}
        try:
            initiative = start_initiative(
                user=request.user,
                answers=trail.answers,
                slug=chosen.activity_type.slug,
                area=form.area,
                now=clock.now(),
                **values,
            )
        except PlanError as error:
            form.add_error(None, error.message)
        except ValidationError as error:
            form.blame(error)
        else:
            request.session.pop(KEPT, None)
            return go(request, initiative.get_absolute_url())
    return _show(request, chosen, trail, form, preview=preview, status=422)


def _form(area: Area | None, **kwargs: Any) -> StartForm:
    form = StartForm(known_area=area, today=clock.today(), **kwargs)
    form.offer_places(places_in(form.area))
    return form


def _first_form(request: SignedInRequest, chosen: Chosen, area: Area | None) -> StartForm:
    """Filled in with what we know; or with what was typed before signing in."""
    kept = request.session.get(KEPT)
    if kept and kept["at"] == request.get_full_path():
        data = QueryDict(mutable=True)
        data.update(kept["typed"])
        form = _form(area, data=data, is_quiet=True)
        form.full_clean()
        return form
    activity, said = chosen.activity_type, answers_from(chosen.answers)
    title = _("%(format)s in %(area)s") % {"format": activity.name, "area": area and area.title}
    least, most = (
        (said.size.min, said.size.max) if said.size else (activity.group_min, activity.group_max)
    )
    initial = {
        "title": (title if area else activity.name)[:TITLE],
        "spot": _SPOTS.get(said.place or "", Spot.INDOORS),
        "people_expected": max((least + most) // 2, 2),
        "times_planned": activity.sessions_typical,
        "start_key": uuid4(),
    }
    return _form(area, initial=initial)


def _preview(form: StartForm, chosen: Chosen) -> Preview:
    """What must be done when, by what was filled in so far."""
    known = form.cleaned_data if form.is_bound else form.initial
    return preview_of(
        chosen.activity_type,
        form.area,
        first_date=known.get("first_date"),
        spot=known.get("spot", Spot.INDOORS),
        closes_street=bool(known.get("closes_street")),
        people=known.get("people_expected") or chosen.activity_type.group_min,
        today=clock.today(),
    )


def _show(
    request: SignedInRequest,
    chosen: Chosen,
    trail: Trail,
    form: StartForm,
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "initiatives/start.html",
        fragment="initiatives/_start_steps.html"
        if "preview" in request.POST
        else "initiatives/start.html",
        status=status,
        form=form,
        chosen=chosen,
        trail=trail,
        area=form.area,
        preview=preview or _preview(form, chosen),
        here=request.get_full_path(),
    )


def _refuse(request: HtmxRequest, trail: Trail, message: str = "") -> HttpResponse:
    """No plan can be made of this; says why, and where to go."""
    slug, name = request.GET.get("format", ""), "initiatives/start_refused.html"
    return page(
        request,
        name,
        fragment=name,
        status=422 if request.method == "POST" else 200,
        trail=trail,
        activity_type=catalogue_in(trail.area).activity_types.get(slug),
        message=message,
    )
