"""The budget of a plan: lines, money that comes in, and all of it as a sheet.

Lines and money that comes in are handled alike; `Kind` holds what differs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import push_url

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.web import go

from ..access import Right, Seat, get_initiative_for
from ..budget_sheet import sheet
from ..forms.budget import FundingForm, LineForm, MoneyForm, ReceiptForm
from ..models import BudgetLine, Funding
from ..money import format_euros
from ..queries.budget import budget_overview
from ..services.budget import Money, add_money, change_money, remove_money
from ..services.errors import ChangedMeanwhileError, PlanError
from .workspace import workspace


@dataclass(frozen=True)
class Kind:
    """A line, or money that comes in: its row, its form, its URLs and its words."""

    slug: str
    model: type[Money]
    form: type[MoneyForm]
    adding: Promise
    changing: Promise


LINE = Kind(
    "line", BudgetLine, LineForm, gettext_lazy("Add a cost"), gettext_lazy("Change this cost")
)
FUNDING = Kind(
    "funding",
    Funding,
    FundingForm,
    gettext_lazy("Add money that comes in"),
    gettext_lazy("Change money that comes in"),
)
_VERSION = re.compile(r"[0-9]{1,9}")
EDITS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it costs, who pays, what is still missing."""
    return _budget(request, get_initiative_for(request.user, pk))


@require_safe
@signed_in
def as_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """The budget for a spreadsheet."""
    initiative = get_initiative_for(request.user, pk).initiative
    response = HttpResponse(
        sheet(budget_overview(initiative)), content_type="text/csv; charset=utf-8"
    )
    name = f"{_('budget')}-{slugify(initiative.title)[:60] or initiative.pk}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@EDITS
@signed_in
def add(request: SignedInRequest, pk: int, kind: Kind) -> HttpResponse:
    """A new line, or new money that comes in."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    if request.method != "POST":
        return _form(request, seat, kind, kind.form(kept_form(request)))
    form = kind.form(request.POST)
    if not form.is_valid():
        return _form(request, seat, kind, form, status=422)
    row = kind.model(initiative=seat.initiative, **form.content)
    try:
        add_money(row=row, by=request.user, now=clock.now())
    except ValidationError as error:
        form.blame(error)
    except PlanError as error:
        form.add_error(None, error.message)
    if form.errors:
        return _form(request, seat, kind, form, status=422)
    return _done(request, seat, _("Added: %(name)s.") % {"name": row})


@EDITS
@signed_in
def change(request: SignedInRequest, pk: int, row: int, kind: Kind) -> HttpResponse:
    """Another amount, state or name. When others were quicker, both are shown."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    found = _row(seat, kind, row)
    if request.method != "POST":
        return _form(request, seat, kind, _filled(kind, found, kept_form(request)), found)
    form = kind.form(request.POST)
    if not form.is_valid():
        return _form(request, seat, kind, form, found, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        change_money(row=found, version=version, by=request.user, now=clock.now(), **form.content)
    except ValidationError as error:
        form.blame(error)
        return _form(request, seat, kind, form, _row(seat, kind, row), status=422)
    except ChangedMeanwhileError as error:
        return _changed_meanwhile(request, seat, kind, form.data, error)
    return _done(request, seat, _("Changed: %(name)s.") % {"name": found})


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: int, row: int, kind: Kind) -> HttpResponse:
    """Take it out of the budget. What is gone already stays gone."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    found = _row(seat, kind, row)
    sent = _VERSION.fullmatch(request.POST.get("version", ""))
    try:
        remove_money(
            row=found,
            version=int(sent[0]) if sent else 0,
            by=request.user,
            now=clock.now(),
        )
    except ChangedMeanwhileError as error:
        filled = _filled(kind, error.row)
        return _changed_meanwhile(request, seat, kind, filled.initial, error)
    return _done(request, seat, _("Removed: %(name)s.") % {"name": found})


def line_page(
    request: SignedInRequest, seat: Seat, line: BudgetLine, form: ReceiptForm
) -> HttpResponse:
    """The page of a line, where a receipt was refused."""
    return _form(request, seat, LINE, _filled(LINE, line), line, status=422, receipt_form=form)


def _row(seat: Seat, kind: Kind, pk: int) -> Money:
    row: Any = get_object_or_404(kind.model, pk=pk, initiative=seat.initiative)
    row.initiative = seat.initiative
    found: Money = row
    return found


def _filled(kind: Kind, row: Any, typed: QueryDict | None = None) -> MoneyForm:
    return kind.form(typed, initial={name: getattr(row, name) for name in kind.form.base_fields})


def _budget(request: SignedInRequest, seat: Seat, **context: Any) -> HttpResponse:
    return workspace(
        request,
        seat,
        "initiatives/budget.html",
        tab="initiatives:budget",
        fragment="initiatives/_budget.html",
        budget=budget_overview(seat.initiative),
        **context,
    )


def _form(
    request: SignedInRequest,
    seat: Seat,
    kind: Kind,
    form: MoneyForm,
    row: Money | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    line = row if isinstance(row, BudgetLine) else None
    if line:
        context.setdefault("receipt_form", ReceiptForm())
        prefetch_related_objects([line], "receipts")
    return workspace(
        request,
        seat,
        "initiatives/budget_form.html",
        tab="initiatives:budget",
        fragment="initiatives/_budget_form.html",
        status=status,
        kind=kind,
        form=form,
        row=row,
        line=line,
        **context,
    )


def _changed_meanwhile(
    request: SignedInRequest,
    seat: Seat,
    kind: Kind,
    typed: Mapping[str, Any],
    error: ChangedMeanwhileError,
) -> HttpResponse:
    """Theirs beside what was typed here; saving again is a choice."""
    row = error.row
    assert isinstance(row, BudgetLine | Funding)
    form = kind.form(
        {name: typed.get(name) for name in kind.form.base_fields} | {"version": row.version}
    )
    return _form(
        request, seat, kind, form, row, status=409, changed=row, theirs=_words_of(row, form)
    )


def _words_of(row: Money, form: MoneyForm) -> list[tuple[str, str]]:
    """How a row is now, field by field, in words."""

    def words(name: str) -> str:
        value = getattr(row, name)
        if name.endswith("cents"):
            return "" if value is None else format_euros(value)
        if name == "until":
            return date_format(value) if value else ""
        display = getattr(row, f"get_{name}_display", None)
        return str(display() if display else value)

    return [(str(field.label), words(field.name)) for field in form.visible_fields()]


def _done(request: SignedInRequest, seat: Seat, message: str) -> HttpResponse:
    """Back to the budget, with what was done."""
    messages.success(request, message)
    url = reverse("initiatives:budget", args=[seat.initiative.pk])
    if not request.htmx:
        return go(request, url)
    return push_url(_budget(request, seat), url)
