"""The organisers' desk: the meetups of a plan, and what can be done with each."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetups.accounts.access import SignedInRequest, signed_in
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.views.workspace import workspace

from ..queries.desk import planned_meetups

TAB = "agenda:meetups"


@require_safe
@signed_in
def show_meetups(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is planned, what was; and how to make one."""
    seat = get_initiative_for(request.user, pk)
    now = timezone.now()
    return workspace(
        request,
        seat,
        "agenda/meetups.html",
        tab=TAB,
        planned=planned_meetups(seat.initiative, now=now, shows_all="all" in request.GET),
        today=timezone.localdate(now),
    )
