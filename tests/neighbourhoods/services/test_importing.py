"""Whole imports: what they store, keep, refuse and report."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import IntegrityError

from neighbourhoods.models import Area, Figure, Postcode, SearchWord
from neighbourhoods.queries import search
from neighbourhoods.readers.facts import AreaFacts, Facts
from neighbourhoods.readers.postcodes import Postcodes
from neighbourhoods.services import ImportRefusedError, Report, import_areas

from ..files import COUNTRY, DISTRICT, EAST, NORTH, ROWS, TOWN, Rows

TakeIn = Callable[..., Report]
FactsFrom = Callable[..., Facts]

MIDDLE = ["BU02430502", "Stadsdennen Midden", "Harderwijk", "Buurt", 1965, 300, 800, "2.2", "3842"]


def state() -> list[object]:
    """Everything stored, without the keys that the database gives out."""
    return [
        sorted(
            Area.objects.values_list(
                "code", "name", "parent__code", "year", "is_former", "inhabitants"
            )
        ),
        sorted(Figure.objects.values_list("area__code", "year", "kind", "value")),
        sorted(Postcode.objects.values_list("area__code", "code")),
        sorted(SearchWord.objects.values_list("area__code", "word")),
    ]


def codes(areas: list[Area]) -> list[str]:
    return [area.code for area in areas]


def test_a_first_import_stores_everything(take_in: TakeIn) -> None:
    report = take_in()
    assert codes(report.new) == ["NL00", "GM0243", "WK024305", "BU02430501", "BU02430503"]
    assert (report.changed, report.gone, report.renamed, report.reused) == ([], [], [], [])
    assert (report.figures_new, report.postcodes) == (19, 2)
    north = Area.objects.with_ancestors().get(code="BU02430501")
    assert codes(north.ancestors) == ["WK024305", "GM0243", "NL00"]
    assert (north.name, north.slug, north.year) == ("Stadsdennen Noord", "stadsdennen-noord", 2024)
    assert (north.inhabitants, north.level, north.is_former) == (2335, 3, False)
    assert dict(north.figures.values_list("kind", "value")) == {
        "inhabitants": 2335,
        "age_0_14": 405,
        "households": 1060,
        "household_size": 2.2,
    }


def test_an_unknown_figure_has_no_row(take_in: TakeIn) -> None:
    take_in()
    east = Area.objects.get(code="BU02430503")
    assert set(east.figures.values_list("kind", flat=True)) == {
        "inhabitants",
        "households",
        "household_size",
    }


def test_importing_twice_changes_nothing(take_in: TakeIn) -> None:
    take_in()
    before = state()
    report = take_in()
    assert state() == before
    assert (report.new, report.changed, report.gone) == ([], [], [])
    assert (report.figures_new, report.figures_changed, report.figures_gone) == (0, 0, 0)


def test_a_corrected_file_changes_what_differs(take_in: TakeIn) -> None:
    take_in()
    corrected = [*NORTH[:4], 2340, 405, ".", "2.2", "3843"]
    report = take_in([COUNTRY, TOWN, DISTRICT, corrected, EAST])
    assert codes(report.changed) == ["BU02430501"]
    assert (report.figures_new, report.figures_changed, report.figures_gone) == (0, 1, 1)
    north = Area.objects.get(code="BU02430501")
    assert north.inhabitants == 2340
    assert not north.figures.filter(kind="households").exists()
    assert list(north.postcodes.values_list("code", flat=True)) == ["3843"]


def test_a_next_year_keeps_the_figures_of_this_one(take_in: TakeIn) -> None:
    take_in()
    report = take_in([[*row[:4], 100, *row[5:]] for row in ROWS], year=2025)
    assert len(report.changed) == 5
    figures = Figure.objects.filter(area__code="BU02430501", kind="inhabitants")
    assert dict(figures.values_list("year", "value")) == {2024: 2335, 2025: 100}
    assert set(Area.objects.values_list("year", flat=True)) == {2025}


def test_a_new_year_alone_is_no_change(take_in: TakeIn) -> None:
    take_in()
    assert take_in(year=2025).changed == []
    assert set(Area.objects.values_list("year", flat=True)) == {2025}


def test_what_a_new_year_lacks_is_former_and_not_found(take_in: TakeIn) -> None:
    take_in()
    report = take_in([COUNTRY, TOWN, DISTRICT, NORTH, MIDDLE], year=2025)
    assert codes(report.gone) == ["BU02430503"]
    assert codes(report.new) == ["BU02430502"]
    east = Area.objects.get(code="BU02430503")
    assert (east.is_former, east.year) == (True, 2024)
    assert east.figures.count() == 3
    assert codes(search("stadsdennen oost").areas) == []
    assert codes(search("3842").areas) == ["WK024305", "BU02430501", "BU02430502"]


def test_what_comes_back_is_found_again(take_in: TakeIn) -> None:
    take_in()
    take_in([COUNTRY, TOWN, DISTRICT, NORTH], year=2025)
    pk = Area.objects.get(code="BU02430503").pk
    report = take_in(year=2026)
    assert codes(report.new) == ["BU02430503"]
    assert search("stadsdennen oost").areas[0].pk == pk


def test_other_municipalities_are_not_gone(take_in: TakeIn) -> None:
    other = [
        ["GM0344", "Utrecht", "Utrecht", "Gemeente", 1, ".", ".", ".", "."],
        ["WK034401", "Wijk 01 West", "Utrecht", "Wijk", 1, ".", ".", ".", "."],
    ]
    take_in([*ROWS, *other])
    report = take_in([TOWN, DISTRICT, NORTH], year=2025)
    assert codes(report.gone) == ["BU02430503"]


def test_a_new_spelling_is_a_new_name_of_the_same_place(take_in: TakeIn) -> None:
    take_in()
    pk = Area.objects.get(code="WK024305").pk
    renamed = ["WK024305", "Wijk 05 Stads-dennen", *DISTRICT[2:]]
    report = take_in([COUNTRY, TOWN, renamed, NORTH, EAST], year=2025)
    assert [(old, new.pk) for old, new in report.renamed] == [("Stadsdennen", pk)]
    assert report.reused == []
    assert codes(search("wijk 05").areas) == ["WK024305"]


def test_words_of_a_renamed_district_reach_what_lies_in_it(take_in: TakeIn) -> None:
    take_in()
    renamed = ["WK024305", "Stadsdennen en Bosrand", *DISTRICT[2:]]
    take_in([COUNTRY, TOWN, renamed, NORTH, EAST], year=2025)
    assert codes(search("bosrand noord").areas) == ["BU02430501"]


def test_a_code_that_means_another_place_gets_a_row_of_its_own(take_in: TakeIn) -> None:
    """As in Druten, where WK022501 was Puiflijk in 2022 and Druten in 2024."""
    blank = [1000, ".", ".", ".", "."]
    town = ["GM0225", "Druten", "Druten", "Gemeente", *blank]

    def year_of(*names: str) -> Rows:
        rows = [[f"WK02250{at}", name, "Druten", "Wijk", *blank] for at, name in enumerate(names)]
        return [COUNTRY, town, *rows]

    take_in(year_of("Druten", "Puiflijk", "Deest"), year=2022)
    puiflijk = Area.objects.get(code="WK022501")
    report = take_in(year_of("Puiflijk", "Druten", "Deest"), year=2024)

    assert [(old.code, new.name) for old, new in report.reused] == [
        ("WK022500-2022", "Puiflijk"),
        ("WK022501-2022", "Druten"),
    ]
    puiflijk.refresh_from_db()
    assert (puiflijk.code, puiflijk.name, puiflijk.is_former) == ("WK022501-2022", "Puiflijk", True)
    assert list(puiflijk.figures.values_list("year", flat=True)) == [2022]
    now = Area.objects.get(code="WK022501")
    assert (now.name, now.is_former, now.parent) == (
        "Druten",
        False,
        Area.objects.get(code="GM0225"),
    )
    assert list(now.figures.values_list("year", flat=True)) == [2024]
    assert codes(search("puiflijk").areas) == ["WK022500"]


def test_a_name_that_has_nothing_in_common_is_another_place(take_in: TakeIn) -> None:
    take_in()
    other = ["WK024305", "Waterfront", *DISTRICT[2:]]
    report = take_in([COUNTRY, TOWN, other, NORTH, EAST], year=2025)
    assert [(old.code, new.code) for old, new in report.reused] == [("WK024305-2024", "WK024305")]
    north = Area.objects.select_related("parent").get(code="BU02430501")
    assert north.parent
    assert north.parent.name == "Waterfront"


def test_within_a_year_another_name_is_a_correction(take_in: TakeIn) -> None:
    take_in()
    report = take_in([COUNTRY, TOWN, ["WK024305", "Waterfront", *DISTRICT[2:]], NORTH, EAST])
    assert (len(report.renamed), report.reused) == (1, [])


def test_an_older_year_adds_figures_to_the_same_places_only(take_in: TakeIn) -> None:
    take_in()
    before = list(Area.objects.values_list("code", "name", "year", "inhabitants"))
    older = [
        COUNTRY,
        [*TOWN[:4], 48000, *TOWN[5:]],
        ["WK024305", "Puiflijk", "Harderwijk", "Wijk", 10, 1, 1, "2", "."],
        [*NORTH[:4], 2000, *NORTH[5:]],
        ["BU02430599", "Verdwenen", "Harderwijk", "Buurt", 5, 1, 1, "2", "9999"],
    ]
    report = take_in(older, year=2022)
    assert list(Area.objects.values_list("code", "name", "year", "inhabitants")) == before
    assert report.left_alone == ["WK024305", "BU02430599"]
    assert (report.new, report.gone, report.changed) == ([], [], [])
    assert dict(
        Figure.objects.filter(year=2022, kind="inhabitants").values_list("area__code", "value")
    ) == {"NL00": 17942942, "GM0243": 48000, "BU02430501": 2000}
    assert not Postcode.objects.filter(code="9999").exists()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([*ROWS, ["XX", "Fout", "", "", 1, 1, 1, 1, "."]], "row 7: “XX” is not a code"),
        ([*ROWS, [*MIDDLE[:4], "veel", 1, 1, 1, "."]], "row 7: inhabitants of BU02430502"),
        ([COUNTRY, TOWN, NORTH], "row 4: BU02430501 lies in WK024305, which has no row"),
        ([COUNTRY, DISTRICT, NORTH], "row 3: WK024305 lies in GM0243, which has no row"),
    ],
)
def test_a_fault_refuses_everything(take_in: TakeIn, rows: Rows, reason: str) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        take_in(rows)
    assert reason in str(refusal.value.faults[0])
    assert state() == [[], [], [], []]


def test_by_force_the_rest_is_taken_in_and_nothing_is_gone_for_a_fault(take_in: TakeIn) -> None:
    take_in()
    report = take_in([COUNTRY, TOWN, DISTRICT, NORTH, [EAST[0], "", *EAST[2:]], MIDDLE], force=True)
    assert [str(fault) for fault in report.faults] == ["kwb.csv, row 6: BU02430503 has no name"]
    assert report.gone == []
    assert codes(report.new) == ["BU02430502"]
    assert Area.objects.get(code="BU02430503").name == "Stadsdennen Oost"


def test_a_file_that_was_cut_off_is_refused(take_in: TakeIn) -> None:
    many = [
        [f"BU024305{at:02}", f"Buurt {at}", "", "Buurt", 5, ".", ".", ".", "."] for at in range(60)
    ]
    take_in([COUNTRY, TOWN, DISTRICT, *many])
    before = state()
    with pytest.raises(ImportRefusedError, match="30 of 63 areas would be gone"):
        take_in([COUNTRY, TOWN, DISTRICT, *many[:30]], year=2025)
    assert state() == before
    report = take_in([COUNTRY, TOWN, DISTRICT, *many[:30]], year=2025, force=True)
    assert len(report.gone) == 30


def test_a_failure_halfway_leaves_nothing(facts_from: FactsFrom, db: None) -> None:
    facts = facts_from()
    facts.areas["BU02430503"].values["inhabitants"] = -1  # the database refuses it, rather late
    with pytest.raises(IntegrityError):
        import_areas(year=2024, facts=facts)
    assert state() == [[], [], [], []]


def test_no_rows_at_all_are_refused(db: None) -> None:
    with pytest.raises(ImportRefusedError, match="not a single usable row"):
        import_areas(year=2024, facts=Facts())


def test_a_centre_stays_when_a_later_file_has_none(take_in: TakeIn, facts_from: FactsFrom) -> None:
    facts = facts_from()
    facts.areas["BU02430501"].latitude, facts.areas["BU02430501"].longitude = 52.35, 5.61
    import_areas(year=2024, facts=facts)
    take_in(year=2025)
    north = Area.objects.get(code="BU02430501")
    assert (north.latitude, north.longitude) == (52.35, 5.61)


def test_a_list_of_postcodes_goes_before_the_one_in_the_figures(
    facts_from: FactsFrom, db: None
) -> None:
    postcodes = Postcodes(
        4, 3, 1, Counter({"3842BU02430501": 1, "3843BU02430501": 1, "9999BU99999999": 1})
    )
    report = import_areas(year=2024, facts=facts_from(), postcodes=postcodes)
    assert sorted(Postcode.objects.values_list("code", "area__code")) == [
        ("3842", "BU02430501"),
        ("3843", "BU02430501"),
    ]
    assert (report.postcodes, report.postcodes_left_out) == (2, 2)


def test_six_characters_stand_beside_four(facts_from: FactsFrom, db: None) -> None:
    postcodes = Postcodes(6, 3, 0, Counter({"3842abBU02430501": 2, "3842abBU02430503": 1}))
    for _ in range(2):
        import_areas(year=2024, facts=facts_from(), postcodes=postcodes)
        assert sorted(Postcode.objects.values_list("code", "area__code")) == [
            ("3842", "BU02430501"),
            ("3842", "BU02430503"),
            ("3842ab", "BU02430501"),
        ]


def test_areas_without_figures_are_areas_all_the_same(facts_from: FactsFrom, db: None) -> None:
    facts = facts_from()
    facts.add(AreaFacts("BU02430502", "regio.csv", 9, "Stadsdennen Midden"))
    import_areas(year=2024, facts=facts)
    assert Area.objects.get(code="BU02430502").inhabitants is None
