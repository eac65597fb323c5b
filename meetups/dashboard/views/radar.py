"""The radar: which plans may stop, what threatens first, and what helps."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from meetups.accounts.access import SignedInRequest, staff_page
from meetups.initiatives.queries.team import orphans_of
from meetups.support.access import get_desk_for

from .desk import desk_page


@require_safe
@staff_page
def radar(request: SignedInRequest, code: str) -> HttpResponse:
    desk = get_desk_for(request.user, code)
    return desk_page(
        request,
        desk,
        "dashboard/radar.html",
        tab="dashboard:radar",
        orphans=orphans_of(desk.office),
    )
