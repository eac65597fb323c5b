"""A plan's page about its municipality: where it stands, the conversation, and help."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.queries import record as queries
from meetups.initiatives.views.record import WAYS_ON
from meetups.initiatives.views.workspace import workspace
from meetups.initiatives.wording import (
    MOVES,
    STANDING,
    answer_words,
    event_words,
    office_step_words,
    waiting_words,
)
from meetups.web import go

from ..forms.requests import AskForm
from ..forms.thread import MessageForm
from ..help_wording import ASKS, need_reason, need_words
from ..models import Kind, Side
from ..queries.needs import Need, needs_of
from ..queries.promises import requests_of
from ..services.errors import SupportError
from ..services.requests import ask_for_help, withdraw_request
from ..services.thread import write_message
from .firm import firm_of, wish_for
from .parts import page_of, parts_of


@require_safe
@signed_in
def support(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the plan is with the municipality, what it asks, and what can be done now."""
    return _support(request, get_initiative_for(request.user, pk))


def _support(
    request: SignedInRequest, seat: Seat, *, form: MessageForm | None = None, status: int = 200
) -> HttpResponse:
    plan, today = seat.initiative, clock.today()
    prefetch_related_objects([plan], "steps")
    answer, sent = queries.answer_by(plan), plan.submitted_at
    last, parts = queries.last_move(plan), parts_of(seat, today=today, form=form)
    return workspace(
        request,
        seat,
        "support/support.html",
        tab="support:support",
        status=status,
        standing=STANDING[plan.status],
        last=last,
        last_words=event_words(last) if last else "",
        answer=answer_words(answer, today) if answer else "",
        waits=waiting_words(timezone.localdate(sent), answer, today) if answer and sent else "",
        moves=[
            (move, MOVES[move.slug], move.slug in WAYS_ON)
            for move in seat.moves
            if not (parts["is_conditional"] and move.slug == "begin")
        ],
        points=queries.open_safety_points(plan),
        rules=[
            (step, office_step_words(step, plan.first_date, today))
            for step in queries.office_steps(plan)
        ],
        **parts,
        **firm_of(seat, now=clock.now()),
    )


@require_POST
@signed_in
def write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write to the other side. Helpers read only."""
    seat = get_initiative_for(request.user, pk)
    if not (seat.is_organiser or seat.may_review):
        raise Http404
    side = Side.TEAM if seat.is_organiser else Side.OFFICE
    form = MessageForm(request.POST, auto_id="message-%s")
    if not form.is_valid():
        return _support(request, seat, form=form, status=422)
    given: dict[str, Any] = {"initiative": seat.initiative, "side": side, "by": request.user}
    try:
        write_message(text=form.cleaned_data["text"], now=clock.now(), **given)
    except (SupportError, ValidationError) as error:
        _blame(form, error)
        return _support(request, seat, form=form, status=409)
    messages.success(request, _("Sent. The other side gets a mail about it."))
    return go(request, f"{page_of(seat)}#thread")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the office for one thing: first what kind, then what. Begun from what the plan lacks."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    kind = _kind(request)
    if kind is None:
        status = 422 if request.method == "POST" else 200
        return _choose(request, seat, needs_of(seat.initiative), status=status)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = AskForm(data, kind=kind, initial=_begun(request, seat, kind))
    if request.method != "POST":
        return _ask(request, seat, form)
    if not form.is_valid():
        return _ask(request, seat, form, status=422)
    given: dict[str, Any] = {"initiative": seat.initiative, "kind": kind, "by": request.user}
    try:
        ask_for_help(now=clock.now(), **given, **form.cleaned_data)
    except (SupportError, ValidationError) as error:
        _blame(form, error)
        return _ask(request, seat, form, status=409)
    messages.success(request, _("Asked. The municipality gets a mail about it."))
    return go(request, f"{page_of(seat)}#requests")


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """The team needs it no longer."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    found = get_object_or_404(requests_of(seat.initiative), pk=row)
    try:
        withdraw_request(request=found, by=request.user, now=clock.now())
    except SupportError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("You do not ask for this any more."))
    return go(request, f"{page_of(seat)}#requests")


def _kind(request: SignedInRequest) -> Kind | None:
    """The kind of help that is chosen; None while it is not."""
    chosen = request.POST.get("kind") or request.GET.get("kind")
    return next((kind for kind in ASKS if kind == chosen), None)


def _begun(request: SignedInRequest, seat: Seat, kind: Kind) -> dict[str, Any]:
    """What the form starts with: what the plan lacks of this kind, when that was chosen.

    With `for` it is what would help against a reason why the plan may stop.
    """
    if code := request.GET.get("for"):
        wish = wish_for(seat, code, now=clock.now())
        return {"text": wish.text} if wish else {}
    if "from" not in request.GET:
        return {}
    need = next((need for need in needs_of(seat.initiative) if need.kind == kind), None)
    if need is None:
        return {}
    first = seat.initiative.first_date
    return {
        "text": need_words(need),
        "cents": need.cents,
        "people": need.people,
        "needed_on": first if first > clock.today() else None,
    }


def _choose(
    request: SignedInRequest, seat: Seat, needs: list[Need], *, status: int
) -> HttpResponse:
    return workspace(
        request,
        seat,
        "support/ask_kind.html",
        tab="support:support",
        status=status,
        needs=[(need, need_words(need), need_reason(need), ASKS[need.kind]) for need in needs],
        kinds=ASKS.items(),
        url=reverse("support:ask", args=[seat.initiative.pk]),
        is_refused=status != 200,
    )


def _ask(request: SignedInRequest, seat: Seat, form: AskForm, *, status: int = 200) -> HttpResponse:
    return workspace(
        request,
        seat,
        "support/ask.html",
        tab="support:support",
        status=status,
        form=form,
        kind=form.kind,
    )


def _blame(form: MessageForm | AskForm, error: SupportError | ValidationError) -> None:
    """Show what a service refused, with nothing that was typed lost."""
    form.blame(error if isinstance(error, ValidationError) else ValidationError(error.message))
