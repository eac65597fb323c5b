"""Browsing, finding and reading about areas."""

import csv
import re
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from meetups.kept_pages import kept_for_visitors
from meetups.web import HtmxRequest, page

from . import maps, queries, tables, wording
from .access import get_area
from .models import CODE, Area
from .pieces import around_drawn, figures_drawn
from .strengths.queries import strengths_of

LONGEST_SEARCH = 100
SIDE_BY_SIDE = 3
"""More columns do not fit a page."""


@require_safe
@kept_for_visitors
def index(request: HttpRequest) -> HttpResponse:
    """All municipalities, to go down from to a neighbourhood, below the search."""
    municipalities = Area.objects.current().filter(level=Area.Level.MUNICIPALITY).by_name()
    groups = groupby(municipalities, key=lambda area: area.search_key[:1].upper())
    country = Area.objects.filter(level=Area.Level.COUNTRY).first()
    return render(
        request,
        "neighbourhoods/index.html",
        {
            "letters": [(letter, list(areas)) for letter, areas in groups],
            "map": maps.map_of(country) if country else None,
        },
    )


@require_safe
@kept_for_visitors
def search(request: HtmxRequest) -> HttpResponse:
    """What is called as the reader types, or lies in that postcode."""
    q = _typed(request)
    return page(
        request,
        "neighbourhoods/search.html",
        fragment="neighbourhoods/_results.html",
        q=q,
        found=queries.search(q),
    )


def _typed(request: HttpRequest) -> str:
    """What the reader searches for, without what no keyboard gives."""
    typed = "".join(char for char in request.GET.get("q", "") if char.isprintable())
    return typed[:LONGEST_SEARCH].strip()


@require_safe
@kept_for_visitors
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """An area beside its municipality and the country."""
    area = get_area(code)
    if area.level == Area.Level.COUNTRY:
        return redirect("neighbourhoods:index")
    around = queries.rows_around(area)
    is_municipality = area.level == Area.Level.MUNICIPALITY
    return render(
        request,
        "neighbourhoods/profile.html",
        {
            "area": area,
            "figures": figures_drawn(area),
            "around": around_drawn(area, around),
            "strengths": strengths_of(area, request.user),
            "inside": queries.inside(area, {}, around) if is_municipality else None,
            "planned": import_string(settings.PLANNED_HERE)(area),
        },
    )


@require_safe
def inside(request: HtmxRequest, code: str) -> HttpResponse:
    """The districts or neighbourhoods of a municipality, in the order asked for."""
    area = get_object_or_404(
        Area.objects.with_ancestors(), code=code, level=Area.Level.MUNICIPALITY
    )
    return page(
        request,
        "neighbourhoods/inside.html",
        fragment="neighbourhoods/_inside.html",
        area=area,
        inside=queries.inside(area, request.GET.dict()),
    )


@require_safe
@kept_for_visitors
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure there is of an area, by theme."""
    area = get_area(code)
    known = queries.profile_of(area)
    return render(
        request,
        "neighbourhoods/figures.html",
        {
            "area": area,
            "line": [area, *area.ancestors],
            "themes": tables.themes_of(known.comparisons.values()),
            "sources": wording.sources_of(known.comparisons.values()),
            "licences": wording.licences_of(known.comparisons.values()),
        },
    )


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures as a file for a spreadsheet, in the reader's language."""
    area = get_area(code)
    response = HttpResponse(
        "\ufeff",  # by which spreadsheets recognise UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{area.slug}-{area.code}.csv"'},
    )
    csv.writer(response, delimiter=";").writerows(tables.spreadsheet_of(queries.profile_of(area)))
    return response


@require_safe
def data(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures for other programs."""
    area = get_area(code)
    known = tables.data_of(queries.profile_of(area))
    return JsonResponse(known, json_dumps_params={"ensure_ascii": False})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two or three areas side by side; another is added by searching for its name."""
    chosen = _chosen(request)
    q = _typed(request) if len(chosen) < SIDE_BY_SIDE else ""
    found = queries.search(q)
    offered = [area for area in found.areas or found.nearly if area not in chosen]
    comparisons = queries.compare(chosen)
    return render(
        request,
        "neighbourhoods/compare.html",
        {
            "q": q,
            "found": found,
            "chosen": [(area, _compare_url(a for a in chosen if a != area)) for area in chosen],
            "offered": [(area, _compare_url([*chosen, area])) for area in offered],
            "has_room": len(chosen) < SIDE_BY_SIDE,
            "themes": tables.themes_of(comparisons),
            "sources": wording.sources_of(comparisons),
        },
    )


def _chosen(request: HttpRequest) -> list[Area]:
    """The areas in the address that exist, in that order, each once."""
    codes = dict.fromkeys(
        code
        for code in request.GET.getlist("area")[: 2 * SIDE_BY_SIDE]
        if re.fullmatch(rf"{CODE}(?:-\d{{4}})?", code)
    )
    found = Area.objects.with_ancestors().filter(level__gt=Area.Level.COUNTRY, code__in=codes)
    known = {area.code: area for area in found}
    return [known[code] for code in codes if code in known][:SIDE_BY_SIDE]


def _compare_url(areas: Iterable[Area]) -> str:
    codes = urlencode([("area", area.code) for area in areas])
    return f"{reverse('neighbourhoods:compare')}?{codes}".rstrip("?")
