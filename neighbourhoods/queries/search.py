"""Finding areas by name or postcode."""

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from ..models import Area, Postcode, SearchWord
from ..names import EVERYDAY_NAMES, WORD_LENGTH, key_of, words_of

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
    matching = Area.objects.current()
    for at, word in enumerate(words, start=1):
        is_whole = len(word) == 1 and at < len(words)  # the "t" of "'t Harde" begins no word
        rows = SearchWord.objects.filter(word=word) if is_whole else _beginning_with(word)
        matching = matching.filter(pk__in=rows.values("area"))
    areas = _best_of(matching, words, number=LIMIT + 1)
    if not areas:
        nearly = _nearly(words)
        return Found(nearly=nearly, only_here=[] if nearly else _if_few())
    return Found(areas=areas[:LIMIT], has_more=len(areas) > LIMIT)


def _if_few() -> list[Area]:
    found = Area.objects.current().filter(parent__code="NL00").by_name()[: A_FEW + 1]
    return list(found) if len(found) <= A_FEW else []


def _beginning_with(word: str) -> QuerySet[SearchWord]:
    """Rows whose word begins with this one, straight from the index.

    Words hold only a-z and 0-9, so those that begin with it lie between the word itself and
    the word followed by nothing but z, in the order of any database.
    """
    return SearchWord.objects.filter(word__gte=word, word__lte=word.ljust(WORD_LENGTH + 1, "z"))


def _best_of(areas: QuerySet[Area], words: list[str], *, number: int) -> list[Area]:
    """So many, best first. What they lie in is looked up for these, not for all that match."""
    best = _best_first(areas, words)
    few = Area.objects.filter(pk__in=best.values("pk")[:number])
    return list(_best_first(few, words).select_related("parent__parent"))


def _best_first(areas: QuerySet[Area], words: list[str]) -> QuerySet[Area]:
    count = len(words)
    runs = {"".join(words[i:j]) for i in range(count) for j in range(i + 1, count + 1)}
    runs |= {official for official, name in EVERYDAY_NAMES.items() if key_of(name) in runs}
    holds = Q()
    for word in words:
        holds |= Q(search_key__contains=word)
    rank = Case(
        When(search_key__in=runs, then=Value(0)),
        When(search_key__startswith="".join(words), then=Value(1)),
        When(holds, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return areas.order_by(
        rank, "level", F("inhabitants").desc(nulls_last=True), "search_key", "code"
    )


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
    candidates = _beginning_with(longest[:3]).values_list("word", flat=True).distinct()
    alike = get_close_matches(longest, candidates, n=3, cutoff=LIKENESS)
    matching = Area.objects.current().filter(
        pk__in=SearchWord.objects.filter(word__in=alike).values("area")
    )
    return _best_of(matching, alike, number=A_FEW) if alike else []
