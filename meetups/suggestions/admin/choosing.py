"""Which catalogue a page of the workbench is about: the draft, or any edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import Edition
from meetups.suggestions.queries import catalogue, catalogue_of
from meetups.suggestions.snapshots import CatalogueSnapshot, snapshot_of

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A catalogue with its content and the code that chose it."""

    code: str
    label: str
    content: Mapping[str, Any]
    catalogue: CatalogueSnapshot


def options() -> list[tuple[str, str]]:
    """The draft, and every edition, the newest first."""
    editions = Edition.objects.values_list("number", "published_at__date")
    text = _("edition %(number)d of %(date)s")
    return [
        (DRAFT, _("the draft")),
        *((str(n), text % {"number": n, "date": date_format(day, "j F Y")}) for n, day in editions),
    ]


def choose(asked: str | None, known: list[tuple[str, str]], *, default: str) -> Chosen:
    """What was asked for when it is there, else the default: the draft, or the newest edition."""
    labels = dict(known)
    newest = known[1][0] if len(known) > 1 else DRAFT
    code = asked if asked in labels else default if default == DRAFT else newest
    if code == DRAFT:
        content = draft_content()
        return Chosen(code, labels[code], content, snapshot_of(content, number=0))
    number = int(code)
    newest_held = catalogue()
    held = newest_held if newest_held.version == number else catalogue_of(number)
    content = Edition.objects.values_list("content", flat=True).get(number=number)
    return Chosen(code, labels[code], content, held)
