"""What people find areas by: words of names, and postcodes."""

from collections.abc import Iterable

from django.db.models.functions import Length

from ..models import Area, Postcode, SearchWord
from ..names import findable_words, words_above
from ..readers.facts import Facts, Watch
from ..readers.postcodes import Postcodes
from .bulk import batches, insert
from .report import Report


def forget(areas: Iterable[Area]) -> None:
    """Make areas impossible to find; they keep their page for those who have its address."""
    for batch in batches(areas):
        SearchWord.objects.filter(area__in=batch).delete()
        Postcode.objects.filter(area__in=batch).delete()


def write_words(known: dict[str, Area], moved: set[str], watch: Watch) -> None:
    """Make areas findable by their own name and the names above it.

    Args:
        moved: Codes of areas with another name or parent; everything below moves along.
    """
    by_id = {area.pk: area for area in known.values()}
    found_in = {area.pk: area.code in moved for area in known.values()}
    lines = {area.code: _line(area, by_id) for area in known.values() if not area.is_former}
    affected = [line for line in lines.values() if any(found_in[area.pk] for area in line)]
    for batch in watch(list(batches(affected)), "Storing search words"):
        SearchWord.objects.filter(area__in=[line[0] for line in batch]).delete()
        rows = [(word, line[0].pk) for line in batch for word in _words(line)]
        insert(SearchWord, ["word", "area_id"], rows)


def _line(area: Area, by_id: dict[int, Area]) -> list[Area]:
    """The area and everything it lies in, up to the municipality."""
    line = [area]
    while line[-1].parent_id and line[-1].level > Area.Level.MUNICIPALITY:
        line.append(by_id[line[-1].parent_id])
    return line


def _words(line: list[Area]) -> set[str]:
    own, *above = line
    return findable_words(own.name).union(*(words_above(area.name) for area in above))


def write_postcodes(
    known: dict[str, Area], facts: Facts, postcodes: Postcodes | None, report: Report, watch: Watch
) -> None:
    """Store which postcodes lie in which neighbourhoods, in place of what we knew of those.

    A list of postcodes goes before the one postcode that the figures name per neighbourhood.
    """
    ids = {code: known[code].pk for code in facts.areas}
    if facts.has_postcodes and not (postcodes and postcodes.length == 4):
        pairs = ((area.postcode, area.code) for area in facts.areas.values() if area.postcode)
        _replace(4, pairs, ids, report, watch)
    if postcodes:
        report.postcodes_left_out += postcodes.left_out
        _replace(postcodes.length, postcodes.pairs(), ids, report, watch)


def _replace(
    length: int,
    pairs: Iterable[tuple[str, str]],
    ids: dict[str, int],
    report: Report,
    watch: Watch,
) -> None:
    for batch in batches(ids.values()):
        old = Postcode.objects.alias(length=Length("code")).filter(length=length, area__in=batch)
        old.delete()
    for batch in watch(batches(pairs, 5000), "Storing postcodes"):
        rows = [(code, ids[area]) for code, area in batch if area in ids]
        insert(Postcode, ["code", "area_id"], rows)
        report.postcodes += len(rows)
        report.postcodes_left_out += len(batch) - len(rows)
