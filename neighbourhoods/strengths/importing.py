"""Taking in a list of meeting places: all of it, or nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import Area, Postcode
from .lifecycle import Status
from .models import Place
from .reading import PlaceList, PlaceRow, RowFault

WHY = "Import of a list"
_ASKED = 500
"""So many values go into one question to the database."""


class PlacesRefusedError(Exception):
    """Rows have a fault, so nothing was stored."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass
class PlacesReport:
    """What an import did with each place in the list; each is in one of these."""

    new: list[Place] = field(default_factory=list)
    changed: list[Place] = field(default_factory=list)
    same: list[Place] = field(default_factory=list)
    declined: list[Place] = field(default_factory=list)
    """Declined before, and so left alone: a list does not overrule a person."""


class _DryRunError(Exception):
    """Ends the transaction of a dry run."""


def import_places(*, found: PlaceList, now: datetime, dry_run: bool = False) -> PlacesReport:
    """Store the places of a list, shown to all; again is no change. Known by area and name.

    Columns that the list does not have stay as they are.

    Args:
        dry_run: Do it all and then undo it, so that the report says what would happen.

    Raises:
        PlacesRefusedError: nothing was stored; every fault of every row is listed.
    """
    report = PlacesReport()
    try:
        with transaction.atomic():
            _write(found, report, now)
            if dry_run:
                raise _DryRunError
    except _DryRunError:
        pass
    return report


def _write(found: PlaceList, report: PlacesReport, now: datetime) -> None:
    faults = list(found.faults)
    areas = _Areas(found.rows)
    known = {
        (place.area_id, place.name.casefold()): place
        for place in Place.objects.select_for_update().filter(area__in=areas.all())
    }
    rows: dict[tuple[int, str], int] = {}
    for row in found.rows:
        area = areas.of(row, faults)
        name = row.values.get("name", "")
        if area is None:
            continue
        key = (area.pk, name.casefold())
        if key in rows:
            faults.append(RowFault(row.row, "name", f"“{name}” is in row {rows[key]} too"))
            continue
        rows[key] = row.row
        _take(row, area, known.get(key), faults, report, now)
    if faults:
        raise PlacesRefusedError(sorted(faults, key=lambda fault: fault.row))
    for place in report.new + report.changed:
        place._change_reason = WHY  # type: ignore[attr-defined]
        place.save()


def _take(
    row: PlaceRow,
    area: Area,
    place: Place | None,
    faults: list[RowFault],
    report: PlacesReport,
    now: datetime,
) -> None:
    """Put what a row says in a place, and the place where it belongs in the report."""
    if place and place.status == Status.DECLINED:
        report.declined.append(place)
        return
    is_new = place is None
    place = place or Place(area=area)
    before = _said(place)
    for column, value in row.values.items():
        if column != "area":
            setattr(place, column, value)
    if not place.is_shown:
        place.status, place.decided_at = Status.SHOWN, now
    if not _add_faults(place, row, faults):
        after = _said(place)
        (report.new if is_new else report.changed if after != before else report.same).append(place)


def _add_faults(place: Place, row: PlaceRow, faults: list[RowFault]) -> bool:
    """Add what is wrong with a place to the faults; whether anything is, or was when reading."""
    seen = row.unread | {"area", "proposed_by", "decided_by"}
    wrong: dict[str, list[str]] = {}
    try:
        place.clean_fields(exclude=seen)
        place.validate_constraints(exclude={*seen, "name"})
    except ValidationError as error:
        wrong = error.message_dict
    for column, messages in wrong.items():
        named = "" if column == "__all__" else column
        faults.extend(RowFault(row.row, named, message) for message in messages)
    return bool(wrong or row.unread)


def _said(place: Place) -> dict[str, Any]:
    return {field.attname: getattr(place, field.attname) for field in place._meta.concrete_fields}


class _Areas:
    """Finds the areas of all rows, by code or else by postcode, in a few queries."""

    def __init__(self, rows: list[PlaceRow]) -> None:
        codes = {_code(row) for row in rows} - {""}
        self._by_code: dict[str, Area] = {}
        for asked in _batches(codes):
            self._by_code |= Area.objects.current().in_bulk(asked, field_name="code")
        self._by_postcode: dict[str, list[Area]] = defaultdict(list)
        typed = {_postcode(row) for row in rows if not _code(row)} - {""}
        for asked in _batches(typed | {postcode[:4] for postcode in typed}):
            for known in Postcode.objects.filter(code__in=asked).select_related("area"):
                self._by_postcode[known.code].append(known.area)

    def all(self) -> list[Area]:
        several = [area for areas in self._by_postcode.values() for area in areas]
        return list({area.pk: area for area in [*self._by_code.values(), *several]}.values())

    def of(self, row: PlaceRow, faults: list[RowFault]) -> Area | None:
        """The area of a row; without one, the reason is among the faults."""
        code, postcode = _code(row), _postcode(row)
        if code:
            area = self._by_code.get(code)
            if area is None or area.level == Area.Level.COUNTRY:
                faults.append(RowFault(row.row, "area", f"“{code}” is no area of today’s map"))
                return None
            return area
        near = self._by_postcode.get(postcode) or self._by_postcode.get(postcode[:4]) or []
        if len(near) == 1:
            return near[0]
        if not postcode:
            faults.append(RowFault(row.row, "area", "give the code of an area, or a postcode"))
        elif not near:
            faults.append(RowFault(row.row, "postcode", f"“{postcode}” lies in no area we know"))
        else:
            codes = ", ".join(sorted(area.code for area in near)[:5])
            reason = f"“{postcode}” lies in {len(near)} neighbourhoods; give the area: {codes}"
            faults.append(RowFault(row.row, "postcode", reason))
        return None


def _code(row: PlaceRow) -> str:
    return str(row.values.get("area", "")).upper()


def _postcode(row: PlaceRow) -> str:
    return str(row.values.get("postcode", "")).replace(" ", "").lower()


def _batches(values: set[str]) -> list[list[str]]:
    ordered = sorted(values)
    return [ordered[at : at + _ASKED] for at in range(0, len(ordered), _ASKED)]
