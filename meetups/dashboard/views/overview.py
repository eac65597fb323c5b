"""The map and the figures of a municipality over a period, and the report for its council."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.support.access import get_desk_for

from ..forms.overview import Counted, FiguresForm
from ..printing import council_report
from ..queries.coverage import coverage_of
from ..queries.figures import figures_of, rows_of
from ..queries.threats import threats_of
from ..wording import reach_words, what_it_says
from .desk import desk_page


@require_safe
@staff_page
def figures(request: SignedInRequest, code: str) -> HttpResponse:
    """Where something happened, and how much, in the period of the address."""
    desk = get_desk_for(request.user, code)
    form = FiguresForm(request.GET, now=clock.now())
    form.is_valid()
    by_meetups, within = form.counted == Counted.MEETUPS, form.cleaned_data.get("within", "")
    try:
        coverage = coverage_of(desk.office, form.wanted, within=within, counts_meetups=by_meetups)
    except LookupError as error:
        raise Http404 from error
    found = figures_of(desk.office, form.wanted, coverage)
    return desk_page(
        request,
        desk,
        "dashboard/figures.html",
        tab="dashboard:figures",
        fragment="dashboard/_figures.html",
        form=form,
        coverage=coverage,
        figures=found,
        rows=rows_of(found, coverage),
        reach_words=reach_words(found),
        says=what_it_says(found),
    )


@require_POST
@staff_page
def report(request: SignedInRequest, code: str) -> HttpResponse:
    """The same on paper, in the reader's language. Who made one is written down."""
    desk, now = get_desk_for(request.user, code), clock.now()
    form = FiguresForm(request.POST, now=now)
    if not form.is_valid():
        return redirect("dashboard:figures", code)
    period, office = form.wanted, desk.office
    coverage = coverage_of(office, period)
    found = figures_of(office, period, coverage)
    made = council_report(
        coverage,
        found,
        rows_of(found, coverage),
        threats_of(office, now=now),
        office=office,
        language=(get_language() or "nl")[:2],
        today=clock.today(),
    )
    days = {"first": str(period.first), "last": str(period.last)}
    record(Act.EXPORT, by=desk.user.pk, now=now, office=code, about=office, what="report", **days)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"buurtbrug-{code}-{period.first}-{period.last}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
