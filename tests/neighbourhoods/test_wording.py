"""Figures in words and numbers that people can read, in either language."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.kinds import KINDS, SOURCES, THEMES, UNITS, Kind, Theme, Unit
from neighbourhoods.models import Area
from neighbourhoods.queries import Comparison, Profile, Value
from neighbourhoods.wording import DIFFERENCES, part, plain, shown, sources_of, stands_out


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


COUNTRY = Area(pk=1, code="NL00", level=0, name="Nederland")
TOWN = Area(pk=2, code="GM0243", level=1, name="Harderwijk", parent=COUNTRY)
DISTRICT = Area(pk=3, code="WK024305", level=2, name="Stadsdennen", parent=TOWN)


def profile(
    inhabitants: float | None = 5000, **values: tuple[float | None, float | None]
) -> Profile:
    """A district with these values, each beside the one of its municipality."""
    compared = {
        kind: Comparison(
            KINDS[kind], 2024, [Value(DISTRICT, own), Value(TOWN, beside), Value(COUNTRY, beside)]
        )
        for kind, (own, beside) in {"inhabitants": (inhabitants, 50_000), **values}.items()
    }
    return Profile(DISTRICT, compared)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("inhabitants", 17942942.0, "17,942,942"),
        ("age_0_14", 16.4, "16%"),
        ("owner_occupied", 0.0, "0%"),
        ("distance_school", 0.5, "0.5 km"),
        ("home_value", 391.0, "€\xa0391,000"),
        ("income", 28.6, "€\xa028,600"),
        ("land", 3892.0, "3,892 ha"),
        ("household_size", 2.0, "2.0"),
        ("household_size", None, "no figure"),
        ("lonely", 47.0, "47%"),
        ("liveability", 5.0, "5 of 9"),
    ],
)
def test_values_have_their_unit_and_unknown_is_no_zero(
    kind: str, value: float | None, text: str
) -> None:
    assert shown(KINDS[kind], value) == text


def test_values_in_dutch() -> None:
    with translation.override("nl"):
        assert shown(KINDS["home_value"], 391.0) == "€\xa0391.000"
        assert shown(KINDS["distance_school"], 0.5) == "0,5 km"
        assert plain(KINDS["household_size"], 2.2) == "2,2"
        assert shown(KINDS["land"], None) == "geen cijfer"


def test_a_spreadsheet_gets_the_bare_number() -> None:
    assert plain(KINDS["inhabitants"], 49387.0) == "49387"
    assert plain(KINDS["household_size"], None) == ""


@pytest.mark.parametrize(
    ("percentage", "text"),
    [
        (0, "nearly none"),
        (2.9, "nearly none"),
        (5, "about one in twenty"),
        (21, "about one in five"),
        (34, "about one in three"),
        (49, "about half"),
        (66, "about two in three"),
        (100, "nearly all"),
    ],
)
def test_percentages_as_people_say_them(percentage: float, text: str) -> None:
    assert part(percentage) == text


@given(st.floats(0, 100))
def test_every_percentage_can_be_said(percentage: float) -> None:
    assert part(percentage)


def test_what_stands_out_is_said_largest_difference_first() -> None:
    assert stands_out(
        profile(age_65_plus=(24, 20), age_0_14=(10, 17), owner_occupied=(42, 59))
    ) == [
        "Fewer <b>children</b> under 15: about one in ten.",
        "Fewer homes are <b>owned by who lives there</b>: about two in five.",
        "More people of <b>65 or older</b>: about one in four.",
    ]


def test_fewer_houses_are_more_flats() -> None:
    assert stands_out(profile(houses=(30, 60))) == [
        "More <b>flats</b> and fewer houses: about two in three."
    ]


def test_small_differences_are_not_worth_a_word() -> None:
    assert (
        stands_out(profile(age_65_plus=(23.9, 20), age_0_14=(3, 1), owner_occupied=(65, 59))) == []
    )


def test_one_sentence_a_topic_and_three_in_all() -> None:
    found = stands_out(
        profile(
            rented=(60, 30),
            owner_occupied=(40, 70),
            one_person=(60, 30),
            with_children=(10, 40),
            age_0_14=(30, 10),
            age_65_plus=(5, 40),
        )
    )
    assert found is not None
    assert len(found) == 3
    assert sum("rented" in sentence or "owned" in sentence for sentence in found) <= 1


@pytest.mark.parametrize("inhabitants", [None, 0, 199])
def test_of_few_people_nothing_is_said(inhabitants: float | None) -> None:
    assert stands_out(profile(inhabitants, age_65_plus=(90, 10))) is None


def test_unknown_is_no_difference() -> None:
    assert stands_out(profile(age_65_plus=(None, 20), age_0_14=(20, None), houses=(20, 0))) == []


@given(
    st.sampled_from(sorted(DIFFERENCES)),
    st.floats(0, 100),
    st.floats(0.1, 100),
)
def test_more_and_fewer_are_never_mixed_up(kind: str, own: float, beside: float) -> None:
    found = stands_out(profile(5000, **{kind: (own, beside)}))
    assert found is not None
    if found:
        expected = DIFFERENCES[kind].more if own > beside else DIFFERENCES[kind].less
        assert found[0].startswith(str(expected))
        assert abs(own - beside) >= 4


def test_sources_are_named_with_their_years() -> None:
    older = Comparison(KINDS["land"], 2023, [Value(DISTRICT, 5)])
    known = Profile(DISTRICT, {**profile().comparisons, "land": older})
    assert (
        sources_of(known.comparisons.values())
        == "CBS, Key figures of districts and neighbourhoods, 2023, 2024"
    )


def test_the_kinds_are_sound() -> None:
    assert set(THEMES) == set(Theme)
    assert set(UNITS) == set(Unit)
    for kind in KINDS.values():
        assert isinstance(kind, Kind)
        assert not kind.of or KINDS[kind.of].unit == kind.unit == Unit.COUNT
        assert kind.source in SOURCES
        assert bool(kind.says) == bool(kind.says_not) == kind.is_estimate
    columns = [column for kind in KINDS.values() for column in kind.columns]
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        ("inhabitants", 0, ""),
        ("inhabitants", -1, "-1 is below zero"),
        ("rented", 100, ""),
        ("rented", 100.5, "100.5 is more than 100%"),
        ("liveability", 9, ""),
        ("liveability", 0, "0 is not a class from 1 to 9"),
        ("liveability", 4.5, "4.5 is not a class from 1 to 9"),
    ],
)
def test_what_a_kind_of_figure_can_be(kind: str, value: float, fault: str) -> None:
    assert KINDS[kind].fault_of(value) == fault
