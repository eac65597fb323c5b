"""Where people of an office begin: the way to their desk, and its first page."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from meetups.accounts.access import SignedInRequest, offices_of, staff_page
from meetups.support.access import get_desk_for

from .desk import desk_page


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
    found = get_desk_for(request.user, code)
    return desk_page(request, found, "dashboard/desk.html", tab="dashboard:desk")
