"""The areas themselves: which are new, changed or gone, and which codes mean another place."""

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from ..models import Area
from ..names import key_of, short_name, slug_of, words_of
from ..readers.facts import COUNTRY, AreaFacts, Facts
from .report import Report

SPELT_ALIKE = 0.85
"""From this likeness on, two names are spellings of one."""

WRITTEN = [
    "name",
    "slug",
    "parent",
    "latitude",
    "longitude",
    "is_former",
    "inhabitants",
    "search_key",
    "year",
]

SamePlace = Callable[[Area, AreaFacts], bool]


def same_place_in(facts: Facts) -> SamePlace:
    """How to tell, for these files, whether a code still means the place it meant before.

    Codes are reused: in Druten WK022501 was Puiflijk in 2022 and Druten in 2024. So a district
    or neighbourhood is another place when its old name now has another code in the same
    municipality, or when the old and the new name have little in common.
    """
    codes = {
        (area.municipality_code, area.level, key_of(area.name)): code
        for code, area in facts.areas.items()
    }

    def same_place(known: Area, area: AreaFacts) -> bool:
        if known.search_key == key_of(area.name) or area.level <= Area.Level.MUNICIPALITY:
            return True
        moved_to = codes.get((area.municipality_code, area.level, known.search_key))
        return moved_to is None and names_agree(known.name, area.name)

    return same_place


def names_agree(one: str, other: str) -> bool:
    """Whether two names can be of one place: part of each other, or spelt alike."""
    first, second = set(words_of(short_name(one))), set(words_of(short_name(other)))
    if first <= second or second <= first:
        return True
    return SequenceMatcher(None, key_of(one), key_of(other)).ratio() >= SPELT_ALIKE


def write_areas(
    known: dict[str, Area], facts: Facts, same_place: SamePlace, report: Report
) -> set[str]:
    """Bring every area of the files up to date, `known` included, from the country down.

    Returns:
        The codes of areas that are found by other words now: by their own name or one above.
    """
    moved: set[str] = set()
    for level in Area.Level:
        wanted = [area for area in facts.areas.values() if area.level == level]
        retired = _retire_reused(known, wanted, same_place, report.year)
        writing: list[Area] = []
        for area in wanted:
            before = known.get(area.code)
            after = _as_row(area, before, known.get(area.parent_code), report.year)
            if before is None or before.is_former or _names(before) != _names(after):
                moved.add(area.code)
            if before is None or _row(before) != _row(after):
                writing.append(after)
                _note(report, before, after, retired.get(area.code))
        Area.objects.bulk_create(
            writing, update_conflicts=True, unique_fields=["code"], update_fields=WRITTEN
        )
        known.update((area.code, area) for area in writing)
    return moved


def _retire_reused(
    known: dict[str, Area], wanted: Iterable[AreaFacts], same_place: SamePlace, year: int
) -> dict[str, Area]:
    """Give areas whose code means another place now a code of their own; by the old code."""
    retired = {}
    for area in wanted:
        before = known.get(area.code)
        if before and before.year < year and not same_place(before, area):
            retired[area.code] = known.pop(area.code)
            before.code, before.is_former = f"{area.code}-{before.year}", True
            known[before.code] = before
    Area.objects.bulk_update(retired.values(), ["code", "is_former"])
    return retired


def _as_row(area: AreaFacts, before: Area | None, parent: Area | None, year: int) -> Area:
    """The area as it must be stored; a centre that the files lack stays as it was."""
    latitude, longitude = area.latitude, area.longitude
    if latitude is None and before:
        latitude, longitude = before.latitude, before.longitude
    inhabitants = area.values.get("inhabitants")
    return Area(
        code=area.code,
        level=area.level,
        name=area.name,
        slug=slug_of(area.name),
        parent=parent,
        latitude=latitude,
        longitude=longitude,
        year=year,
        is_former=False,
        inhabitants=None if inhabitants is None else round(inhabitants),
        search_key=key_of(area.name),
    )


def _row(area: Area) -> list[object]:
    return [getattr(area, f"{name}_id" if name == "parent" else name) for name in WRITTEN]


def _names(area: Area) -> tuple[str, int | None]:
    return area.name, area.parent_id


def _note(report: Report, before: Area | None, after: Area, retired: Area | None) -> None:
    if retired:
        report.reused.append((retired, after))
    elif before is None or before.is_former:
        report.new.append(after)
    elif before.name != after.name:
        report.renamed.append((before.name, after))
    elif _row(before)[:-1] != _row(after)[:-1]:  # a new year alone is no change
        report.changed.append(after)


def gone_from(known: dict[str, Area], facts: Facts) -> list[Area]:
    """Areas of today's map that the files lack, as far as they claim to be complete.

    They claim so for every municipality in them, and for all when the country is in them.
    """
    municipalities = {area.municipality_code for area in facts.areas.values()} - {""}
    kept = {*facts.areas, *facts.faulty, *(area.parent_code for area in facts.areas.values())}
    return [
        area
        for area in known.values()
        if not area.is_former
        and area.code not in kept
        and (COUNTRY in facts.areas or f"GM{area.code[2:6]}" in municipalities)
    ]
