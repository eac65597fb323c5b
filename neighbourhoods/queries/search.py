"""Finding areas by name or postcode."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F

from ..likeness import most_like
from ..models import Area, Postcode
from ..names import EVERYDAY_NAMES, WORD_LENGTH, key_of, words_of
from .area import COLUMNS

LIMIT = 20
A_FEW = 5
SHORTEST = 2
"""Fewer letters find half the country."""
MOST_WORDS = 6
LIKENESS = 0.75

_POSTCODE = re.compile(r"([1-9]\d{3})\s*([a-z]{0,2})", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What a search found, best first. Areas come with everything they lie in."""

    areas: list[Area] = field(default_factory=list)
    is_too_short: bool = False
    """Too little was typed to search for: one letter, or some digits of a postcode."""
    has_more: bool = False
    nearly: list[Area] = field(default_factory=list)
    """When nothing is found: areas whose name looks like what was typed."""
    only_here: list[Area] = field(default_factory=list)
    """When nothing is like it either: the municipalities of a site that knows but a few."""


def search(text: str) -> Found:
    """Find areas by their name, that of what they lie in, or a postcode; in at most 4 queries.

    Accents, capitals, hyphens and apostrophes make no difference, and every word may be
    unfinished. What people most likely mean comes first: the very name, then names that begin
    with it, then names that hold it; large areas before small ones.
    """
    if postcode := _POSTCODE.fullmatch(text.strip()):
        return _at_postcode(postcode[1], postcode[2].lower())
    words = words_of(text)[:MOST_WORDS]
    typed = "".join(words)
    if len(typed) < SHORTEST or (typed.isdecimal() and len(typed) < 4):
        return Found(is_too_short=True)
    ways, values = [], list[str]()
    for at, word in enumerate(words, start=1):
        is_whole = len(word) == 1 and at < len(words)  # the "t" of "'t Harde" begins no word
        ways.append(_VERY_WORD if is_whole else _BEGINNING)
        values += [word] if is_whole else _range_of(word)
    areas = _best_of(ways, values, words, number=LIMIT + 1)
    if not areas:
        nearly = _nearly(words)
        return Found(nearly=nearly, only_here=[] if nearly else _if_few())
    return Found(areas=areas[:LIMIT], has_more=len(areas) > LIMIT)


def _if_few() -> list[Area]:
    found = Area.objects.current().filter(parent__code="NL00").by_name()[: A_FEW + 1]
    return list(found) if len(found) <= A_FEW else []


def _range_of(word: str) -> list[str]:
    """The first and the last word that begin with this one, straight from the index.

    Words hold only a-z and 0-9, so those that begin with it lie between the word itself and
    the word followed by nothing but z, in the order of any database.
    """
    return [word, word.ljust(WORD_LENGTH + 1, "z")]


_BEGINNING = "SELECT area_id FROM neighbourhoods_searchword WHERE word >= %s AND word <= %s"
_VERY_WORD = "SELECT area_id FROM neighbourhoods_searchword WHERE word = %s"
_ONE_OF = "SELECT area_id FROM neighbourhoods_searchword WHERE word IN ({})"
_ABOVE, _BEYOND = "above_", "beyond_"
"""What a found area lies in, and what that lies in."""
_OF_THOSE = ", ".join(
    [f"above.{name} AS {_ABOVE}{name}" for name in COLUMNS]
    + [f"beyond.{name} AS {_BEYOND}{name}" for name in COLUMNS]
)
_BEST = """
    SELECT found.*, {of_those} FROM (
        SELECT id, CASE WHEN search_key IN ({runs}) THEN 0 WHEN search_key LIKE %s THEN 1
            WHEN {holds} THEN 2 ELSE 3 END AS place
        FROM neighbourhoods_area WHERE NOT is_former AND {ways}
        ORDER BY place, level, inhabitants DESC NULLS LAST, search_key, code LIMIT %s
    ) best
    JOIN neighbourhoods_area found ON found.id = best.id
    LEFT JOIN neighbourhoods_area above ON above.id = found.parent_id
    LEFT JOIN neighbourhoods_area beyond ON beyond.id = above.parent_id
    ORDER BY place, found.level, found.inhabitants DESC NULLS LAST, found.search_key, found.code
"""
"""What is found, best first. What it lies in is looked up for these, not for all that match.

People search as they type, and to make this of querysets took as long as to ask it.
"""


def _best_of(
    ways: Sequence[str], values: Sequence[str], words: Sequence[str], *, number: int
) -> list[Area]:
    """So many of the areas that are found in each of these ways, for words that hold only a-z, 0-9.

    Args:
        ways: SQL that gives ids of areas, for these `values`.
    """
    count = len(words)
    runs = {"".join(words[i:j]) for i in range(count) for j in range(i + 1, count + 1)}
    runs |= {official for official, name in EVERYDAY_NAMES.items() if key_of(name) in runs}
    sql = _BEST.format(
        of_those=_OF_THOSE,
        runs=", ".join(["%s"] * len(runs)),
        holds=" OR ".join(["search_key LIKE %s"] * count),
        ways=" AND ".join(f"id IN ({way})" for way in ways),
    )
    like = [f"{''.join(words)}%", *(f"%{word}%" for word in words)]
    return [_placed(row) for row in _asked(sql, [*sorted(runs), *like, *values, number])]


def _asked(sql: str, values: Sequence[str | int]) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _placed(row: Mapping[str, Any]) -> Area:
    """A found area in what it lies in."""
    area = _area_of(row)
    area.parent = _area_of(row, _ABOVE) if row[f"{_ABOVE}id"] else None
    if area.parent:
        area.parent.parent = _area_of(row, _BEYOND) if row[f"{_BEYOND}id"] else None
    return area


def _area_of(row: Mapping[str, Any], prefix: str = "") -> Area:
    """The area in a row that holds all of its columns, by their names behind a prefix."""
    columns = {name: row[f"{prefix}{name}"] for name in COLUMNS}
    return Area(**columns | {"is_former": bool(columns["is_former"])})


def _at_postcode(digits: str, letters: str) -> Found:
    """The neighbourhoods in a postcode after the districts they are in, largest part first."""
    areas = _in_postcode(digits + letters) if len(letters) == 2 else []
    areas = areas or _in_postcode(digits)
    people: Counter[Area] = Counter()
    for area in areas:
        if area.parent:
            people[area.parent] += area.inhabitants or 0
    found = [district for district, _count in people.most_common()] + areas
    return Found(areas=found[:LIMIT], has_more=len(found) > LIMIT)


def _in_postcode(code: str) -> list[Area]:
    rows = Postcode.objects.filter(code__gte=code, code__lte=code.ljust(6, "z"))
    return list(
        Area.objects.current()
        .filter(pk__in=rows.values("area"))
        .select_related("parent__parent")
        .order_by(F("inhabitants").desc(nulls_last=True), "code")
    )


def _nearly(words: list[str]) -> list[Area]:
    """Areas with a word that looks like the longest one typed and begins like it."""
    longest = max(words, key=len)
    if len(longest) < 4:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WORDS_LIKE, _range_of(longest[:3]))
        candidates = [word for (word,) in cursor.fetchall()]
    alike = most_like(longest, candidates, number=3, least=LIKENESS)
    if not alike:
        return []
    one_of = _ONE_OF.format(", ".join(["%s"] * len(alike)))
    return _best_of([one_of], alike, alike, number=A_FEW)


_WORDS_LIKE = """
    SELECT DISTINCT word FROM neighbourhoods_searchword WHERE word >= %s AND word <= %s
"""
