"""Storing boundaries: of a municipality all of them, or none."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from ..models import Area, Boundary
from ..readers.boundaries import Boundaries
from ..readers.facts import AreaFacts, Fault, Watch
from .areas import names_agree, same_place_in
from .bulk import refresh_statistics
from .report import ImportRefusedError, unwatched

SOURCE = "Kadaster / CBS"
"""Whom every map must name, together with the year."""


@dataclass
class BoundaryReport:
    """What an import of boundaries did. An area is counted at most once."""

    year: int
    faults: list[Fault]
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unknown: list[str] = field(default_factory=list)
    """Areas of the files that are not on our list."""
    newer: list[str] = field(default_factory=list)
    """Codes of areas that already have the boundary of a later year, which they keep."""
    left_out: list[str] = field(default_factory=list)
    """Codes of municipalities of which nothing was stored, for the faults in them."""
    lacking: list[Area] = field(default_factory=list)
    """Areas that have no boundary after this."""


def import_boundaries(
    *, year: int, boundaries: Boundaries, watch: Watch = unwatched
) -> BoundaryReport:
    """Store the boundaries of a year; doing it twice changes nothing.

    A code is joined only to the area it meant in that year: the names must agree, and without
    a name the year must be that of our list. One fault leaves the whole municipality as it was.

    Raises:
        ImportRefusedError: none of the areas is on our list.
    """
    facts = boundaries.facts
    known = {area.code: area for area in Area.objects.current().filter(level__gt=0)}
    report = BoundaryReport(year, facts.faults)
    joined = _join(year, boundaries, known, report)
    if not joined and not facts.faults:
        raise ImportRefusedError(
            f"None of the {len(report.unknown):,} areas is on our list. Import the "
            f"neighbourhoods of {year} first, with import_neighbourhoods."
        )
    refused = {f"GM{code[2:6]}" for code in facts.faulty}
    groups: dict[str, list[Boundary]] = defaultdict(list)
    for area, found in joined:
        groups[found.municipality_code].append(
            Boundary(area=area, year=year, source=SOURCE, geometry=boundaries.shapes[found.code])
        )
    report.left_out = sorted(refused & known.keys())
    for code in watch(sorted(groups.keys() - refused), "Storing boundaries"):
        _store(groups[code], report)
    report.lacking = list(
        Area.objects.current().filter(level__gt=0, boundary=None).order_by("level", "code")
    )
    refresh_statistics(Boundary)
    return report


def _join(
    year: int, boundaries: Boundaries, known: dict[str, Area], report: BoundaryReport
) -> list[tuple[Area, AreaFacts]]:
    """Which of our areas each boundary belongs to; a doubt is a fault."""
    facts = boundaries.facts
    same_place = same_place_in(facts)
    joined = []
    for found in list(facts.areas.values()):
        area = known.get(found.code)
        if area is None:
            report.unknown.append(f"{found.code} {found.name}".strip())
        elif not found.name and area.year != year:
            facts.leave_out(found, f"{found.code} has no name, and our list is of {area.year}")
        elif found.name and not (same_place(area, found) and names_agree(area.name, found.name)):
            facts.leave_out(
                found,
                f"{found.code} is “{found.name[:60]}” there and “{area.name}” on our list of "
                f"{area.year}: the code of another year?",
            )
        else:
            joined.append((area, found))
    return joined


@transaction.atomic
def _store(boundaries: list[Boundary], report: BoundaryReport) -> None:
    """Store the boundaries of one municipality, those of them that are new or changed."""
    stored = {
        area_id: (stored_year, source, bytes(geometry))
        for area_id, stored_year, source, geometry in Boundary.objects.filter(
            area__in=[boundary.area_id for boundary in boundaries]
        ).values_list("area_id", "year", "source", "geometry")
    }
    writing = []
    for boundary in boundaries:
        before = stored.get(boundary.area_id)
        if before and before[0] > boundary.year:
            report.newer.append(boundary.area.code)
        elif before == (boundary.year, boundary.source, boundary.geometry):
            report.unchanged += 1
        else:
            report.changed += before is not None
            report.new += before is None
            writing.append(boundary)
    Boundary.objects.bulk_create(
        writing,
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=["year", "source", "geometry"],
    )
