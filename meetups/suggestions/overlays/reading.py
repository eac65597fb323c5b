"""What an office added, put into the published catalogue: for who reads it there, and for the desk.

A format of an office goes into the advice only while its base is published, and nothing in it
contradicts the base as it is now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from meetups.accounts.models import Office
from meetups.suggestions.content_items import Item, activity_type_item
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.diffs import FieldDiff, item_fields
from meetups.suggestions.models import ActivityType, Edition, LocalFormat, LocalNote
from meetups.suggestions.models.overlays import local_key
from meetups.suggestions.snapshots import CatalogueSnapshot, facts_of, row_of

from .items import faults_of_local, stricter
from .updates import Update, updates


@dataclass(frozen=True)
class Judged:
    """A format of an office beside its base. `row` is None when it cannot be shown to anyone.

    `base` is None when that left the catalogue; `faults` say what does not go together with it.
    """

    local: LocalFormat
    base: ActivityType | None
    faults: tuple[Fault, ...]
    row: ActivityType | None

    @property
    def is_advised(self) -> bool:
        return self.row is not None and self.local.is_shown


def base_item(known: CatalogueSnapshot, slug: str) -> Item | None:
    """A national format as an item, as published; None when it is not."""
    row = known.activity_types.get(slug)
    return None if row is None or row.base_slug else activity_type_item(row)


def judged(
    known: CatalogueSnapshot, code: str, office: str, local: LocalFormat, *, mark: str = ""
) -> Judged:
    """What counts of a format of an office by now. `mark`: see `ActivityType.mark`."""
    item = base_item(known, local.base)
    if item is None:
        return Judged(local, None, (), None)
    base = known.activity_types[local.base]
    key = local_key(code, local.slug)
    faults = faults_of_local(
        item, local.content, situations=known.situations, sources=known.sources
    )
    if faults:
        return Judged(local, base, tuple(faults), None)
    strict = stricter(item, local.content) | {"slug": key}
    row = row_of(strict, base.pk, known.situations, known.sources)
    row.base_slug, row.office_name, row.mark = local.base, office, mark
    return Judged(local, base, (), row)


def news_of(known: CatalogueSnapshot, local: LocalFormat) -> list[Update]:
    """What changed nationally in the base of a format, and waits for the office's answer."""
    item = base_item(known, local.base)
    if item is None:
        return []
    titles = {slug: row.title for slug, row in known.situations.items()}
    return list(updates(local.seen, item, local.content, situations=titles))


def asking(known: CatalogueSnapshot, code: str, office: Office) -> int:
    """How many formats and notes of an office ask for its attention.

    That is: shown, but not advised any more; or changed nationally. Two queries, or three.
    """
    formats = [
        judged(known, code, office.name, local)
        for local in LocalFormat.objects.filter(office=office)
    ]
    notes = list(LocalNote.objects.filter(office=office))
    changed = changed_since(notes, known) if notes else {}
    return len(changed) + sum(
        (each.local.is_shown and each.row is None) or bool(news_of(known, each.local))
        for each in formats
    )


def changed_since(
    notes: Iterable[LocalNote], known: CatalogueSnapshot
) -> dict[str, list[FieldDiff]]:
    """What became of the formats since each note was written, by slug. One query.

    A format that left the catalogue has an empty list; one that is the same is not among them.
    """
    mine = list(notes)
    numbers = {note.edition for note in mine}
    then = dict(Edition.objects.filter(number__in=numbers).values_list("number", "content"))
    titles = {slug: row.title for slug, row in known.situations.items()}
    found: dict[str, list[FieldDiff]] = {}
    for note in mine:
        slug = note.activity_type
        now = base_item(known, slug)
        items = then.get(note.edition, {}).get("activity_types", ())
        before = next((item for item in items if item["slug"] == slug), None)
        if now is None:
            found[slug] = []
        elif before is not None and (told := item_fields(before, now, situations=titles)):
            found[slug] = told
    return found


def overlaid(known: CatalogueSnapshot, code: str, office: str, *, mark: str) -> CatalogueSnapshot:
    """The catalogue as it is advised in one municipality. Two queries."""
    own: dict[str, ActivityType] = {}
    shown: dict[str, ActivityType] = {}
    for local in LocalFormat.objects.filter(office__area__code=code):
        found = judged(known, code, office, local, mark=mark)
        if found.row is None or found.row.slug in known.activity_types:
            continue
        own[found.row.slug] = found.row
        if local.is_shown:
            shown[found.row.slug] = found.row
    notes = LocalNote.objects.filter(office__area__code=code)
    return replace(
        known,
        activity_types=MappingProxyType({**known.activity_types, **shown}),
        facts=(*known.facts, *map(facts_of, shown.values())),
        place=code,
        office=office,
        own=MappingProxyType(own),
        notes=_by_format(notes),
    )


def _by_format(notes: Iterable[LocalNote]) -> Mapping[str, LocalNote]:
    return MappingProxyType({note.activity_type: note for note in notes})
