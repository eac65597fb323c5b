"""The map and the figures of a municipality over a period, and the report for its council."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.support.access import get_desk_for

from ..forms.overview import Counted, FiguresForm
from ..queries.coverage import coverage_of
from .desk import desk_page


@require_safe
@staff_page
def figures(request: SignedInRequest, code: str) -> HttpResponse:
    """Where something happened, and how much, in the period of the address."""
    desk = get_desk_for(request.user, code)
    form = FiguresForm(request.GET, now=clock.now())
    form.is_valid()
    try:
        coverage = coverage_of(
            desk.office,
            form.wanted,
            within=form.cleaned_data.get("within", ""),
            counts_meetups=form.counted == Counted.MEETUPS,
        )
    except LookupError as error:
        raise Http404 from error
    return desk_page(
        request,
        desk,
        "dashboard/figures.html",
        tab="dashboard:figures",
        fragment="dashboard/_figures.html",
        form=form,
        period=form.wanted,
        coverage=coverage,
    )
