"""The promises of an office and its money: what must be done, and what there is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.accounts.services.versions import ChangedMeanwhileError
from meetups.support.access import Desk, get_desk_for
from meetups.support.forms.promises import BudgetForm, LedgerForm
from meetups.support.help_wording import promise_row, size_words
from meetups.support.queries.promises import colleagues_of, is_seen, late_promises, open_requests
from meetups.support.services.errors import SupportError
from meetups.support.services.promises import set_budget as set_budget_of
from meetups.web import go

from ..queries import money as queries
from .desk import desk_page


@require_safe
@staff_page
def promises(request: SignedInRequest, code: str) -> HttpResponse:
    """All that the office promised, what is late first; what teams ask for stands above it."""
    desk, today = get_desk_for(request.user, code), clock.today()
    form = LedgerForm(request.GET, colleagues=colleagues_of(desk.office))
    found = queries.ledger(desk.office, **form.chosen, today=today)
    page = Paginator(found, queries.ON_A_PAGE).get_page(request.GET.get("page"))
    waiting = open_requests(desk.office)
    asked = list(waiting[: queries.ON_A_PAGE])
    plans = [promise.initiative_id for promise in page] + [row.initiative_id for row in asked]
    own = queries.own_plans(desk.user, plans)
    more = waiting.count() - len(asked) if len(asked) == queries.ON_A_PAGE else 0
    return desk_page(
        request,
        desk,
        "dashboard/promises.html",
        tab="dashboard:promises",
        form=form,
        page=page,
        rows=[
            (promise_row(row, today), is_seen(row.initiative), row.initiative_id in own)
            for row in page
        ],
        asked=[(row, size_words(row), row.initiative_id in own) for row in asked],
        more_asked=more,
        late=late_promises(desk.office, today).count(),
    )


@require_safe
@staff_page
def money(request: SignedInRequest, code: str) -> HttpResponse:
    """What the office can give in a year, what it promised and paid, and to which plans."""
    desk, today = get_desk_for(request.user, code), clock.today()
    chosen = request.GET.get("year", "")
    years = queries.years_of(desk.office, today)
    year = next((known for known in years if str(known) == chosen), today.year)
    return _money(request, desk, year)


@require_POST
@staff_page
def set_budget(request: SignedInRequest, code: str, year: int) -> HttpResponse:
    """What the office can give in a year, by a manager."""
    desk = get_desk_for(request.user, code, as_manager=True)
    if year not in queries.years_of(desk.office, clock.today()):
        raise Http404
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return _money(request, desk, year, form=form, status=422)
    given = {"cents": form.cleaned_data["cents"], "version": form.seen}
    try:
        set_budget_of(office=desk.office, year=year, by=request.user, now=clock.now(), **given)
    except ChangedMeanwhileError as error:
        clash = {"meanwhile": error.row, "theirs": form.after(error.row)}
        return _money(request, desk, year, form=form, status=409, **clash)
    except SupportError as error:
        form.add_error("cents", error.message)
        return _money(request, desk, year, form=form, status=409)
    except ValidationError as error:
        form.blame(error)
        return _money(request, desk, year, form=form, status=422)
    messages.success(request, _("The budget of %(year)s is set.") % {"year": year})
    return go(request, f"{reverse('dashboard:money', args=[code])}?year={year}")


def _money(
    request: SignedInRequest,
    desk: Desk,
    year: int,
    *,
    form: BudgetForm | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    years = queries.years_of(desk.office, clock.today())
    page, shares = queries.shares_of(desk.office, year, request.GET.get("page"))
    own = queries.own_plans(desk.user, [share.initiative.pk for share in shares])
    if form is None and desk.is_manager:
        known = {"cents": years[year].budget} if years[year].is_set else {}
        form = BudgetForm(initial=known | {"version": queries.version_of(desk.office, year)})
    return desk_page(
        request,
        desk,
        "dashboard/money.html",
        tab="dashboard:money",
        status=status,
        years={str(known): sums for known, sums in years.items()},
        year=str(year),
        form=form,
        page=page,
        shares=[(share, is_seen(share.initiative), share.initiative.pk in own) for share in shares],
        **context,
    )
