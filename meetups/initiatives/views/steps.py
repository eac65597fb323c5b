"""The steps of a plan: the timeline, and what is done there."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import replace_url, retarget

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.forms import PlainForm
from meetups.web import go, wants_fragment

from ..access import Right, Seat, get_initiative_for
from ..forms.steps import SkipForm, StepForm
from ..models import Step, StepOrigin
from ..queries.check import contact_check
from ..queries.steps import steps_of, timed_steps
from ..services import steps as services
from ..services.errors import ChangedMeanwhileError, PlanError
from ..wording import step_facts
from .timeline import timeline_for
from .workspace import workspace

FORM = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def steps(request: SignedInRequest, pk: int) -> HttpResponse:
    """The timeline. `at` is the step that the reader comes back to."""
    seat = get_initiative_for(request.user, pk)
    return _timeline(request, seat, at=request.GET.get("at", ""))


@require_POST
@signed_in
def finish_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    return _act(request, pk, step, services.finish_step)


@require_POST
@signed_in
def reopen_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    return _act(request, pk, step, services.reopen_step)


@require_POST
@signed_in
def take_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    return _act(request, pk, step, services.take_step)


@require_POST
@signed_in
def give_back_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    return _act(request, pk, step, services.give_back_step)


def _act(
    request: SignedInRequest, pk: int, step_pk: int, service: Callable[..., None]
) -> HttpResponse:
    """One press of a button by someone of the team; the timeline answers, also when it is no."""
    seat = get_initiative_for(request.user, pk, Right.BELONG)
    step = _step_of(seat, step_pk)
    problem = ""
    try:
        service(seat=seat, step=step, now=clock.now())
    except PlanError as error:
        problem = error.message
    return _back(request, seat, at=str(step.pk), problem=problem)


@require_http_methods(FORM)
@signed_in
def add_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """A step of the team's own."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    form = StepForm(_typed(request), seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            step = services.add_step(seat=seat, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
        else:
            return _back(request, seat, at=str(step.pk))
    return _form(request, seat, form, heading=_("Add a step"), button=_("Add this step"))


@require_http_methods(FORM)
@signed_in
def change_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    """What, when and who. When someone was quicker, both are shown and nothing is lost."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    row, theirs = _step_of(seat, step), None
    form = StepForm(_typed(request), seat=seat, step=row)
    if request.method == "POST" and form.is_valid():
        values = {name: getattr(row, name) for name in ("text", "due_on", "is_pinned")}
        values |= form.cleaned_data
        try:
            services.change_step(seat=seat, step=row, now=clock.now(), **values)
        except ValidationError as error:
            form.blame(error)
        except ChangedMeanwhileError:
            theirs = _step_of(seat, step)
            form = form.after(theirs)
        else:
            return _back(request, seat, at=str(row.pk))
    return _form(
        request,
        seat,
        form,
        step=row,
        heading=_("Change this step"),
        button=_("Save"),
        meanwhile=theirs,
    )


@require_http_methods(FORM)
@signed_in
def skip_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    """Not doing it, for a reason that all can read."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    row = _step_of(seat, step)
    form = SkipForm(_typed(request), step=row)
    if request.method == "POST" and form.is_valid():
        why, problem = form.cleaned_data["why"], ""
        try:
            services.skip_step(seat=seat, step=row, why=why, now=clock.now())
        except PlanError as error:
            problem = error.message
        return _back(request, seat, at=str(row.pk), problem=problem)
    heading, button = _("Skip this step"), _("Skip it")
    return _form(request, seat, form, step=row, heading=heading, button=button)


@require_http_methods(FORM)
@signed_in
def remove_step(request: SignedInRequest, pk: int, step: int) -> HttpResponse:
    """Taking away a step that the team added; GET asks whether that is what they want."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    row = _step_of(seat, step)
    if row.origin != StepOrigin.OWN:
        raise Http404
    if request.method == "POST":
        services.remove_step(seat=seat, step=row, now=clock.now())
        return _back(request, seat, at="")
    return _form(
        request,
        seat,
        PlainForm(prefix=f"step-{row.pk}"),
        step=row,
        heading=_("Remove this step?"),
        lead=_("It is then gone for the whole team. The history still says that it was there."),
        button=_("Remove it"),
    )


def _step_of(seat: Seat, pk: int) -> Step:
    return get_object_or_404(steps_of(seat.initiative), pk=pk)


def _timeline(request: SignedInRequest, seat: Seat, *, at: str, problem: str = "") -> HttpResponse:
    rows = timed_steps(seat.initiative)
    return workspace(
        request,
        seat,
        "initiatives/steps.html",
        tab="initiatives:steps",
        fragment="initiatives/_steps.html",
        status=409 if problem else 200,
        plan=timeline_for(seat, rows, today=clock.today()),
        at=int(at) if at.isdecimal() and len(at) < 19 else None,
        problem=problem,
        pillars=contact_check(seat.initiative),
    )


def _back(request: SignedInRequest, seat: Seat, *, at: str, problem: str = "") -> HttpResponse:
    """To the timeline, at this step; htmx gets it at once, and the address that goes with it."""
    url = reverse("initiatives:steps", args=[seat.initiative.pk])
    if not wants_fragment(request):
        if problem:
            messages.error(request, problem)
        return go(request, f"{url}#step-{at}" if at else url)
    response = _timeline(request, seat, at=at, problem=problem)
    return replace_url(retarget(response, "#steps"), url)


def _typed(request: SignedInRequest) -> QueryDict | None:
    """What was sent now; or before someone had to sign in again, which is shown and not saved."""
    return request.POST if request.method == "POST" else kept_form(request)


def _form(
    request: SignedInRequest,
    seat: Seat,
    form: PlainForm,
    *,
    heading: str,
    button: str,
    step: Step | None = None,
    lead: str = "",
    meanwhile: Step | None = None,
) -> HttpResponse:
    """A form about a step: in its place on the timeline, or on a page of its own."""
    status = 409 if meanwhile else 422 if form.errors else 200
    return workspace(
        request,
        seat,
        "initiatives/step.html",
        tab="initiatives:steps",
        fragment="initiatives/_step_form.html",
        status=status,
        form=form,
        step=step,
        heading=heading,
        lead=lead,
        button=button,
        meanwhile=meanwhile,
        theirs=step_facts(meanwhile, clock.today()) if meanwhile else [],
    )
