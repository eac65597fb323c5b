"""The public register: what the advice is, what it looks at, and by which rules and weights."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from ..queries import catalogue
from ..register import as_data, register

MINUTES = 60


@require_safe
@cache_control(no_cache=True)
@conditional_page
def register_page(request: HttpRequest) -> HttpResponse:
    """For people."""
    return render(request, "suggestions/register.html", {"register": register(catalogue())})


@require_safe
@cache_control(public=True, max_age=5 * MINUTES)
@conditional_page
def register_data(request: HttpRequest) -> HttpResponse:
    """For machines, in both languages at once."""
    return JsonResponse(as_data(catalogue()), json_dumps_params={"ensure_ascii": False})
