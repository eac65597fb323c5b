"""The office's side of help: answering a request, promising, keeping, withdrawing and paying."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, staff_page
from meetups.forms import PlainForm
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.views.workspace import workspace
from meetups.initiatives.wording import name_of
from meetups.web import go

from ..access import get_promise_for
from ..forms.promises import (
    CorrectForm,
    GiveForm,
    PayForm,
    PromiseForm,
    WithdrawForm,
    begun_by,
    useful_by,
)
from ..forms.requests import DeclineForm
from ..help_wording import PROMISES, promise_row, size_words
from ..models import Kind, Promise, SupportRequest
from ..queries.promises import budgets_of, colleagues_of, is_seen, requests_of
from ..services import promises as services
from ..services.errors import SupportError
from ..services.requests import decline_request
from .parts import ledger_of, page_of

EDITS = require_http_methods(["GET", "HEAD", "POST"])


# --- promising, and saying no --------------------------------------------------------------------
@EDITS
@staff_page
def promise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Promise something that nobody asked for: first what kind, then what."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    chosen = request.POST.get("kind") or request.GET.get("kind")
    kind = next((kind for kind in PROMISES if kind == chosen), None)
    if kind is None:
        return workspace(
            request,
            seat,
            "support/promise_kind.html",
            tab="support:support",
            status=422 if request.method == "POST" else 200,
            kinds=PROMISES.items(),
            back=page_of(seat),
        )
    return _promise(request, seat, kind)


@EDITS
@staff_page
def promise_for(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Say yes to a request: promise what the team asks for."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    asked = get_object_or_404(requests_of(seat.initiative), pk=row)
    return _promise(request, seat, Kind(asked.kind), asked)


def _promise(
    request: SignedInRequest, seat: Seat, kind: Kind, asked: SupportRequest | None = None
) -> HttpResponse:
    plan, office = seat.initiative, seat.office
    assert office is not None  # nobody reviews without one
    today = clock.today()
    day = useful_by(plan.first_date, today)
    begun = {"owner": request.user.pk, "due_on": day, "year": day.year}
    begun |= begun_by(asked, today) if asked else {}
    form = PromiseForm(
        request.POST if request.method == "POST" else kept_form(request),
        kind=kind,
        colleagues=colleagues_of(office),
        budgets=budgets_of(office, today) if kind == Kind.MONEY else {},
        initial=begun,
    )
    if request.method != "POST":
        return _form(request, seat, form, asked)
    if not form.is_valid():
        return _form(request, seat, form, asked, status=422)
    given: dict[str, Any] = {"initiative": plan, "office": office, "kind": kind, "by": request.user}
    try:
        services.make_promise(request=asked, now=clock.now(), **given, **form.cleaned_data)
    except (SupportError, ValidationError) as error:
        _blame(form, error)
        return _form(request, seat, form, asked, status=409)
    messages.success(request, _("Promised. The team gets a mail about it."))
    return go(request, f"{page_of(seat)}#promises")


def _form(
    request: SignedInRequest,
    seat: Seat,
    form: PromiseForm,
    asked: SupportRequest | None,
    *,
    status: int = 200,
) -> HttpResponse:
    return workspace(
        request,
        seat,
        "support/promise.html",
        tab="support:support",
        status=status,
        form=form,
        kind=form.kind,
        words=PROMISES[form.kind],
        asked=asked,
        asked_size=size_words(asked) if asked else "",
        back=page_of(seat),
    )


@EDITS
@staff_page
def decline(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Say that what the team asks for is not possible, and why."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    asked = get_object_or_404(requests_of(seat.initiative), pk=row)
    form = DeclineForm(request.POST if request.method == "POST" else kept_form(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            why = form.cleaned_data["why"]
            try:
                decline_request(request=asked, by=request.user, why=why, now=clock.now())
            except (SupportError, ValidationError) as error:
                _blame(form, error)
                status = 409
            else:
                messages.success(request, _("Answered. The team gets a mail about it."))
                return go(request, f"{page_of(seat)}#requests")
    return workspace(
        request,
        seat,
        "support/decline.html",
        tab="support:support",
        status=status,
        form=form,
        asked=asked,
        asked_size=size_words(asked),
        back=page_of(seat),
    )


# --- what becomes of a promise: the office's own, also when the team took its plan back -----------
@require_POST
@staff_page
def keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is done."""
    found = get_promise_for(request.user, pk)
    try:
        services.keep_promise(promise=found, by=request.user, now=clock.now())
    except SupportError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Kept: “%(promise)s”") % {"promise": found.text})
    return go(request, _page_of(found))


@EDITS
@staff_page
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """It will not be done after all: why."""
    found = get_promise_for(request.user, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else kept_form(request))
    if request.method != "POST" or not form.is_valid():
        return _settle(request, found, form, "support/withdraw_promise.html")
    why = form.cleaned_data["why"]
    try:
        services.withdraw_promise(promise=found, by=request.user, why=why, now=clock.now())
    except (SupportError, ValidationError) as error:
        _blame(form, error)
        return _settle(request, found, form, "support/withdraw_promise.html", status=409)
    messages.success(request, _("Withdrawn. The team gets a mail about it."))
    return go(request, _page_of(found))


@EDITS
@staff_page
def give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody else does it."""
    found = get_promise_for(request.user, pk)
    form = GiveForm(
        request.POST if request.method == "POST" else kept_form(request),
        colleagues=colleagues_of(found.office).exclude(pk=found.owner_id or 0),  # nobody is 0
    )
    if request.method != "POST" or not form.is_valid():
        return _settle(request, found, form, "support/give_promise.html")
    owner = form.cleaned_data["owner"]
    try:
        services.give_promise(promise=found, owner=owner, by=request.user, now=clock.now())
    except (SupportError, ValidationError) as error:
        _blame(form, error)
        return _settle(request, found, form, "support/give_promise.html", status=409)
    messages.success(request, _("%(name)s does it from now on.") % {"name": name_of(owner)})
    return go(request, _page_of(found))


@EDITS
@staff_page
def pay(request: SignedInRequest, pk: int) -> HttpResponse:
    """Register a payment, whole or in part."""
    found = get_promise_for(request.user, pk)
    left = (found.cents or 0) - found.paid_cents
    begun = {"cents": left, "paid_on": clock.today(), "paid_before": found.paid_cents}
    data = request.POST if request.method == "POST" else kept_form(request)
    form = PayForm(data, initial=begun)
    if request.method != "POST" or not form.is_valid():
        return _settle(request, found, form, "support/pay.html")
    found.paid_cents = form.cleaned_data.pop("paid_before")
    try:
        services.pay(promise=found, by=request.user, now=clock.now(), **form.cleaned_data)
    except (SupportError, ValidationError) as error:
        fresh = get_promise_for(request.user, pk)  # what was typed, beside how it is now
        form = PayForm({**request.POST.dict(), "paid_before": fresh.paid_cents})
        _blame(form, error)
        return _settle(request, fresh, form, "support/pay.html", status=409)
    messages.success(request, _("The payment is registered."))
    return go(request, _page_of(found))


@EDITS
@staff_page
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """A payment was registered wrong: what was paid in all."""
    found = get_promise_for(request.user, pk)
    begun = {"cents": found.paid_cents, "paid_before": found.paid_cents}
    data = request.POST if request.method == "POST" else kept_form(request)
    form = CorrectForm(data, initial=begun)
    if request.method != "POST" or not form.is_valid():
        return _settle(request, found, form, "support/correct_payment.html")
    found.paid_cents = form.cleaned_data["paid_before"]
    try:
        services.correct_payment(
            promise=found, cents=form.cleaned_data["cents"], by=request.user, now=clock.now()
        )
    except (SupportError, ValidationError) as error:
        fresh = get_promise_for(request.user, pk)
        form = CorrectForm({**request.POST.dict(), "paid_before": fresh.paid_cents})
        _blame(form, error)
        return _settle(request, fresh, form, "support/correct_payment.html", status=409)
    messages.success(request, _("What was paid is corrected."))
    return go(request, _page_of(found))


def _settle(
    request: SignedInRequest, found: Promise, form: PlainForm, template: str, *, status: int = 200
) -> HttpResponse:
    """A form about one promise."""
    context = {
        "row": promise_row(found, clock.today()),
        "initiative": found.initiative,
        "office": found.office,
        "is_seen": is_seen(found.initiative),
        "form": form,
        "back": _page_of(found),
    }
    return render(
        request, template, context, status=422 if form.errors and status == 200 else status
    )


def _page_of(found: Promise) -> str:
    """The plan's page for the office; the ledger when the team took the plan back."""
    plan = found.initiative
    if not is_seen(plan):
        return ledger_of(plan)
    return f"{reverse('support:review', args=[plan.pk])}#promises"


def _blame(form: PlainForm, error: SupportError | ValidationError) -> None:
    """Show what a service refused, with nothing that was typed lost."""
    form.blame(error if isinstance(error, ValidationError) else ValidationError(error.message))
