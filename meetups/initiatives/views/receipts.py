"""Receipts: taken in, shown to who may see the plan, and thrown away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.files import FileNotKeptError
from meetups.web import go

from ..access import Right, Seat, get_initiative_for
from ..forms.budget import ReceiptForm
from ..models import BudgetLine, Receipt
from ..receipts import JPEG, ReceiptError
from ..services.errors import PlanError
from ..services.receipts import add_receipt, remove_receipt
from ..uploads import was_too_large
from .budget import line_page


@require_POST
@signed_in
def add(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """Keep the receipt that came with the request."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    line = get_object_or_404(BudgetLine, pk=row, initiative=seat.initiative)
    line.initiative = seat.initiative
    form = ReceiptForm(request.POST, request.FILES, too_large=was_too_large(request))
    if form.is_valid():
        _keep(request, line, form)
    if form.errors:
        return line_page(request, seat, line, form)
    messages.success(request, _("The receipt is kept."))
    return go(request, _page(seat, line))


def _keep(request: SignedInRequest, line: BudgetLine, form: ReceiptForm) -> None:
    upload = form.upload
    try:
        add_receipt(
            line=line,
            filename=upload.name or "",
            data=upload.read(),
            by=request.user,
            now=clock.now(),
        )
    except ReceiptError as error:
        form.refuse(error.code)
    except (PlanError, FileNotKeptError) as error:
        form.add_error("file", error.message)


@require_safe
@signed_in
def send(request: SignedInRequest, pk: int, receipt: int) -> HttpResponse:
    """The receipt itself: a picture in the browser, a PDF to keep. Nothing in it may run."""
    row = _receipt(get_initiative_for(request.user, pk), receipt)
    try:
        content = row.file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    kept = content_disposition_header(row.content_type != JPEG, row.name)
    response = HttpResponse(content, content_type=row.content_type)
    response.headers["Content-Disposition"] = kept or ""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: int, receipt: int) -> HttpResponse:
    """Throw a receipt away."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    row = _receipt(seat, receipt)
    remove_receipt(receipt=row, by=request.user, now=clock.now())
    messages.success(request, _("The receipt is thrown away."))
    return go(request, _page(seat, row.line))


def _receipt(seat: Seat, pk: int) -> Receipt:
    found = Receipt.objects.select_related("line__initiative")
    return get_object_or_404(found, pk=pk, line__initiative=seat.initiative)


def _page(seat: Seat, line: BudgetLine) -> str:
    return reverse("initiatives:change_line", args=[seat.initiative.pk, line.pk]) + "#receipts"
