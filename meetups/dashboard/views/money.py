"""The promises of an office and its money: what must be done, and what there is."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.support.access import get_desk_for
from meetups.support.queries.promises import is_seen, open_requests

from meetups.support.forms.promises import LedgerForm
from ..queries import money as queries
from .desk import desk_page


@require_safe
@staff_page
def promises(request: SignedInRequest, code: str) -> HttpResponse:
    """All that the office promised, what is late first; what teams ask for stands above it."""
    desk, today = get_desk_for(request.user, code), clock.today()
    form = LedgerForm(request.GET, colleagues=queries.colleagues(desk.office))
    found = queries.ledger(desk.office, **form.chosen, today=today)
    page = Paginator(found, queries.ON_A_PAGE).get_page(request.GET.get("page"))
    asked = list(open_requests(desk.office)[: queries.ON_A_PAGE])
    return desk_page(
        request,
        desk,
        "dashboard/promises.html",
        tab="dashboard:promises",
        form=form,
        page=page,
        rows=[(row, row.is_late(today), is_seen(row.initiative)) for row in page],
        asked=asked,
        today=today,
    )


@require_safe
@staff_page
def money(request: SignedInRequest, code: str) -> HttpResponse:
    """What the office can give in a year, what it promised and paid, and to which plans."""
    desk, today = get_desk_for(request.user, code), clock.today()
    years = queries.years_of(desk.office, today)
    chosen = request.GET.get("year", "")
    year = next((known for known in years if str(known) == chosen), today.year)
    page, shares = queries.shares_of(desk.office, year, request.GET.get("page"))
    return desk_page(
        request,
        desk,
        "dashboard/money.html",
        tab="dashboard:money",
        years=years,
        year=year,
        money=years[year],
        page=page,
        shares=[(share, is_seen(share.initiative)) for share in shares],
    )
