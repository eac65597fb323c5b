"""Which texts of the catalogue stand in one language and not yet in the other."""

from collections.abc import Iterable
from functools import cache

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst

from .content_items import ACTIVITY_TYPE_PARTS, SITUATION_PARTS, PartKind
from .models import ActivityType, Case, Situation, Source

PARTS: dict[type[models.Model], Iterable[PartKind]] = {
    ActivityType: ACTIVITY_TYPE_PARTS.values(),
    Situation: SITUATION_PARTS.values(),
    Source: (),
    Case: (),
}


def base_of(column: str) -> tuple[str, str]:
    """ "summary_nl" is the Dutch of "summary"; the language of any other column is empty."""
    base, _line, language = column.rpartition("_")
    return (base, language) if base and language in ("nl", "en") else (column, "")


def name_of(label: str) -> str:
    """ "summary (Dutch)" is called "Summary" where both languages stand under one name."""
    return capfirst(label.rpartition(" (")[0] or label)


def lacking(dutch: str, english: str) -> str:
    """The language that still has to be written, or nothing when both or none are there."""
    there = bool(dutch.strip()), bool(english.strip())
    return {(True, False): "en", (False, True): "nl"}.get(there, "")


@cache
def pairs_of(model: type[models.Model]) -> tuple[str, ...]:
    """Names of the texts of a model that stand in two languages."""
    bases = (base_of(field.name) for field in model._meta.concrete_fields)
    return tuple(base for base, language in bases if language == "nl")


def half_translated(model: type[models.Model]) -> Q:
    """Rows that lack a translation, in themselves or in one of their parts."""
    found = _half(model)
    for part in PARTS[model]:
        if pairs_of(part.model):
            of = part.model._default_manager.filter(_half(part.model))
            found |= Q(Exists(of.filter(**{part.parent: OuterRef("pk")})))
    return found


def _half(model: type[models.Model]) -> Q:
    found = Q(pk__in=[])
    for name in pairs_of(model):
        dutch, english = Q(**{f"{name}_nl": ""}), Q(**{f"{name}_en": ""})
        found |= (dutch & ~english) | (english & ~dutch)
    return found
