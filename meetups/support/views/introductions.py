"""Bringing two teams together, their answers, and taking over what nobody organises."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in, staff_page
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.models import TeamRole
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.views.workspace import workspace
from meetups.web import go

from ..forms.introductions import AnswerForm, IntroduceForm
from ..queries.introductions import candidates, introductions_of
from ..services import introductions as services
from ..services.adopting import adopt as adopt_plan
from ..services.errors import SupportError
from .parts import page_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def introduce(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose that the team of this plan meets another; both are asked by mail."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    plans = candidates(seat.initiative, request.user)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = IntroduceForm(data, plans=plans, initial={"other": request.GET.get("with")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            other = get_initiative_for(request.user, form.cleaned_data["other"], Right.REVIEW)
            why = form.cleaned_data["why"]
            try:
                services.introduce(seat=seat, other=other, why=why, now=clock.now())
            except SupportError as error:
                status = 409
                form.add_error(None, error.message)
            except ValidationError as error:
                form.blame(error)
            else:
                messages.success(request, _("Both teams are asked by mail."))
                return go(request, reverse("support:introductions", args=[pk]))
    return _page(request, seat, "support/introduce.html", status, form=form, plans=plans)


@require_safe
@signed_in
def introductions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which teams this one was asked to meet, and how far that is."""
    seat = get_initiative_for(request.user, pk)
    shown = introductions_of(seat.initiative)
    return _page(request, seat, "support/introductions.html", 200, introductions=shown)


@require_POST
@signed_in
def answer(request: SignedInRequest, pk: int, introduction: int) -> HttpResponse:
    """Say for the team whether it wants to meet the other."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    page = reverse("support:introductions", args=[pk])
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose yes or no."))
        return go(request, page)
    says_yes = form.cleaned_data["answer"] == "yes"
    try:
        row = services.answer_introduction(
            seat=seat, pk=introduction, says_yes=says_yes, now=clock.now()
        )
    except (PlanError, SupportError) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _answered(says_yes=says_yes, is_agreed=row.is_agreed))
    return go(request, page)


def _answered(*, says_yes: bool, is_agreed: bool) -> str:
    if is_agreed:
        return _("Both teams want to meet. Here is how you reach each other.")
    if says_yes:
        return _("You said yes. You hear from us when the other team does too.")
    return _("You said no. The other team only hears that it does not go on.")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def adopt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Become the organiser of a plan that lost its last one: GET says what that means."""
    seat = get_initiative_for(request.user, pk)
    if not seat.works_for_office:
        raise Http404
    if request.method != "POST":
        is_organised = any(m.role == TeamRole.ORGANISER for m in seat.initiative.members.all())
        return _page(request, seat, "support/adopt.html", 200, is_organised=is_organised)
    try:
        adopt_plan(seat=seat, now=clock.now())
    except PlanError as error:
        messages.error(request, error.message)
        return go(request, page_of(seat))
    messages.success(
        request,
        _(
            "You are now the organiser of this plan. Invite a resident here, and hand the plan "
            "over when they are in the team."
        ),
    )
    return go(request, reverse("initiatives:team", args=[pk]))


def _page(
    request: SignedInRequest, seat: Seat, template: str, status: int, **context: Any
) -> HttpResponse:
    tab = "support:support"
    back = page_of(seat)
    return workspace(request, seat, template, tab=tab, status=status, back=back, **context)
