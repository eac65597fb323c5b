"""Bars of an area beside what it lies in, on one scale, with what is unknown left open."""

import pytest
from django.utils import translation

from neighbourhoods.charts import DRAWN, Chart, charts_of, groups_of
from neighbourhoods.kinds import KINDS, Theme, Unit
from neighbourhoods.models import Area
from neighbourhoods.queries import Comparison, Profile, Value

COUNTRY = Area(pk=1, code="NL00", level=0, name="Nederland")
TOWN = Area(pk=2, code="GM0243", level=1, name="Harderwijk", parent=COUNTRY)
DISTRICT = Area(pk=3, code="WK024305", level=2, name="Stadsdennen", parent=TOWN)
NORTH = Area(pk=4, code="BU02430501", level=3, name="Stadsdennen Noord", parent=DISTRICT)
LINE = [NORTH, DISTRICT, TOWN, COUNTRY]


def compared(**values: list[float | None]) -> dict[str, Comparison]:
    """A neighbourhood with these values of itself, district, town and country."""
    return {
        kind: Comparison(
            KINDS[kind], 2024, [Value(area, value) for area, value in zip(LINE, known, strict=True)]
        )
        for kind, known in values.items()
    }


def charts(**values: list[float | None]) -> list[Chart]:
    with translation.override("en"):
        return charts_of(list(compared(**values).values()), NORTH)


def test_the_order_is_area_municipality_country() -> None:
    (chart,) = charts(age_65_plus=[24, 22, 20, 21])
    assert [(bar.area.code, bar.style, bar.is_chosen) for bar in chart.bars] == [
        ("BU02430501", "b-buurt", True),
        ("GM0243", "b-gemeente", False),
        ("NL00", "b-land", False),
    ]
    assert [bar.text for bar in chart.bars] == ["24%", "20%", "21%"]
    assert (chart.kind.slug, chart.year) == ("age_65_plus", 2024)


def test_all_charts_are_on_one_scale_from_zero() -> None:
    first, second = charts(age_65_plus=[20, 0, 20, 20], owner_occupied=[42, 0, 69, 57])
    assert [bar.width for bar in first.bars] == ["28.6", "28.6", "28.6"]
    assert [bar.width for bar in second.bars] == ["60.0", "98.6", "81.4"]


def test_an_unknown_figure_has_no_bar_and_the_district_steps_in() -> None:
    (chart,) = charts(age_65_plus=[None, 22, 20, 21])
    assert [(bar.area.code, bar.text, bar.is_stand_in) for bar in chart.bars] == [
        ("BU02430501", "no figure", False),
        ("WK024305", "22%", True),
        ("GM0243", "20%", False),
        ("NL00", "21%", False),
    ]
    assert chart.bars[0].width == ""


def test_without_a_figure_of_the_district_the_municipality_steps_in() -> None:
    (chart,) = charts(age_65_plus=[None, None, 20, None])
    assert [(bar.text, bar.is_stand_in) for bar in chart.bars] == [
        ("no figure", False),
        ("20%", True),
        ("no figure", False),
    ]
    (chart,) = charts(age_65_plus=[None, None, None, 21])
    assert [bar.is_stand_in for bar in chart.bars] == [False] * 3


def test_a_score_that_compares_with_the_country_has_no_bar_of_the_country() -> None:
    (chart,) = charts(liveability=[7, 6, 5, None])
    assert [(bar.text, bar.width) for bar in chart.bars] == [("7 of 9", "77.8"), ("5 of 9", "55.6")]


def test_a_zero_has_a_bar_of_no_width() -> None:
    (chart,) = charts(age_65_plus=[0, 0, 0, 0])
    assert [(bar.width, bar.text) for bar in chart.bars] == [("0.0", "0%")] * 3


def test_each_unit_has_a_scale_of_its_own() -> None:
    near, share = charts(distance_school=[0.5, 0.5, 0.8, 2.0], rented=[40, 40, 40, 40])
    assert [bar.width for bar in near.bars] == ["23.8", "38.1", "95.2"]
    assert [bar.width for bar in share.bars] == ["80.0"] * 3


def test_themes_with_a_known_figure_are_groups_and_the_others_are_named() -> None:
    with translation.override("en"):
        drawn = groups_of(
            Profile(NORTH, compared(rented=[40, 41, 42, 43], income=[None, 30, 0, 0]))
        )
        assert [(group.theme, len(group.charts)) for group in drawn.groups] == [
            (Theme.HOMES, 1),
            (Theme.INCOME, 1),
        ]
        assert drawn.groups[0].sources == "CBS, Key figures of districts and neighbourhoods, 2024"
        assert [str(title) for title in drawn.left_out][:2] == ["Who lives here", "Living together"]
        assert len(drawn.left_out) == len(Theme) - 2


@pytest.mark.parametrize("theme", Theme)
def test_every_theme_draws_kinds_of_its_own(theme: Theme) -> None:
    assert DRAWN[theme]
    for slug in DRAWN[theme]:
        assert KINDS[slug].theme == theme
        assert KINDS[slug].shown_as != Unit.COUNT
