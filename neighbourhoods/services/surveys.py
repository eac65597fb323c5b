"""Taking in figures that others than Statistics Netherlands publish: all of it, or nothing."""

from collections import defaultdict

from django.db import transaction

from ..kinds import CBS, kinds_of
from ..models import Area, Figure
from ..readers.facts import Facts, Watch
from .areas import same_place_in
from .bulk import refresh_statistics
from .figures import write_figures
from .report import Report, refuse_faults, unwatched


@transaction.atomic
def import_survey(
    *,
    year: int,
    facts: Facts,
    codes_of: int | None = None,
    force: bool = False,
    watch: Watch = unwatched,
) -> Report:
    """Add the figures of a year to the areas that we know. Doing it twice changes nothing.

    Codes are reused, so a figure is stored only where its code surely means the same place: where
    the file's name of it is that of our area; or, in a file without names, where our own list of
    the year of the codes had that area. All others are left out, as the report says.

    Args:
        codes_of: The year of the codes in the files, if that is not the year of the figures.

    Raises:
        ImportRefusedError: nothing was changed, and why.
    """
    report = Report(year=year, areas=len(facts.areas), faults=facts.faults)
    # The lock keeps this apart from an import that gives codes another meaning.
    known = list(Area.objects.select_for_update(no_key=True))
    refuse_faults(report, force)
    ids = _ids_of_same_places(known, facts, codes_of or year, report)
    write_figures(ids, facts, report, watch)
    refresh_statistics(Figure)
    return report


def _ids_of_same_places(
    known: list[Area], facts: Facts, codes_of: int, report: Report
) -> dict[str, int]:
    """By code the area that it meant in the year of the codes; today's before a former one."""
    by_code: dict[str, list[Area]] = defaultdict(list)
    for area in sorted(known, key=lambda area: (area.is_former, -area.year)):
        by_code[area.code.partition("-")[0]].append(area)
    listed = set(
        Figure.objects.filter(year=codes_of, kind__in=[kind.slug for kind in kinds_of(CBS)])
        .order_by()
        .values_list("area_id", flat=True)
        .distinct()
    )
    same_place = same_place_in(facts)
    ids = {}
    for code, found in facts.areas.items():
        same = (
            area
            for area in by_code[code]
            if area.level <= Area.Level.MUNICIPALITY
            or (
                same_place(area, found)
                if found.name
                else codes_of == area.year or area.pk in listed
            )
        )
        if meant := next(same, None):
            ids[code] = meant.pk
        else:
            (report.left_alone if by_code[code] else report.unknown).append(code)
    return ids
