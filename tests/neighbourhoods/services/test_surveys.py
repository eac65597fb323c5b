"""Figures of a survey come beside what is there, and twice makes no difference."""

from collections.abc import Callable

import pytest

from neighbourhoods.models import Area, Figure
from neighbourhoods.readers.facts import AreaFacts, Facts, Fault
from neighbourhoods.services import ImportRefusedError, Report, import_survey

from ..files import COUNTRY, DISTRICT, EAST, NORTH, ROWS, TOWN

TakeIn = Callable[..., Report]


def survey(*areas: tuple[str, str], lonely: float | None = 40) -> Facts:
    """A figure for each code and name; the name is empty where the file gives none."""
    values = {} if lonely is None else {"lonely": lonely}
    known = {
        code: AreaFacts(code, "rivm.csv", row, name, values=dict(values))
        for row, (code, name) in enumerate(areas, start=2)
    }
    return Facts(areas=known, kinds={"lonely"})


def stored() -> dict[str, float]:
    found = Figure.objects.filter(kind="lonely").values_list("area__code", "value")
    return dict(found)


def test_figures_come_beside_those_that_are_there(take_in: TakeIn) -> None:
    take_in()
    before = Figure.objects.count()
    report = import_survey(
        year=2024, facts=survey(("NL00", ""), ("GM0243", ""), ("BU02430501", ""))
    )
    assert stored() == {"NL00": 40, "GM0243": 40, "BU02430501": 40}
    assert Figure.objects.count() == before + 3
    assert (report.figures_new, report.left_alone, report.unknown) == (3, [], [])


def test_doing_it_twice_changes_nothing(take_in: TakeIn) -> None:
    take_in()
    for new in (1, 0):
        report = import_survey(year=2024, facts=survey(("GM0243", "")))
        assert (report.figures_new, report.figures_changed, report.figures_gone) == (new, 0, 0)
    report = import_survey(year=2024, facts=survey(("GM0243", ""), lonely=41))
    assert (report.figures_changed, stored()) == (1, {"GM0243": 41})
    report = import_survey(year=2024, facts=survey(("GM0243", ""), lonely=None))
    assert (report.figures_gone, stored()) == (1, {})


def test_codes_of_another_year_are_not_joined_blindly(take_in: TakeIn) -> None:
    """Without a name or our own list of that year, only a municipality surely is the same."""
    take_in()
    codes = [("NL00", ""), ("GM0243", ""), ("WK024305", ""), ("BU02430501", "")]
    report = import_survey(year=2020, facts=survey(*codes))
    assert stored() == {"NL00": 40, "GM0243": 40}
    assert report.left_alone == ["WK024305", "BU02430501"]


def test_codes_of_another_year_join_where_our_list_of_that_year_had_the_place(
    take_in: TakeIn,
) -> None:
    take_in()
    take_in([COUNTRY, TOWN, DISTRICT, [NORTH[0], "De Hoven", *NORTH[2:]], EAST], year=2020)
    codes = [("WK024305", ""), ("BU02430501", ""), ("BU02430503", "")]
    report = import_survey(year=2020, facts=survey(*codes))
    assert stored() == {"WK024305": 40, "BU02430503": 40}
    assert report.left_alone == ["BU02430501"]  # in 2020 that code was another place


def test_a_name_decides_where_there_is_one(take_in: TakeIn) -> None:
    take_in()
    names = [("WK024305", "Wijk 05 Stadsdennen"), ("BU02430501", "De Hoven"), ("BU02430503", "")]
    report = import_survey(year=2020, facts=survey(*names))
    assert stored() == {"WK024305": 40}
    assert report.left_alone == ["BU02430501", "BU02430503"]


def test_the_codes_can_be_of_another_year_than_the_figures(take_in: TakeIn) -> None:
    take_in()
    report = import_survey(year=2020, facts=survey(("BU02430501", "")), codes_of=2024)
    assert (stored(), report.left_alone) == ({"BU02430501": 40}, [])
    assert Figure.objects.get(kind="lonely").year == 2020


def test_a_former_area_keeps_the_figures_of_its_own_days(take_in: TakeIn) -> None:
    take_in(year=2022)
    take_in([*ROWS[:3], [NORTH[0], "De Hoven", *NORTH[2:]], EAST], year=2024)
    assert Area.objects.get(code="BU02430501").name == "De Hoven"
    import_survey(year=2022, facts=survey(("BU02430501", "")))
    import_survey(year=2024, facts=survey(("BU02430501", ""), lonely=50))
    assert stored() == {"BU02430501-2022": 40, "BU02430501": 50}


def test_areas_that_nobody_knows_are_counted(take_in: TakeIn) -> None:
    take_in()
    report = import_survey(year=2024, facts=survey(("GM0243", ""), ("BU99990000", "")))
    assert (report.unknown, report.left_alone) == (["BU99990000"], [])


def test_a_fault_stops_everything_unless_forced(take_in: TakeIn) -> None:
    take_in()
    facts = survey(("GM0243", ""))
    facts.faults.append(Fault("rivm.csv", 3, "“x” is not a number"))
    with pytest.raises(ImportRefusedError, match="1 rows have a fault"):
        import_survey(year=2024, facts=facts)
    assert stored() == {}
    import_survey(year=2024, facts=facts, force=True)
    assert stored() == {"GM0243": 40}


def test_nothing_usable_is_refused(take_in: TakeIn) -> None:
    take_in()
    with pytest.raises(ImportRefusedError, match="not a single usable row"):
        import_survey(year=2024, facts=Facts())
