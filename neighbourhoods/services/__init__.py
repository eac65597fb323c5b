"""Taking in a year of official areas, figures and postcodes: all of it, or nothing."""

from django.db import transaction

from ..models import Area, Figure, Postcode, SearchWord
from ..readers.facts import Facts, Watch
from ..readers.postcodes import Postcodes
from .areas import SamePlace, gone_from, same_place_in, write_areas
from .bulk import refresh_statistics
from .figures import write_figures
from .finding import forget, write_postcodes, write_words
from .report import ImportRefusedError, Report, refuse_faults, unwatched
from .surveys import import_survey

__all__ = ["ImportRefusedError", "Report", "import_areas", "import_survey"]

GONE_WITHOUT_DOUBT = 20
GONE_AT_MOST = 0.2
"""No year ends more than this part of the areas: the file is cut off then."""


@transaction.atomic
def import_areas(
    *,
    year: int,
    facts: Facts,
    postcodes: Postcodes | None = None,
    complete: bool = True,
    force: bool = False,
    watch: Watch = unwatched,
) -> Report:
    """Make areas and figures what the files of a year say. Doing it twice changes nothing.

    A year before the newest one adds figures only: today's names, map and postcodes stay.

    Args:
        complete: The files hold all areas of the municipalities in them, and of the country if
            that is in them, so that areas they lack are gone.
        force: Go on although rows have faults, which are left out, or many areas are gone.

    Raises:
        ImportRefusedError: nothing was changed, and why.
    """
    report = Report(year=year, areas=len(facts.areas), faults=facts.faults)
    # The lock keeps two imports apart, not those who refer to an area meanwhile.
    known = {area.code: area for area in Area.objects.select_for_update(no_key=True)}
    same_place = same_place_in(facts)
    if any(area.year > year for area in known.values()):
        refuse_faults(report, force)
        ids = _ids_of_same_places(known, facts, same_place, report)
    else:
        _leave_out_orphans(known, facts)
        refuse_faults(report, force)
        if complete:
            _retire_gone(known, facts, report, force)
        moved = write_areas(known, facts, same_place, report)
        forget([old for old, _new in report.reused])
        write_words(known, moved, watch)
        write_postcodes(known, facts, postcodes, report, watch)
        ids = {code: known[code].pk for code in facts.areas}
    write_figures(ids, facts, report, watch)
    refresh_statistics(Area, Figure, Postcode, SearchWord)
    return report


def _leave_out_orphans(known: dict[str, Area], facts: Facts) -> None:
    """Note rows whose area lies in one that nobody knows; they cannot be stored."""
    for level in list(Area.Level)[1:]:
        for area in [area for area in facts.areas.values() if area.level == level]:
            above = known.get(area.parent_code)
            if area.parent_code not in facts.areas and (above is None or above.is_former):
                facts.leave_out(area, f"{area.code} lies in {area.parent_code}, which has no row")


def _retire_gone(known: dict[str, Area], facts: Facts, report: Report, force: bool) -> None:
    """Make areas that the files lack former: they keep their page, search forgets them."""
    gone = gone_from(known, facts)
    current = sum(not area.is_former for area in known.values())
    if len(gone) > max(GONE_WITHOUT_DOUBT, GONE_AT_MOST * current) and not force:
        raise ImportRefusedError(
            f"{len(gone)} of {current} areas would be gone, so the file is probably cut off."
        )
    for area in gone:
        area.is_former = True
    Area.objects.bulk_update(gone, ["is_former"], batch_size=500)
    forget(gone)
    report.gone = gone


def _ids_of_same_places(
    known: dict[str, Area], facts: Facts, same_place: SamePlace, report: Report
) -> dict[str, int]:
    """Areas of an older year that today's map still has, as the same place."""
    ids = {}
    for area in facts.areas.values():
        now = known.get(area.code)
        if now and same_place(now, area):
            ids[area.code] = now.pk
        else:
            report.left_alone.append(area.code)
    return ids
