"""A fault in a file of the catalogue is named, whatever it is."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.suggestions.content_check import (
    faults_of_activity_type,
    faults_of_situation,
    faults_of_source,
)
from meetups.suggestions.vocabulary import Family
from tests.suggestions.content import Edit, content, drop, put

ITEMS = {name: content(name)[0] for name in ("activity_types", "situations", "sources")}
SITUATIONS = [item["slug"] for item in content("situations")]
SOURCES = [item["key"] for item in content("sources")]


def faults_in(name: str, item: Any) -> list[str]:
    """What is wrong with one item, in English."""
    with translation.override(None):
        if name == "sources":
            return [str(fault) for fault in faults_of_source(item)]
        if name == "situations":
            return [str(fault) for fault in faults_of_situation(item, sources=SOURCES)]
        known = {"situations": SITUATIONS, "sources": SOURCES}
        return [str(fault) for fault in faults_of_activity_type(item, **known)]


@pytest.mark.parametrize(
    "expected",
    [
        (put("slug", value="Art Project"), "slug: must be letters, digits and hyphens"),
        (
            put("family", value="circus"),
            f"family: unknown code circus; known are {', '.join(Family.values)}",
        ),
        (put("depth", value="2"), "depth: must be a whole number"),
        (put("depth", value=True), "depth: must be a whole number"),
        (put("depth", value=4), "depth: 4 is not from 1 to 3"),
        (put("between_groups", value=1), "between_groups: must be true or false"),
        (put("colour", value="red"), "colour: unknown key"),
        (drop("summary"), "summary: is missing"),
        (drop("name", "en"), "name.en: the text is missing (English)"),
        (put("name", "nl", value=""), "name.nl: is empty"),
        (put("name", "fr", value="Art"), "name.fr: unknown language"),
        (put("name", value="Art"), "name: must be an object with nl and en"),
        (put("name", "nl", value="x" * 81), "name.nl: has 81 characters; at most 80 fit"),
        (put("name", "nl", value="Kunst "), "name.nl: starts or ends with white space"),
        (put("name", "nl", value="Ku\nnst"), "name.nl: must be one line"),
        (put("name", "nl", value="Ku\x00nst"), "name.nl: holds a character that is no text"),
        (put("name", "nl", value="\ud800"), "name.nl: holds a character that is no text"),
        (
            put("cost", "note", "en", value=""),
            "cost.note: give both languages or none",
        ),
        (put("skills", value={}), "skills: must be a list"),
        (put("flags", value=[]), "flags: must be an object"),
        (
            put("situations", "moon", value={}),
            f"situations.moon: unknown; known are {', '.join(SITUATIONS)}",
        ),
        (
            put("situations", "newcomers", "strength", value=4),
            "situations.newcomers.strength: 4 is not from 0 to 3",
        ),
        (drop("goals", "meet"), "goals.meet: is missing"),
        (put("tension", "min", value="tension"), "tension.min_level: 0 is not tension"),
        (
            put("tension", "ideal_levels", value=[2]),
            "tension.ideal_levels: are not the levels that ideal names",
        ),
        (put("group_size", "min", value=61), "group_size: min is above max"),
        (
            put("preparation_weeks", "min", value=11),
            "preparation_weeks: min is above typical",
        ),
        (put("duration", "hours_min", value=5), "duration: hours_min is above hours_max"),
        (
            put("duration", "rhythm", value="once"),
            "duration.sessions_typical: once is 1 time, a series is more",
        ),
        (put("cost", "band", value="0-100"), "cost.band: max_eur asks for 500-2500"),
        (put("cost", "min_eur", value=-1), "cost.min_eur: -1 is not from 0 to 100000"),
        (put("places", value=["indoor", "indoor"]), "places[1]: indoor stands here twice"),
        (put("places", value=[]), "places: needs at least 1"),
        (drop("contact_conditions", "repeated"), "contact_conditions.repeated: is missing"),
        (
            put("preparation_steps", 1, "order", value=1),
            "preparation_steps: the orders must be 1, 2, 3 and so on",
        ),
        (
            put("preparation_steps", 1, "weeks_before", value=1),
            "preparation_steps: a later step has more weeks to go than an earlier one",
        ),
        (
            put("preparation_steps", 0, "weeks_before", value=11),
            "preparation_steps: a step comes before the usual weeks of preparation",
        ),
        (put("professional", "kinds", value=[]), "professional.kinds: say which professional"),
        (
            put("professional", "level", value="none"),
            "professional.kinds: no professional is needed, so name none",
        ),
        (
            put("professional", "required_from_kinds", value=[]),
            "professional.required_from_kinds: goes together with a tension, or not at all",
        ),
        (
            put("professional", "required_from_level", value=None),
            "professional.required_from_level: None is not incidents",
            "professional.required_from_kinds: goes together with a tension, or not at all",
        ),
        (
            put("evidence", "sources", value=["rumour"]),
            "evidence.sources[0]: rumour is not in sources.json",
        ),
        (
            put("example", "verified", value=True),
            "example.source: an example that was seen needs its source",
        ),
        (
            put("example", "source", value="practice"),
            "example.verified: an example with a source was seen on a page: say so",
        ),
    ],
)
def test_a_fault_in_an_activity_type_is_named(expected: tuple[Edit, *tuple[str, ...]]) -> None:
    change, *named = expected
    items = [copy.deepcopy(ITEMS["activity_types"])]
    change(items)
    assert faults_in("activity_types", items[0]) == named


def test_required_ages_are_among_the_ages() -> None:
    item = ITEMS["activity_types"] | {"ages": ["adults"], "required_ages": ["youth"]}
    assert faults_in("activity_types", item) == ["required_ages: must be among the ages"]


@pytest.mark.parametrize(
    "expected",
    [
        (
            "sources",
            put("doi", value="unverified"),
            "doi: is not a DOI, such as 10.1038/s41586-019-1234-5",
            "doi_status: says that there is no DOI, but there is one",
        ),
        (
            "sources",
            put("doi_status", value="seen-on-page"),
            "doi_status: says that there is a DOI, but there is none",
        ),
        (
            "sources",
            put("url", value="javascript:alert(1)"),
            "url: must be a web address (http or https) or null",
        ),
        ("sources", put("year", value=1954), "year: must be a text"),
        (
            "situations",
            put("typical_tension", value=0),
            "typical_tension: unknown code 0; known are calm, unease, tension, incidents, acute",
        ),
        ("situations", put("signals", value=[]), "signals: needs at least 1"),
        (
            "situations",
            put("sources", 0, value="rumour"),
            "sources[0]: rumour is not in sources.json",
        ),
        (
            "situations",
            put("indicators", 1, "slug", value="social-cohesion-score"),
            "indicators[1]: social-cohesion-score stands here twice",
        ),
    ],
)
def test_a_fault_in_a_source_or_situation_is_named(
    expected: tuple[str, Edit, *tuple[str, ...]],
) -> None:
    name, change, *named = expected
    items = [copy.deepcopy(ITEMS[name])]
    change(items)
    assert faults_in(name, items[0]) == named


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in an item."""
    yield path
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(part, (*path, key))


@settings(max_examples=200, deadline=None)
@given(data=st.data(), wrong=JSON)
def test_whatever_a_file_holds_is_a_fault_or_fine_and_never_a_crash(
    data: st.DataObject, wrong: Any
) -> None:
    name = data.draw(st.sampled_from(["activity_types", "situations", "sources"]))
    box = [copy.deepcopy(ITEMS[name])]
    path = data.draw(st.sampled_from(sorted(paths(box[0]), key=repr)))
    put_at: Any = box
    for key in (0, *path)[:-1]:
        put_at = put_at[key]
    put_at[(0, *path)[-1]] = wrong
    assert all(faults_in(name, box[0]))
