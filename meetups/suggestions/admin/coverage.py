"""What the pages about coverage show: the grid, one cell of it, and lists of what needs a look."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from meetups import clock
from meetups.recommender.facts import Suggestion
from meetups.suggestions.admin.choosing import DRAFT, Chosen, choose, options
from meetups.suggestions.cases import check_case
from meetups.suggestions.cases_wording import LIST_NAMES
from meetups.suggestions.coverage import (
    GOALS,
    NO_TIPS,
    PAGES,
    SITUATIONS,
    TENSIONS,
    Cell,
    Lists,
    advice_of,
    fitting,
    grid_of,
    lists_of,
)
from meetups.suggestions.models import ActivityType, Case, Situation, Source
from meetups.suggestions.snapshots import CatalogueSnapshot
from meetups.suggestions.vocabulary import Evidence, Tension
from meetups.suggestions.wording import option_text, sentence

Linked = tuple[str, str]
"""A name, and the address where a curator can change it; empty when there is none."""


def grid_context(request: HttpRequest) -> dict[str, Any]:
    known = options()
    chosen = choose(request.GET.get("of"), known, default=DRAFT)
    grid = grid_of(chosen.catalogue)
    results = [check_case(case, chosen.catalogue) for case in Case.objects.all()]
    lists = lists_of(chosen.content, chosen.catalogue, results=results, today=clock.today())
    return {
        "options": known,
        "chosen": chosen,
        "tensions": [Tension.of(code).label for code in TENSIONS],
        "situations": [
            {
                "title": option_text("situation", situation),
                "holes": sum(cell.is_hole for row in goals.values() for cell in row),
                "thin": sum(cell.is_thin for row in goals.values() for cell in row),
                "rows": [
                    (option_text("goal", goal), [_cell(cell, chosen) for cell in row])
                    for goal, row in goals.items()
                ],
            }
            for situation, goals in grid.cells.items()
        ],
        "count": sum(cell.tension != NO_TIPS for cell in grid.all),
        "holes": len(grid.holes),
        "thin": sum(cell.is_thin for cell in grid.all),
        "lists": _lists(lists, chosen.catalogue),
    }


def _cell(cell: Cell, chosen: Chosen) -> dict[str, Any]:
    codes = {"situation": cell.situation, "tension": cell.tension, "goal": cell.goal}
    query = urlencode({**codes, "of": chosen.code})
    return {"cell": cell, "url": f"{reverse('admin:suggestions_case_cell')}?{query}"}


def cell_context(request: HttpRequest) -> dict[str, Any]:
    codes = {name: request.GET.get(name, "") for name in ("situation", "tension", "goal")}
    known = {"situation": SITUATIONS, "tension": TENSIONS, "goal": GOALS}
    if any(codes[name] not in known[name] for name in codes):
        raise Http404
    chosen = choose(request.GET.get("of"), options(), default=DRAFT)
    advice = advice_of(**codes, catalogue=chosen.catalogue)
    rows = chosen.catalogue.activity_types
    others = (*advice.arrange_first, *advice.later, *advice.not_now)
    answers = urlencode(codes)
    return {
        "chosen": chosen,
        "answers": [option_text(name, code) for name, code in codes.items()],
        "fits": [(_format(rows[slug]), points) for slug, points in fitting(advice)],
        "others": [
            (_format(rows[s.slug]), LIST_NAMES[s.list_name], _bar(s, rows[s.slug]))
            for s in others
            if "E1" not in {reason.code for reason in s.reasons}
        ],
        "is_acute": codes["tension"] == NO_TIPS,
        "case_url": f"{reverse('admin:suggestions_case_add')}?{answers}",
        "guide_url": f"{reverse('suggestions:guide')}?{answers}",
    }


def _bar(suggestion: Suggestion, row: ActivityType) -> str:
    """The gravest reason why it does not fit now."""
    return next((sentence(r, row) for r in suggestion.reasons if not r.points), "")


def _format(row: ActivityType) -> Linked:
    url = reverse("admin:suggestions_activitytype_change", args=[row.pk]) if row.pk else ""
    return row.name, url


def _source(row: Source) -> Linked:
    return str(row), reverse("admin:suggestions_source_change", args=[row.pk]) if row.pk else ""


def _lists(lists: Lists, known: CatalogueSnapshot) -> dict[str, Any]:
    def formats(slugs: tuple[str, ...]) -> list[Linked]:
        return [_format(known.activity_types[slug]) for slug in slugs]

    def sources(keys: tuple[str, ...]) -> list[Linked]:
        return [_source(known.sources[key]) for key in keys]

    return {
        "evidence": [(Evidence(level).label, count) for level, count in lists.evidence.items()],
        "named": [
            (_("Formats that are never advised"), formats(lists.never_advised)),
            (_("Formats that no plan was made of"), formats(lists.never_chosen)),
            (_("Sources without a link"), sources(lists.without_link)),
            (_("Sources that nothing refers to"), sources(lists.unused)),
            (
                _("References to a source that is gone"),
                [(f"{_where(what, known)}: {key}", "") for what, key in lists.dead],
            ),
            (_("Formats to look at again"), [_due(r, _format(r)) for r in lists.overdue_formats]),
            (_("Sources to look at again"), [_due(r, _source(r)) for r in lists.overdue_sources]),
        ],
    }


def _due(row: ActivityType | Source, linked: Linked) -> Linked:
    text = _("%(name)s, before %(date)s")
    return text % {"name": linked[0], "date": row.review_by}, linked[1]


def _where(what: str, known: CatalogueSnapshot) -> str:
    if what == PAGES:
        return _("The page about research")
    named: ActivityType | Situation | None = known.activity_types.get(what) or known.situations.get(
        what
    )
    return str(named) if named else _("Rule %(code)s") % {"code": what}
