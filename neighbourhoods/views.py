"""Browsing, finding and reading about areas."""

import csv
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from meetups.web import HtmxRequest, page

from . import charts, maps, queries, tables, wording
from .hints import hints_of
from .models import Area
from .strengths.queries import strengths_of

LONGEST_SEARCH = 100


@require_safe
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
def search(request: HtmxRequest) -> HttpResponse:
    """What is called as the reader types, or lies in that postcode."""
    typed = "".join(char for char in request.GET.get("q", "") if char.isprintable())
    q = typed[:LONGEST_SEARCH].strip()
    return page(
        request,
        "neighbourhoods/search.html",
        fragment="neighbourhoods/_results.html",
        q=q,
        found=queries.search(q),
    )


@require_safe
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """An area beside its municipality and the country."""
    area = get_object_or_404(Area.objects.with_ancestors(), code=code)
    if area.level == Area.Level.COUNTRY:
        return redirect("neighbourhoods:index")
    known = queries.profile_of(area)
    return render(
        request,
        "neighbourhoods/profile.html",
        {
            "area": area,
            "beside": area.at(wording.beside_level(area)),
            "profile": known,
            "findings": wording.stands_out(known),
            "drawn": charts.groups_of(known),
            "hints": [] if area.is_former else hints_of(known),
            "family": queries.family_of(area),
            "strengths": strengths_of(area, request.user),
            "inside": queries.inside(area, {}) if area.level == Area.Level.MUNICIPALITY else None,
            "map": maps.map_of(area),
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
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure there is of an area, by theme."""
    area = get_object_or_404(Area.objects.with_ancestors(), code=code)
    known = queries.profile_of(area)
    return render(
        request,
        "neighbourhoods/figures.html",
        {
            "area": area,
            "line": [area, *area.ancestors],
            "themes": tables.themes_of(known),
            "sources": wording.sources_of(known.comparisons.values()),
        },
    )


@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The same figures as a file for a spreadsheet, in the reader's language."""
    area = get_object_or_404(Area.objects.with_ancestors(), code=code)
    response = HttpResponse(
        "\ufeff",  # by which spreadsheets recognise UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{area.slug}-{area.code}.csv"'},
    )
    csv.writer(response, delimiter=";").writerows(tables.spreadsheet_of(queries.profile_of(area)))
    return response
