"""The figures of an area stand beside those of what it lies in, never of another year."""

from collections.abc import Callable

from pytest_django import DjangoAssertNumQueries

from neighbourhoods.models import Area, Figure
from neighbourhoods.queries import compare, family_of, profile_of
from neighbourhoods.services import Report

from ..files import ROWS

TakeIn = Callable[..., Report]


def get(code: str) -> Area:
    return Area.objects.with_ancestors().get(code=code)


def test_an_area_stands_beside_everything_it_lies_in(
    demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        profile = profile_of(get("BU02430501"))
        income = profile.comparisons["income"]
        assert [(item.area.code, item.value) for item in income.values] == [
            ("BU02430501", None),
            ("WK024305", 28.6),
            ("GM0243", 33.7),
            ("NL00", 34.9),
        ]
    assert income.own is None
    assert income.of(Area.Level.COUNTRY) == 34.9
    assert (profile.inhabitants, profile.households) == (2335, 1060)
    assert profile.number("one_person") is None


def test_a_part_is_shown_as_a_share(demo: None) -> None:
    comparison = profile_of(get("WK024305")).comparisons["age_65_plus"]
    assert [round(item.value or 0, 1) for item in comparison.values] == [21.3, 19.8, 20.5]


def test_kinds_of_which_nothing_is_known_are_absent(take_in: TakeIn) -> None:
    take_in()
    kinds = set(profile_of(get("GM0243")).comparisons)
    assert kinds == {"inhabitants", "age_0_14", "households", "household_size"}


def test_years_are_never_mixed(take_in: TakeIn) -> None:
    """The newest year in which the area has a figure counts for all it is held against."""
    take_in()
    take_in([[*row[:4], 100, ".", 50, ".", "."] for row in ROWS], year=2025)
    profile = profile_of(get("BU02430501"))
    households, size = profile.comparisons["households"], profile.comparisons["household_size"]
    assert (households.year, households.own, households.of(Area.Level.COUNTRY)) == (2025, 50, 50)
    assert (size.year, size.own, size.of(Area.Level.COUNTRY)) == (2024, 2.2, 2.1)


def test_an_area_without_a_figure_gets_the_newest_year_of_the_others(take_in: TakeIn) -> None:
    take_in()
    Figure.objects.filter(area__code="BU02430503", kind="age_0_14").delete()
    comparison = profile_of(get("BU02430503")).comparisons["age_0_14"]
    assert (comparison.year, comparison.own, comparison.of(Area.Level.DISTRICT) is None) == (
        2024,
        None,
        False,
    )


def test_a_share_of_unknown_or_nothing_is_unknown(take_in: TakeIn) -> None:
    take_in()
    Figure.objects.filter(area__code="BU02430501", kind="inhabitants").update(value=0)
    Figure.objects.filter(area__code="GM0243", kind="inhabitants").delete()
    comparison = profile_of(get("BU02430501")).comparisons["age_0_14"]
    assert (comparison.own, comparison.of(Area.Level.MUNICIPALITY)) == (None, None)


def test_a_share_is_never_more_than_everyone(take_in: TakeIn) -> None:
    take_in()
    Figure.objects.filter(area__code="BU02430501", kind="age_0_14").update(value=9999)
    assert profile_of(get("BU02430501")).number("age_0_14") == 100


def test_the_family_of_a_neighbourhood_and_a_district(
    demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("BU02430501", "WK024305"):
        area = get(code)
        with django_assert_num_queries(1):
            family = family_of(area)
        names = [neighbourhood.name for neighbourhood in family.neighbourhoods]
        assert names == [f"Stadsdennen {part}" for part in ("Midden", "Noord", "Oost", "Zuidwest")]
        assert len(family.districts) == 15


def test_the_family_of_a_municipality(
    demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    area = get("GM0344")
    with django_assert_num_queries(1):
        family = family_of(area)
        inside = [len(neighbourhoods) for _district, neighbourhoods in family.by_district]
    assert (len(inside), sum(inside)) == (10, 111)
    assert family.districts == [district for district, _neighbourhoods in family.by_district]


def test_the_family_holds_nobody_from_former_days(demo: None) -> None:
    Area.objects.filter(code="BU02430503").update(is_former=True)
    names = [area.name for area in family_of(get("BU02430501")).neighbourhoods]
    assert "Stadsdennen Oost" not in names


def test_trends_are_of_kinds_known_of_more_years(take_in: TakeIn) -> None:
    take_in()
    assert profile_of(get("BU02430501")).trends == {}
    take_in([[*row[:4], 100, ".", 50, ".", "."] for row in ROWS], year=2025)
    assert profile_of(get("BU02430501")).trends == {
        "inhabitants": {2024: 2335, 2025: 100},
        "households": {2024: 1060, 2025: 50},
    }


def test_areas_side_by_side_in_the_order_given(
    take_in: TakeIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    take_in()
    areas = [get(code) for code in ("BU02430503", "WK024305", "BU02430501")]
    with django_assert_num_queries(1):
        people = compare(areas)[0]
    assert (people.kind.slug, people.year) == ("inhabitants", 2024)
    assert [item.value for item in people.values] == [1005, 6440, 2335]
    assert compare([]) == []


def test_side_by_side_counts_the_year_of_which_the_most_are_known(take_in: TakeIn) -> None:
    take_in()
    take_in([[*row[:4], 100, ".", 50, ".", "."] for row in ROWS], year=2025)
    areas = [get(code) for code in ("BU02430503", "BU02430501")]
    Figure.objects.filter(area=areas[0], year=2025, kind="inhabitants").delete()
    years = {comparison.kind.slug: comparison.year for comparison in compare(areas)}
    assert (years["inhabitants"], years["households"]) == (2024, 2025)
