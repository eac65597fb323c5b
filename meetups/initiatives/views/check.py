"""The contact check of a plan, and what must be settled first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.web import go

from ..access import Right, Seat, get_initiative_for
from ..forms.check import ArrangedForm, SettleForm
from ..models import Arrangement, Initiative, SafetyPoint
from ..queries.check import contact_check
from ..services.check import reopen_point, set_arranged, settle_point
from ..services.errors import ChangedMeanwhileError, PlanError
from .workspace import workspace

PAGE, ALL, BRIDGE = (f"initiatives/{name}.html" for name in ("check", "_check", "_bridge"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bridge and why it stands so. An organiser ticks what is arranged."""
    if request.method == "POST":
        return _arrange(request, get_initiative_for(request.user, pk, Right.CHANGE))
    return _show(request, get_initiative_for(request.user, pk))


@require_POST
@signed_in
def settle(request: SignedInRequest, pk: int, point: int) -> HttpResponse:
    """A safety point is settled: how, and by whom."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    row = get_object_or_404(seat.initiative.safety_points, pk=point)
    form = SettleForm(request.POST, pk=row.pk, by=request.user)
    if not form.is_valid():
        return _show(request, seat, status=422, settling=form)
    how, who = form.cleaned_data["how"], form.cleaned_data["who"]
    try:
        settle_point(point=row, how=how, who=who, by=request.user, now=clock.now())
    except PlanError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("It is settled. Everyone in the team sees how."))
    return go(request, _url(seat, "safety"))


@require_POST
@signed_in
def reopen(request: SignedInRequest, pk: int, point: int) -> HttpResponse:
    """A settled safety point is open again."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    row = get_object_or_404(seat.initiative.safety_points, pk=point)
    try:
        reopen_point(point=row, by=request.user, now=clock.now())
    except PlanError as error:
        messages.warning(request, error.message)
    return go(request, _url(seat, "safety"))


def _arrange(request: SignedInRequest, seat: Seat) -> HttpResponse:
    form = ArrangedForm(request.POST)
    if not form.is_valid():
        return _show(request, seat, status=422, form=form)
    try:
        changed = set_arranged(
            initiative=seat.initiative, by=request.user, now=clock.now(), **form.cleaned_data
        )
    except ChangedMeanwhileError as error:
        return _changed_meanwhile(
            request, get_initiative_for(request.user, seat.initiative.pk), form, error
        )
    if not request.htmx:
        messages.success(request, _("What you have arranged is kept."))
        return go(request, _url(seat, "bridge"))
    seat.initiative.version = changed.version
    return _show(request, seat, fragment=BRIDGE, saved=True)


def _changed_meanwhile(
    request: SignedInRequest, seat: Seat, form: ArrangedForm, error: ChangedMeanwhileError
) -> HttpResponse:
    """Both are shown, and what was ticked here stays: saving again is a choice."""
    row = error.row
    assert isinstance(row, Initiative)
    labels = dict(Arrangement.choices)
    theirs = "\n".join(str(labels[code]) for code in row.arranged) or _("Nothing yet.")
    fresh = ArrangedForm({**form.cleaned_data, "version": row.version})
    answer = [(_("What have you arranged?"), theirs)]
    return _show(request, seat, status=409, form=fresh, theirs=answer, changed=row)


def _show(
    request: SignedInRequest,
    seat: Seat,
    *,
    status: int = 200,
    fragment: str = ALL,
    form: ArrangedForm | None = None,
    settling: SettleForm | None = None,
    **context: Any,
) -> HttpResponse:
    initiative = seat.initiative
    if form is None:
        form = ArrangedForm(
            initial={"version": initiative.version, "arranged": initiative.arranged}
        )
    response = workspace(
        request,
        seat,
        PAGE,
        tab="initiatives:check",
        fragment=fragment,
        status=status,
        pillars=contact_check(initiative),
        form=form,
        points=_points(seat, settling),
        settling=settling,
        **context,
    )
    if status == 200:
        return response
    return reswap(retarget(response, "#check"), "outerHTML")


def _points(seat: Seat, settling: SettleForm | None) -> list[tuple[SafetyPoint, SettleForm | None]]:
    """Each safety point, with the form to settle it when it is open and they may."""

    def form_of(point: SafetyPoint) -> SettleForm | None:
        if point.is_settled or not seat.is_organiser:
            return None
        if settling is not None and settling.prefix == f"point{point.pk}":
            return settling
        return SettleForm(pk=point.pk, by=seat.user)

    return [(point, form_of(point)) for point in seat.initiative.safety_points.all()]


def _url(seat: Seat, place: str) -> str:
    return f"{reverse('initiatives:check', args=[seat.initiative.pk])}#{place}"
