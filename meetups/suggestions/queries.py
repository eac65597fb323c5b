"""Reads of the catalogue. The published whole is small, so each process keeps a copy of it."""

from datetime import datetime

from .draft import draft_content, situations_with_parts, with_parts
from .models import CatalogueVersion, Edition
from .snapshots import CatalogueSnapshot, snapshot_of

__all__ = ["CatalogueSnapshot", "catalogue", "catalogue_of", "situations_with_parts", "with_parts"]

_held: tuple[tuple[int, datetime], CatalogueSnapshot] | None = None


def catalogue() -> CatalogueSnapshot:
    """The newest edition: one query while it is unchanged, a fixed handful when it is not.

    A thread that meets a change reads anew and replaces the copy in one assignment; the number is
    read before the content, so that a change in between only means reading once more next time.
    """
    global _held
    stamp = CatalogueVersion.objects.filter(pk=1).values_list("version", "changed_at").first()
    held = _held
    if stamp and held and held[0] == stamp:
        return held[1]
    fresh = catalogue_of(stamp[0] if stamp else 0)
    if stamp:
        _held = stamp, fresh
    return fresh


def catalogue_of(number: int) -> CatalogueSnapshot:
    """One edition. Before the first publication, what the draft would publish."""
    content = Edition.objects.filter(number=number).values_list("content", flat=True).first()
    return snapshot_of(content or draft_content(), number=number)
