"""What anyone may read of the catalogue: all formats and all situations."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from meetups.kept_pages import kept_for_visitors
from meetups.web import HtmxRequest, page, wants_fragment

from ..library import FITS, Search, by_tension, fitting
from ..models import ActivityType, Situation
from ..models.overlays import municipality_of
from ..queries import CatalogueSnapshot, catalogue, catalogue_of_office
from ..vocabulary import EVIDENCE_MEANS, Evidence, Goal, Strength


@require_safe
@kept_for_visitors
def library(request: HtmxRequest) -> HttpResponse:
    """All published formats, narrowed by words and choices in the address."""
    search = Search(catalogue(), request.GET.dict())
    response = page(
        request, "suggestions/library.html", fragment="suggestions/_library.html", search=search
    )
    if wants_fragment(request):
        url = f"{request.path}?{search.query}".rstrip("?")
        return push_url(response, False if url == request.htmx.current_url_abs_path else url)
    return response


@require_safe
@kept_for_visitors
def activity_type(request: HtmxRequest, slug: str) -> HttpResponse:
    """One format: what makes it work, how to do it, when not to, and how sure we are.

    The slug may be that of an office's own; `in` names the municipality whose office has a note.
    """
    code = municipality_of(slug) or request.GET.get("in", "")
    known = catalogue_of_office(code) if code.isalnum() else catalogue()
    row = known.activity_types.get(slug)
    if row is None:
        raise Http404
    return render(request, "suggestions/activity_type.html", format_context(row, known))


def format_context(row: ActivityType, known: CatalogueSnapshot) -> dict[str, Any]:
    """What the page of a format shows."""
    fits = sorted(row.fits.all(), key=lambda fit: (-fit.strength, fit.situation.order))
    return {
        "activity_type": row,
        "fits": [(FITS[fit.strength], fit) for fit in fits if fit.strength],
        "misfits": [fit for fit in fits if not fit.strength],
        "goals": _goals(row),
        "evidence_means": EVIDENCE_MEANS[Evidence(row.evidence_level)],
        "note": known.note_on(row),
        "office_name": known.office,
        "place": known.place,
        "base": known.activity_types.get(row.base_slug),
    }


def _goals(row: ActivityType) -> list[tuple[str, str]]:
    """Goal and how well the format serves it, the best first."""
    served = [(strength, goal) for goal, strength in row.goals.items() if strength]
    served.sort(key=lambda pair: -pair[0])
    return [(str(Goal(goal).label), str(Strength(strength).label)) for strength, goal in served]


@require_safe
@kept_for_visitors
def situations(request: HtmxRequest) -> HttpResponse:
    """All situations, to recognise what is going on, from calm to tense."""
    return render(
        request,
        "suggestions/situations.html",
        {"levels": by_tension(catalogue())},
    )


@require_safe
@kept_for_visitors
def situation(request: HtmxRequest, slug: str) -> HttpResponse:
    """One situation: how to recognise it, where to begin, what never to do, which formats fit."""
    known = catalogue()
    row = known.situations.get(slug)
    if row is None:
        raise Http404
    return render(request, "suggestions/situation.html", situation_context(row, known))


def situation_context(row: Situation, known: CatalogueSnapshot) -> dict[str, Any]:
    """What the page of a situation shows."""
    found = fitting(known, row.slug)
    return {
        "situation": row,
        "groups": [
            (FITS[strength], found[strength])
            for strength in (Strength.VERY_WELL, Strength.WELL)
            if found[strength]
        ],
        "misfits": found[Strength.NOT],
    }
