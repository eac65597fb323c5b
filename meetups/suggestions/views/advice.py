"""The advice, what another answer would change, and the account of every point."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.tags import hidden_inputs
from meetups.web import HtmxRequest, go, page, personal

from ..forms import answer_lines, what_if_fields
from ..presenting import COMPARE_AT_MOST, AdvicePage, moves
from ..queries import catalogue_in
from ..services import advise
from ..trail import Trail
from . import area_or_404

WAS = "was-"
"""Prefix of an answer as it was before the what-if panel changed it."""


@require_safe
@personal
def advice(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """The advice for the answers in the address; with questions open, back to the guide."""
    trail = Trail.from_query(area_or_404(code), request.GET)
    before = Trail.from_query(trail.area, _before_what_if(request.GET))
    if before.is_complete and not trail.is_complete:
        trail = trail.with_doubt()
    if not trail.is_complete:
        return go(request, trail.url("guide"))
    known = catalogue_in(trail.area)
    result = advise(trail.answers, known)
    original = before if before.is_complete else trail
    is_changed = original.answers != trail.answers
    chosen = request.GET.getlist("compare")
    fields = what_if_fields(trail, original)
    shown = AdvicePage(result, known, clock.today())
    compared = shown.compared(chosen)
    return page(
        request,
        "suggestions/advice.html",
        fragment="suggestions/_advice_moved.html",
        trail=trail,
        carried_inputs=hidden_inputs(trail.pairs()),
        explained_url=trail.explained_url,
        original=original,
        is_changed=is_changed,
        moves=moves(advise(original.answers, known), result, known) if is_changed else [],
        shown=shown,
        situation=known.situations.get(trail.answers["situation"][0]),
        answers=answer_lines(trail),
        fields=fields,
        shows_more=any(item.is_changed and not item.is_first for item in fields),
        municipality=trail.area.municipality if trail.area else None,
        compares=bool(chosen),
        compared=compared,
        compared_as=" ".join(tip.compared_as for tip in compared),
        compares_too_many=len(set(chosen)) > COMPARE_AT_MOST,
    )


@require_safe
@personal
def explained(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """Every rule and its points, for every format."""
    trail = Trail.from_query(area_or_404(code), request.GET)
    if not trail.is_complete:
        return go(request, trail.url("guide"))
    known = catalogue_in(trail.area)
    shown = AdvicePage(advise(trail.answers, known), known, clock.today())
    given = [line for line in answer_lines(trail) if line.is_given]
    context = {"trail": trail, "shown": shown, "answers": given}
    return render(request, "suggestions/explained.html", context)


def _before_what_if(query: QueryDict) -> QueryDict:
    before = QueryDict(mutable=True)
    for key in query:
        if key.startswith(WAS):
            before.setlist(key.removeprefix(WAS), query.getlist(key))
    return before
