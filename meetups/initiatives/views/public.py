"""The invitation page that a team opens: what everyone with its address can read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetups.web import HtmxRequest, personal

from .. import texts
from ..queries.invitations import public_initiative


@personal
@require_safe
def public(request: HtmxRequest, code: str) -> HttpResponse:
    """The invitation; a closed page and one that never was answer the same.

    It holds no names but those in the line that the team wrote for it.
    """
    initiative = public_initiative(code)
    if initiative is None:
        return render(request, "initiatives/public.html", status=404)
    knows_place = texts.tells_where(initiative)
    context = {
        "initiative": initiative,
        "place": initiative.place if knows_place and not initiative.place_name else None,
        "doing": texts.doing_words(initiative),
        "time": texts.time_words(initiative),
        "where": texts.where_words(initiative),
        "welcome": texts.welcome_words(initiative),
        "series": texts.series_words(initiative),
        "coming": texts.coming_words(initiative),
    }
    return render(request, "initiatives/public.html", context)
