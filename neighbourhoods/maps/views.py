"""A map with its list, on a page of its own."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from meetups.web import HtmxRequest, page

from ..models import Area
from .queries import map_of

COUNTRY = "NL00"


@require_safe
@cache_control(no_cache=True)
@conditional_page
def area_map(request: HtmxRequest, code: str) -> HttpResponseBase:
    """The map of an area; who has seen it before is told so if it is still the same."""
    if code == COUNTRY and not Area.objects.filter(code=code).exists():
        return redirect("neighbourhoods:index")  # which says that there is nothing yet
    area = get_object_or_404(Area.objects.with_ancestors(), code=code)
    return page(
        request,
        "neighbourhoods/map.html",
        fragment="neighbourhoods/_map.html",
        area=area,
        map=map_of(area),
    )
