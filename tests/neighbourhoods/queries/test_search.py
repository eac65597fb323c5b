"""What people type finds the area that they mean, by name or postcode, in few queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neighbourhoods.models import Area, Postcode
from neighbourhoods.queries import search
from neighbourhoods.readers.facts import AreaFacts, Facts
from neighbourhoods.services import import_areas

from ..plans import plans_of, scans


def names(text: str) -> list[str]:
    return [area.name for area in search(text).areas]


STADSDENNEN = [
    "Stadsdennen",
    "Stadsdennen Noord",
    "Stadsdennen Midden",
    "Stadsdennen Zuidwest",
    "Stadsdennen Oost",
]


@pytest.mark.parametrize(
    "text",
    [
        "Stadsdennen",
        "stadsdennen",
        " STADSDENNEN ",
        "stadsd",
        "Städsdennen",
        "stadsdennen harderwijk",
        "harderwijk stadsdennen",
        "stads-dennen",
    ],
)
def test_people_find_stadsdennen_first_and_then_what_lies_in_it(demo: None, text: str) -> None:
    assert names(text) == STADSDENNEN


def test_a_postcode_gives_districts_before_their_neighbourhoods(demo: None) -> None:
    found = ["Stadsdennen", "De Sypel", *STADSDENNEN[1:], "Sypel West", "Sypel Oost"]
    assert names("3842") == names("3842 AB") == names(" 3842ab ") == found


def test_six_characters_are_more_exact_where_they_are_known(demo: None) -> None:
    Postcode.objects.create(code="3842ab", area=Area.objects.get(code="BU02430503"))
    assert names("3842 AB") == names("3842AB") == ["Stadsdennen", "Stadsdennen Oost"]
    assert names("3842 XX") == names("3842 A") == names("3842")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("utrecht", "Utrecht"),
        ("dennen noord", "Stadsdennen Noord"),
        ("wijk 01", "Wijk 01 West"),
        ("wijk 01 w", "Wijk 01 West"),
        ("west utrecht", "Wijk 01 West"),
        ("Maximapark", "Máximapark"),
        ("leidsche rijn", "Wijk 09 Leidsche Rijn"),
        ("noordoost", "Wijk 04 Noordoost"),
        ("noord-oost", "Wijk 04 Noordoost"),
        ("hooch catharijne", None),
    ],
)
def test_what_people_mean_comes_first(demo: None, text: str, first: str | None) -> None:
    assert next(iter(names(text)), None) == first


def test_a_municipality_comes_before_what_is_called_after_it(demo: None) -> None:
    found = search("harderwijk")
    first = ["Harderwijk", "Harderwijkerbos", "Buitengebied Harderwijk", "Drielanden"]
    assert [area.name for area in found.areas[:4]] == first
    assert found.has_more
    assert len(found.areas) == 20


def test_same_names_are_told_apart_by_what_they_lie_in(demo: None) -> None:
    found = [area for area in search("binnenstad").areas if area.title == "Binnenstad"]
    with CaptureQueriesContext(connection) as queries:
        places = [area.municipality.name for area in found if area.municipality]
    assert places == ["Utrecht", "Harderwijk"]
    assert len(queries) == 0


@pytest.mark.parametrize("text", ["", " ", "a", "'", "38", "384", "\x00", "…"])
def test_too_little_to_search_for_asks_nothing(demo: None, text: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = search(text)
    assert (found.areas, found.is_too_short, len(queries)) == ([], True, 0)


@pytest.mark.parametrize(
    ("text", "nearly"), [("stadsdenen", "Stadsdennen"), ("hardewijk", "Harderwijk")]
)
def test_a_slip_of_the_finger_gives_what_looks_like_it(demo: None, text: str, nearly: str) -> None:
    found = search(text)
    assert (found.areas, found.nearly[0].name) == ([], nearly)


@pytest.mark.parametrize(
    "text", ["xyzxyz", "9999", "1234 AB", "' OR 1=1 --", "%", "_", "x" * 10000]
)
def test_nothing_is_found_without_fuss(demo: None, text: str) -> None:
    assert names(text) == []


def test_den_haag_is_found_under_its_official_name(db: None) -> None:
    facts = Facts()
    for code, name in [
        ("NL00", "Nederland"),
        ("GM0518", "'s-Gravenhage"),
        ("WK051828", "Wijk 28 Centrum"),
        ("BU05182811", "Haagwinde"),
    ]:
        facts.add(AreaFacts(code, "list", 1, name))
    import_areas(year=2024, facts=facts)
    assert names("den haag") == ["'s-Gravenhage", "Haagwinde", "Wijk 28 Centrum"]
    assert names("centrum den haag") == ["Wijk 28 Centrum", "Haagwinde"]
    assert names("s-gravenhage")[0] == names("gravenhage")[0] == "'s-Gravenhage"


def test_a_single_letter_is_a_word_unless_it_is_being_typed(db: None) -> None:
    facts = Facts()
    for code, name in [
        ("NL00", "Nederland"),
        ("GM0230", "Elburg"),
        ("WK023002", "Wijk 02 't Harde"),
    ]:
        facts.add(AreaFacts(code, "list", 1, name))
    facts.add(AreaFacts("WK023003", "list", 1, "Harde Tuin"))
    import_areas(year=2024, facts=facts)
    assert names("'t Harde") == names("’t harde") == names("t harde") == ["Wijk 02 't Harde"]
    assert names("harde t") == ["Harde Tuin", "Wijk 02 't Harde"]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(data=st.data())
def test_every_area_is_found_by_the_beginning_of_its_name(demo: None, data: st.DataObject) -> None:
    area = data.draw(st.sampled_from(list(Area.objects.exclude(level=0).order_by("code"))))
    length = data.draw(st.integers(2, len(area.name)))
    typed = data.draw(st.sampled_from([str.lower, str.upper, str.title]))(area.name[:length])
    found = search(typed)
    if not found.is_too_short and not typed.strip().isdecimal():
        assert area in found.areas or found.has_more
        folded = [candidate.search_key for candidate in found.areas]
        assert area.search_key in folded or found.has_more


def country_of(municipalities: int, parts: int) -> Facts:
    """A made-up country: each municipality has `parts` districts of `parts` neighbourhoods."""
    syllables = ["dor", "veen", "hoek", "laar", "stad", "burg", "kamp", "meer"]

    def name(number: int) -> str:
        return "".join(syllables[number // 8**at % 8] for at in range(4)).title()

    facts = Facts(has_postcodes=True)
    facts.add(AreaFacts("NL00", "made", 1, "Nederland"))
    for gm in range(municipalities):
        facts.add(AreaFacts(f"GM{gm:04}", "made", 1, name(gm)))
        for wk in range(parts):
            facts.add(AreaFacts(f"WK{gm:04}{wk:02}", "made", 1, f"Wijk {wk:02} {name(gm + wk)}"))
            for bu in range(parts):
                facts.add(
                    AreaFacts(
                        f"BU{gm:04}{wk:02}{bu:02}",
                        "made",
                        1,
                        f"{name(7 * gm + wk + bu)} {bu}",
                        postcode=str(1000 + gm),
                        values={"inhabitants": 10 * bu},
                    )
                )
    return facts


def test_with_the_whole_country_a_search_is_four_queries_at_most_on_an_index(db: None) -> None:
    import_areas(year=2024, facts=country_of(300, 7))
    assert Area.objects.filter(level=3).count() == 14_700
    for text in ["dor", "dorveen", "dorveen kamp", "wijk 03", "1042", "1042 AB", "dorvean", "zzzz"]:
        with CaptureQueriesContext(connection) as queries:
            search(text)
        assert 1 <= len(queries) <= 4, text
        for plan in plans_of(queries):
            assert not scans(plan, "neighbourhoods_searchword"), plan
            assert not scans(plan, "neighbourhoods_postcode"), plan
            ways = ("neighbourhoods_searchword", "neighbourhoods_postcode", "parent_id")
            assert any(way in plan for way in ways), plan


def test_the_plan_test_can_fail(take_in: Callable[..., object]) -> None:
    take_in()
    with CaptureQueriesContext(connection) as queries:
        list(Postcode.objects.filter(code__contains="84"))
    assert scans(plans_of(queries)[0], "neighbourhoods_postcode")
