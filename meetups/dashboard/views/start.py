"""Where people of an office begin: the way to their desk, and its first page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, offices_of, staff_page
from meetups.suggestions.queries import asking_of
from meetups.support.access import get_desk_for

from ..periods import Span, period_of
from ..queries.coverage import coverage_of
from ..queries.queue import filters_of
from ..queries.sent import Standing
from ..queries.start import beginning_of
from ..queue_wording import lead_words
from .desk import desk_page
from .radar import Listed


@require_safe
@staff_page
def start(request: SignedInRequest) -> HttpResponse:
    """To the desk of the only office that they work for, or the choice of one."""
    offices = offices_of(request.user)
    if not offices:
        raise Http404
    if len(offices) == 1:
        return redirect("dashboard:desk", offices[0].area.code)
    return render(request, "dashboard/start.html", {"offices": offices})


@require_safe
@staff_page
def desk(request: SignedInRequest, code: str) -> HttpResponse:
    """What waits, what may stop, and where something happens."""
    found, now = get_desk_for(request.user, code), clock.now()
    beginning = beginning_of(found.office, request.user, now=now)
    return desk_page(
        request,
        found,
        "dashboard/desk.html",
        tab="dashboard:desk",
        beginning=beginning,
        first_to_stop=list(map(Listed, beginning.first_to_stop)),
        asking=asking_of(found.office) if found.is_manager else 0,
        lead=lead_words(beginning.summary, beginning.may_stop),
        rows=beginning.rows,
        query=urlencode({"standing": Standing.US}),
        kept=filters_of(found.office, request.user),
        coverage=coverage_of(found.office, period_of(Span.HALF_YEAR, now=now)),
    )
