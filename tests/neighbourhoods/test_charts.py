from django.utils import translation

from neighbourhoods.charts import NEARBY, SHARES, Chart, charts_of
from neighbourhoods.kinds import KINDS
from neighbourhoods.models import Area
from neighbourhoods.queries import Comparison, Profile, Value

COUNTRY = Area(pk=1, code="NL00", level=0, name="Nederland")
TOWN = Area(pk=2, code="GM0243", level=1, name="Harderwijk", parent=COUNTRY)
DISTRICT = Area(pk=3, code="WK024305", level=2, name="Stadsdennen", parent=TOWN)
NORTH = Area(pk=4, code="BU02430501", level=3, name="Stadsdennen Noord", parent=DISTRICT)
LINE = [NORTH, DISTRICT, TOWN, COUNTRY]


def charts(kinds: list[str] = SHARES, **values: list[float | None]) -> list[Chart]:
    """Charts of a neighbourhood with these values of itself, district, town and country."""
    compared = {
        kind: Comparison(
            KINDS[kind], 2024, [Value(area, value) for area, value in zip(LINE, known, strict=True)]
        )
        for kind, known in values.items()
    }
    with translation.override("en"):
        return charts_of(Profile(NORTH, compared), kinds)


def test_the_order_is_area_municipality_country() -> None:
    (chart,) = charts(age_65_plus=[24, 22, 20, 21])
    assert [(bar.area.code, bar.style, bar.is_chosen) for bar in chart.bars] == [
        ("BU02430501", "b-buurt", True),
        ("GM0243", "b-gemeente", False),
        ("NL00", "b-land", False),
    ]
    assert [bar.text for bar in chart.bars] == ["24%", "20%", "21%"]
    assert str(chart.title) == str(KINDS["age_65_plus"].label)


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
    (chart,) = charts(age_65_plus=[None, None, 20, None])
    assert [bar.text for bar in chart.bars] == ["no figure", "20%", "no figure"]


def test_a_zero_has_a_bar_of_no_width() -> None:
    (chart,) = charts(age_65_plus=[0, 0, 0, 0])
    assert [(bar.width, bar.text) for bar in chart.bars] == [("0.0", "0%")] * 3


def test_distances_have_a_scale_of_their_own() -> None:
    (chart,) = charts(NEARBY, distance_school=[0.5, 0.5, 0.8, 2.0])
    assert [bar.width for bar in chart.bars] == ["23.8", "38.1", "95.2"]


def test_at_most_six_and_only_what_is_known() -> None:
    values: dict[str, list[float | None]] = {kind: [10, 10, 10, 10] for kind in SHARES}
    assert len(charts(SHARES, **values)) == 6
    assert charts() == []
