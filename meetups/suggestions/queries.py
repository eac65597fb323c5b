"""Reads of the catalogue. The published whole is small, so each process keeps a copy of it."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.db.models import CharField, QuerySet, Value

from meetups.accounts.models import Office
from meetups.ready import Blank, Ready
from neighbourhoods.models import Area

from .draft import draft_content, situations_with_parts, with_parts
from .models import CatalogueVersion, Edition, OverlayVersion
from .overlays.reading import asking, overlaid
from .snapshots import CatalogueSnapshot, snapshot_of

__all__ = [
    "CatalogueSnapshot",
    "asking_of",
    "catalogue",
    "catalogue_in",
    "catalogue_of",
    "catalogue_of_office",
    "catalogue_then",
    "edition",
    "situations_with_parts",
    "with_parts",
]

_held: tuple[tuple[int, datetime], CatalogueSnapshot] | None = None


def catalogue() -> CatalogueSnapshot:
    """The newest edition: one query while it is unchanged, a fixed handful when it is not.

    A thread that meets a change reads anew and replaces the copy in one assignment; the number is
    read before the content, so that a change in between only means reading once more next time.
    """
    return _catalogue_at(_stamp.first())


def catalogue_in(area: Area | None) -> CatalogueSnapshot:
    """The newest edition as it is advised in a neighbourhood: with what its office added."""
    municipality = area.municipality if area else None
    return catalogue_of_office(municipality.code) if municipality else catalogue()


def catalogue_of_office(code: str) -> CatalogueSnapshot:
    """The newest edition with what the office of a municipality added.

    One query while nothing changed, as without an office. Before the first publication there is
    nothing to add to.
    """
    by_name = {name: (version, changed_at) for version, changed_at, name in _stamps(office=code)}
    stamp = by_name.pop(None, None)
    if stamp is None:
        return catalogue()
    known = _catalogue_at(stamp)
    for name, (version, changed_at) in by_name.items():
        if version:
            return _with_overlay(known, code, version, changed_at, name)
    return known


def _stamp_and_overlay() -> QuerySet[Any, tuple[int, datetime, str | None]]:
    of_none = Value(None, CharField())
    national = CatalogueVersion.objects.filter(pk=1).values_list("version", "changed_at", of_none)
    mine = OverlayVersion.objects.filter(office__area__code=Blank("office"))
    return national.union(mine.values_list("version", "changed_at", "office__name"), all=True)


_stamp = Ready(lambda: CatalogueVersion.objects.filter(pk=1).values_list("version", "changed_at"))
_stamps = Ready(_stamp_and_overlay)


def asking_of(office: Office) -> int:
    """How many formats and notes of an office ask for its attention. One query, mostly."""
    return _asking(catalogue_of_office(str(office.area.code)), office)


@lru_cache(maxsize=64)
def _asking(known: CatalogueSnapshot, office: Office) -> int:
    # Whatever it depends on makes another snapshot.
    return asking(known, str(office.area.code), office)


@lru_cache(maxsize=64)
def _with_overlay(
    known: CatalogueSnapshot, code: str, version: int, _changed_at: datetime, name: str
) -> CatalogueSnapshot:
    # By the stamp a copy is known to be old; it is read before the rows, as with the catalogue.
    return overlaid(known, code, name, mark=f"@{known.version}.{version}")


def _catalogue_at(stamp: tuple[int, datetime] | None) -> CatalogueSnapshot:
    global _held
    held = _held
    if stamp and held and held[0] == stamp:
        return held[1]
    fresh = _read(stamp[0] if stamp else 0)
    if stamp:
        _held = stamp, fresh
    return fresh


def catalogue_of(number: int) -> CatalogueSnapshot:
    """One edition. Before the first publication, what the draft would publish."""
    return edition(number) or snapshot_of(draft_content(), number=number)


def edition(number: int) -> CatalogueSnapshot | None:
    """One edition, or None when it was never published. One query for the last few asked for."""
    found = Edition.objects.filter(number=number).values_list("number", "published_at").first()
    return _edition(*found) if found else None


def catalogue_then(number: int, known: CatalogueSnapshot) -> CatalogueSnapshot:
    """The edition that an advice was made with, to tell it in the words of then.

    Without the formats that are gone by now, since nothing is left to read about them. What is
    `known` now, when that edition is not kept.
    """
    then = None if number == known.version else edition(number)
    if then is None:
        return known
    left = {s: row for s, row in then.activity_types.items() if s in known.activity_types}
    here = {s: row for s, row in known.activity_types.items() if row.base_slug}
    return replace(
        then,
        activity_types=MappingProxyType(left | here),
        **{name: getattr(known, name) for name in ("place", "office", "own", "notes")},
    )


@lru_cache(maxsize=4)
def _edition(number: int, _published_at: datetime) -> CatalogueSnapshot:
    # The time tells editions with the same number apart, as after a database was put back.
    return _read(number)


def _read(number: int) -> CatalogueSnapshot:
    content = Edition.objects.filter(number=number).values_list("content", flat=True).first()
    return snapshot_of(content or draft_content(), number=number)
