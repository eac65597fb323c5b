"""An office writes a note, makes a format of its own, shows it, and answers national changes.

Each change is accounted for, and is known to every process by the next question: see
`queries.catalogue_of_office`.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetups.accounts.models import Office, User
from meetups.accounts.services.offices import account_for_settings
from meetups.suggestions.content_items import Item
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import LocalFormat, LocalNote, LocalState, OverlayVersion
from meetups.suggestions.models.overlays import SLUG
from meetups.suggestions.queries import catalogue
from meetups.suggestions.snapshots import CatalogueSnapshot

from .items import completed, faults_of_local, looser, proposal, stricter
from .reading import base_item
from .updates import FIELDS, accepting

MOST = 30
"""Own formats of one office: more are no help to who must choose."""
LOCAL_NOTE, LOCAL_FORMAT = "local_note", "local_format"
"""What the audit record calls them."""


_NUMBERS = 2**31 - 2


class OverlayError(Exception):
    """A rule of ours says no. `message` is a sentence in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ChangedMeanwhileError(Exception):
    """Someone else changed or removed it since it was read."""


# --- notes ----------------------------------------------------------------------------------------


@transaction.atomic
def save_note(
    *,
    office: Office,
    activity_type: str,
    text_nl: str,
    text_en: str,
    version: int,
    by: User,
    now: datetime,
) -> LocalNote:
    """Write a note at a national format, or another one; it then goes with the edition of now.

    `version`: of the note that was seen; 0 when there was none. Raises ValidationError by field,
    OverlayError when the format is gone, ChangedMeanwhileError.
    """
    known = catalogue()
    if base_item(known, activity_type) is None:
        raise OverlayError(_("This format is no longer there."))
    note = LocalNote(
        office=office,
        activity_type=activity_type,
        text_nl=text_nl,
        text_en=text_en,
        edition=known.version,
        version=version + 1,
        changed_by=by,
        changed_at=now,
    )
    note.full_clean(validate_unique=False, validate_constraints=False)
    if version:
        changed = LocalNote.objects.filter(
            office=office, activity_type=activity_type, version=version
        ).update(**{name: getattr(note, name) for name in _OF_NOTE}, version=F("version") + 1)
        if not changed:
            raise ChangedMeanwhileError
    else:
        try:
            with transaction.atomic():
                note.save(force_insert=True)
        except IntegrityError as error:
            raise ChangedMeanwhileError from error
    _tell(office, LOCAL_NOTE, activity_type, by=by, now=now)
    return LocalNote.objects.get(office=office, activity_type=activity_type)


_OF_NOTE = ("text_nl", "text_en", "edition", "changed_by", "changed_at")


@transaction.atomic
def remove_note(
    *, office: Office, activity_type: str, version: int, by: User, now: datetime
) -> None:
    """Raises ChangedMeanwhileError when it is not the note that was seen."""
    mine = LocalNote.objects.filter(office=office, activity_type=activity_type, version=version)
    if not mine.delete()[0]:
        raise ChangedMeanwhileError
    _tell(office, LOCAL_NOTE, activity_type, by=by, now=now)


# --- formats --------------------------------------------------------------------------------------


@transaction.atomic
def add_format(
    *, office: Office, base: str, values: Mapping[str, Any], by: User, now: datetime
) -> LocalFormat:
    """Make an own format of a national one; it is not shown yet.

    `values` are fields of the item that the office fills in. Raises ValidationError by those
    fields, OverlayError.
    """
    known = catalogue()
    item = base_item(known, base)
    if item is None:
        raise OverlayError(_("The format that this is based on is no longer there."))
    Office.objects.select_for_update(no_key=True).only("pk").get(pk=office.pk)
    taken = set(LocalFormat.objects.filter(office=office).values_list("slug", flat=True))
    if len(taken) >= MOST:
        raise OverlayError(
            _("You have %(number)d formats of your own. Remove one first.") % {"number": MOST}
        )
    slug = _free_slug(values["name"]["nl"], taken)
    mine = completed({**proposal(item, slug), **values})
    _check(known, item, mine)
    row = LocalFormat.objects.create(
        office=office,
        slug=slug,
        base=base,
        base_edition=known.version,
        seen=item,
        content=mine,
        changed_by=by,
        changed_at=now,
    )
    _tell(office, LOCAL_FORMAT, slug, by=by, now=now)
    return row


@transaction.atomic
def change_format(
    *, row: LocalFormat, version: int, values: Mapping[str, Any], by: User, now: datetime
) -> LocalFormat:
    """Change what the office fills in. The rest is as it counts by now.

    Raises as `add_format`, and ChangedMeanwhileError.
    """
    known = catalogue()
    item = _base_of(known, row)
    mine = {
        **stricter(item, row.content),
        "contra_indications": row.content["contra_indications"],
        **values,
    }
    mine = completed(mine)
    _check(known, item, mine)
    return _change(row, version, LOCAL_FORMAT, by=by, now=now, content=mine)


@transaction.atomic
def show_format(
    *, row: LocalFormat, version: int, shown: bool, by: User, now: datetime
) -> LocalFormat:
    """Show it in the municipality, or no longer. Plans that were made of it go on.

    Raises OverlayError when it cannot be shown, ChangedMeanwhileError.
    """
    if shown:
        known = catalogue()
        faults = _faults(known, _base_of(known, row), row.content)
        if faults:
            raise OverlayError(
                _("It does not go together with the national format: %(fields)s.")
                % {"fields": ", ".join(sorted({field_words(fault) for fault in faults}))}
            )
    state = LocalState.SHOWN if shown else LocalState.DRAFT
    return _change(row, version, LOCAL_FORMAT, by=by, now=now, state=state)


@transaction.atomic
def settle_update(
    *, row: LocalFormat, version: int, field: str, accepts: bool, by: User, now: datetime
) -> LocalFormat:
    """Take one field over as it is nationally now, or keep the office's own.

    Raises OverlayError when that field then contradicts another, ChangedMeanwhileError.
    """
    if field not in FIELDS:
        raise OverlayError(_("This field is not known."))
    known = catalogue()
    item = _base_of(known, row)
    mine = row.content
    if accepts:
        mine = completed(accepting(row.seen, item, mine, field))
        if faults := _faults(known, item, mine):
            words = {"field": field_words(faults[0]), "reason": _reason(faults[0])}
            raise OverlayError(_("First change this. %(field)s: %(reason)s.") % words)
    seen = {**row.seen, field: item[field]}
    edition = known.version if seen == item else row.base_edition
    values = {"content": mine, "seen": seen, "base_edition": edition}
    return _change(row, version, LOCAL_FORMAT, by=by, now=now, **values)


@transaction.atomic
def remove_format(*, row: LocalFormat, version: int, by: User, now: datetime) -> None:
    """Plans that were made of it keep its name and their steps. Raises ChangedMeanwhileError."""
    if not LocalFormat.objects.filter(pk=row.pk, version=version).delete()[0]:
        raise ChangedMeanwhileError
    _tell(row.office, LOCAL_FORMAT, row.slug, by=by, now=now)


def field_words(fault: Fault) -> str:
    """Which field of an own format is wrong."""
    name = fault.path.partition(".")[0].partition("[")[0]
    return str(FIELDS.get(name, name))


# --- what they share ------------------------------------------------------------------------------


def _base_of(known: CatalogueSnapshot, row: LocalFormat) -> Item:
    item = base_item(known, row.base)
    if item is None:
        raise OverlayError(_("The format that this is based on is no longer there."))
    return item


def _faults(known: CatalogueSnapshot, item: Item, mine: Item) -> list[Fault]:
    return faults_of_local(item, mine, situations=known.situations, sources=known.sources)


def _check(known: CatalogueSnapshot, item: Item, mine: Item) -> None:
    """Raises ValidationError, by fields of the item."""
    found: dict[str, list[str]] = {}
    for name in looser(item, mine):
        found.setdefault(name, []).append(_("This is less careful than the national format."))
    for fault in [] if found else _faults(known, item, mine):
        name = fault.path.partition(".")[0].partition("[")[0]
        found.setdefault(name, []).append(_reason(fault))
    if found:
        raise ValidationError(found)


def _reason(fault: Fault) -> str:
    return fault.reason or _("leaves nothing that fits the national format too")


def _free_slug(name: str, taken: set[str]) -> str:
    stem = slugify(name)[: SLUG - 3].strip("-_") or "format"
    slugs = (stem if number == 1 else f"{stem}-{number}" for number in range(1, MOST + 2))
    return next(slug for slug in slugs if slug not in taken)


def _change(
    row: LocalFormat, version: int, what: str, *, by: User, now: datetime, **values: Any
) -> LocalFormat:
    changed = LocalFormat.objects.filter(pk=row.pk, version=version).update(
        **values, version=F("version") + 1, changed_by=by, changed_at=now
    )
    if not changed:
        raise ChangedMeanwhileError
    _tell(row.office, what, row.slug, by=by, now=now)
    return LocalFormat.objects.select_related("office__area").get(pk=row.pk)


def _tell(office: Office, what: str, slug: str, *, by: User, now: datetime) -> None:
    """Make copies in memory old, and account for it. `slug`: that of the format."""
    drawn = {"version": secrets.randbelow(_NUMBERS) + 1, "changed_at": now}
    OverlayVersion.objects.update_or_create(office=office, defaults=drawn)
    account_for_settings(office=office, fields=[what], by=by, now=now, format=slug)
