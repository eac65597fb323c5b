"""Everything that was submitted to an office, by what must be first."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from meetups.accounts.access import SignedInRequest, staff_page
from meetups.initiatives.queries.record import others, plans_seen_by
from meetups.support.access import get_desk_for

from .desk import desk_page


@require_safe
@staff_page
def queue(request: SignedInRequest, code: str) -> HttpResponse:
    desk = get_desk_for(request.user, code)
    page = others(plans_seen_by([desk.office]), request.GET.get("page"))
    return desk_page(request, desk, "dashboard/queue.html", tab="dashboard:queue", page=page)
