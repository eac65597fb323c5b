"""The guide: one screen at a time, the same address for the page and the part that htmx swaps."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from meetups.recommender.questions import Screen
from meetups.web import HtmxRequest, go, page, personal

from ..clues import Clue, clues_of
from ..forms import ScreenForm
from ..queries import catalogue
from ..trail import Trail
from . import area_or_404

SITUATION = 1
"""The screen that asks what is going on."""


@require_safe
@personal
def guide(request: HtmxRequest, code: str | None = None) -> HttpResponse:
    """Judge the screen that was sent in, if any, and show the next one; after the last, the advice.

    `screen` is the number of the screen sent in, `at` asks for a screen to change; `now` and `save`
    are the buttons that leave the questions early.
    """
    trail = Trail.from_query(area_or_404(code), request.GET)
    if sent := trail.screen(request.GET.get("screen")):
        if "save" in request.GET:
            return go(request, trail.url("save"))
        form = _form(request, trail, sent, judge=True)
        if not form.is_valid:
            return _show(request, trail, form)
        if "now" in request.GET and trail.is_complete:
            return go(request, trail.url("advice"))
    screen = trail.screen(request.GET.get("at")) or trail.next_screen()
    if screen is None:
        return go(request, trail.url("advice"))
    return _show(request, trail, _form(request, trail, screen, judge=False))


def _form(request: HtmxRequest, trail: Trail, screen: Screen, *, judge: bool) -> ScreenForm:
    situations = catalogue().situations if screen.number == SITUATION else {}
    return ScreenForm(screen, request.GET, trail.answers, situations, judge=judge)


def _show(request: HtmxRequest, trail: Trail, form: ScreenForm) -> HttpResponse:
    screens = trail.screens
    place = screens.index(form.screen)
    return page(
        request,
        "suggestions/question.html",
        fragment="suggestions/_question.html",
        trail=trail,
        form=form,
        number=place + 1,
        total=len(screens),
        progress=["is-done"] * place + ["is-current"] + [""] * (len(screens) - place - 1),
        back_url=_back(trail, screens[place - 1] if place else None),
        carried=trail.pairs(without=form.names),
        may_stop=trail.is_complete and "goal" in trail.answers,
        clues=_clues(trail, form),
    )


def _clues(trail: Trail, form: ScreenForm) -> list[Clue]:
    """What the figures of the neighbourhood show, beside the question of the situation only."""
    if trail.area is None or form.screen.number != SITUATION:
        return []
    return clues_of(trail.area, catalogue().situations.values())


def _back(trail: Trail, previous: Screen | None) -> str:
    return trail.url("guide", at=previous.number) if previous else ""
