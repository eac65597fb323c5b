"""The advice that a plan came from: as it was frozen, and what is different in it by now."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from meetups.recommender.facts import LISTS, Advice, ListName
from meetups.recommender.questions import accepted
from meetups.suggestions.models import ActivityType
from meetups.suggestions.models.overlays import municipality_of
from meetups.suggestions.presenting import AdvicePage, Tip, moves, ranking
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_then, edition
from meetups.suggestions.services import advise

from ..models import Initiative


@dataclass(frozen=True)
class AdviceChange:
    """What the same answers would be told now. `above` came to stand above the plan's format."""

    since: date
    said: list[str]
    above: list[ActivityType]


def chosen_formats() -> set[str]:
    """Formats that some plan was made of; `settings.FORMATS_CHOSEN` names it."""
    return set(Initiative.objects.values_list("activity_type__slug", flat=True).distinct())


def frozen_page(
    initiative: Initiative, catalogue: CatalogueSnapshot, *, discreet: bool
) -> AdvicePage:
    """The advice as it was when the plan was made. `discreet`: what was said of safety is not."""
    return _page(initiative, catalogue, Advice.from_dict(initiative.advice), discreet)


def _page(
    initiative: Initiative, catalogue: CatalogueSnapshot, advice: Advice, discreet: bool
) -> AdvicePage:
    made_on = timezone.localdate(initiative.created_at)
    then = catalogue_then(initiative.catalogue_version, catalogue)
    return AdvicePage(advice, then, made_on, discreet)


def frozen_tip(
    initiative: Initiative, catalogue: CatalogueSnapshot, *, discreet: bool
) -> Tip | None:
    """What that advice said of the plan's own format, for a page that shows nothing else of it.

    Without its rank. None when the format is no longer in the catalogue.
    """
    advice = _advice_on(initiative.pk, initiative.start_key, initiative.activity_type.slug)
    return own_tip(initiative, _page(initiative, catalogue, advice, discreet))


@lru_cache(maxsize=500)
def _advice_on(pk: int, start_key: UUID, slug: str) -> Advice:
    """What a plan's advice says of one format, kept since it never changes and the whole is long.

    The key of the form tells plans apart that have the same number, as after a database was put
    back.
    """
    plan = Initiative.objects.filter(pk=pk, start_key=start_key)
    advice = plan.values_list("advice", flat=True).get()
    lists = {name: [said for said in advice[name] if said["slug"] == slug] for name in LISTS}
    return Advice.from_dict(advice | lists | {"top": [], "reserves": []})


def recomputed(initiative: Initiative) -> Advice | None:
    """The advice made again with the edition of then; None when that edition is not kept.

    It is what was frozen, unless the software came to see its rules otherwise.
    """
    then = edition(initiative.catalogue_version)
    return advise(accepted(initiative.answers), then) if then else None


def is_otherwise(initiative: Initiative, again: Advice) -> bool:
    """Whether an advice that was made again says anything else of the national formats.

    What a municipality adds is kept in no edition, and changes nothing in what is said of others.
    """

    def said(advice: dict[str, Any]) -> list[list[Any]]:
        return [[s for s in advice[name] if not municipality_of(s["slug"])] for name in LISTS]

    return said(again.as_dict()) != said(initiative.advice)


def own_tip(initiative: Initiative, shown: AdvicePage) -> Tip | None:
    """The plan's format in its advice; None when it is no longer in the catalogue."""
    every = [*shown.fitting, *shown.arrange_first, *shown.later_tips, *shown.not_now]
    slug = initiative.activity_type.slug
    return next((tip for tip in every if tip.suggestion.slug == slug), None)


def advice_since(initiative: Initiative, catalogue: CatalogueSnapshot) -> AdviceChange | None:
    """What a newer catalogue would advise otherwise about the plan's format; None if nothing."""
    if initiative.catalogue_version == catalogue.version:
        return None
    slug = initiative.activity_type.slug
    before = Advice.from_dict(initiative.advice)
    after = advise(accepted(initiative.answers), catalogue)
    said = _said(slug, before, after, catalogue)
    was, now = _above(slug, before), _above(slug, after)
    above = [catalogue.activity_types[other] for other in now if other not in was]
    if not (said or above):
        return None
    return AdviceChange(timezone.localdate(initiative.created_at), said, above)


def _said(slug: str, before: Advice, after: Advice, catalogue: CatalogueSnapshot) -> list[str]:
    old, new = _lists(before), _lists(after)
    if slug not in new:
        return [_("This format is no longer in our collection. Your plan stays as it is.")]
    if slug not in old:
        return []
    places = {"before": _place(slug, before), "after": _place(slug, after)}
    if new[slug] != old[slug]:
        said = [_NOW_IN[new[slug]]()]
    elif places["before"] != places["after"]:
        said = [_("It was number %(before)d in the advice. Now it is number %(after)d.") % places]
    else:
        return []
    shared = old.keys() & new.keys()
    moved = moves(_only(before, shared), _only(after, shared), catalogue)
    return said + [move.why for move in moved if move.activity.slug == slug and move.why]


_NOW_IN = {
    "fits_now": lambda: _("It fits now. Before, it did not."),
    "arrange_first": lambda: _("It fits, but there is something to arrange first now."),
    "later": lambda: _("It fits, but it needs more time now."),
    "not_now": lambda: _("We would not advise it now."),
}


def _lists(advice: Advice) -> dict[str, ListName]:
    return {suggestion.slug: name for name in LISTS for suggestion in getattr(advice, name)}


def _place(slug: str, advice: Advice) -> int:
    """From 1; 0 when it does not fit now."""
    ranked = ranking(advice)
    return ranked.index(slug) + 1 if slug in ranked else 0


def _above(slug: str, advice: Advice) -> list[str]:
    """What stands above a format; all tips when it does not fit now."""
    place = _place(slug, advice)
    return ranking(advice)[: place - 1] if place else list(advice.top)


def _only(advice: Advice, slugs: Collection[str]) -> Advice:
    """An advice without the formats that only the other one knows."""
    lists = {name: tuple(s for s in getattr(advice, name) if s.slug in slugs) for name in LISTS}
    tips = {"top": advice.top, "reserves": advice.reserves}
    kept = {name: tuple(s for s in found if s in slugs) for name, found in tips.items()}
    return replace(advice, **lists, **kept)  # type: ignore[arg-type]
