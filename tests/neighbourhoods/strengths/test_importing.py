"""A municipality's own list of places is shown, changed and checked beforehand."""

from datetime import date
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from neighbourhoods.models import Area, Place, Postcode
from neighbourhoods.readers.facts import UnusableFileError
from neighbourhoods.strengths.importing import PlacesRefusedError, import_places
from neighbourhoods.strengths.lifecycle import Status
from neighbourhoods.strengths.models import Kind
from neighbourhoods.strengths.reading import COLUMNS, KINDS, read_places
from tests.factories import make_place

pytestmark = pytest.mark.usefixtures("demo")

DUTCH = """naam;soort;gebied;adres;postcode;personen;keuken;drempelvrij;kosten;website;gezien_op
Buurthuis De Dennenappel;Buurthuis;WK024305;Dennenlaan 1;3842ab;60;ja;;gratis;https://example.org/;31-05-2026
Café "De Kom";kerk;bu02430501;;;;nee;ja;;;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plekken.csv"


def run(path: Path, text: str | bytes, *options: str) -> str:
    """What the command says about a list with this text."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    said = StringIO()
    call_command("import_places", str(path), *options, stdout=said)
    return said.getvalue()


def refused(path: Path, text: str | bytes, *options: str) -> list[str]:
    """The faults that the command lists; nothing may be stored."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    said = StringIO()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("import_places", str(path), *options, stdout=said)
    assert not Place.objects.exists()
    return [line.strip() for line in said.getvalue().splitlines()]


def test_a_dutch_list_is_shown(path: Path) -> None:
    assert run(path, DUTCH) == "New 2, changed 0, the same 0, left alone 0.\n"
    house, cafe = Place.objects.select_related("area").order_by("name")
    assert (house.name, house.kind, house.area.code, house.postcode, house.capacity) == (
        "Buurthuis De Dennenappel",
        Kind.COMMUNITY_CENTRE,
        "WK024305",
        "3842 AB",
        60,
    )
    assert (house.has_kitchen, house.step_free, house.accessible_toilet) == (True, None, None)
    assert (house.costs_nl, house.website) == ("gratis", "https://example.org/")
    assert (house.seen_on, house.status) == (date(2026, 5, 31), Status.SHOWN)
    assert (cafe.name, cafe.kind, cafe.area.code) == ('Café "De Kom"', "church", "BU02430501")
    assert (cafe.has_kitchen, cafe.step_free, cafe.capacity) == (False, True, None)
    assert house.history.get().history_change_reason == "Import of a list"


def test_again_changes_nothing(path: Path) -> None:
    run(path, DUTCH)
    assert run(path, DUTCH) == "New 0, changed 0, the same 2, left alone 0.\n"
    assert [place.history.count() for place in Place.objects.all()] == [1, 1]


def test_a_newer_list_changes_what_it_holds(path: Path) -> None:
    run(path, DUTCH)
    newer = "name,kind,area,capacity\nBUURTHUIS de Dennenappel,library,WK024305,\n"
    assert run(path, newer) == "New 0, changed 1, the same 0, left alone 0.\n"
    place = Place.objects.get(area__code="WK024305")
    assert (place.name, place.kind, place.capacity) == ("BUURTHUIS de Dennenappel", "library", None)
    assert (place.has_kitchen, place.costs_nl) == (True, "gratis")
    assert place.history.count() == 2


def test_a_dry_run_says_it_all_and_changes_nothing(path: Path) -> None:
    said = run(path, DUTCH, "--dry-run")
    assert said.startswith("New 2, changed 0,")
    assert "nothing was changed" in said
    assert (Place.objects.count(), Place.history.count()) == (0, 0)


@pytest.mark.parametrize("by", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_lists_come_in_many_forms(path: Path, by: str, encoding: str) -> None:
    rows = ["naam;soort;gebied;kosten", "Café René;tuin;WK024305;€ 5"]
    text = "\r\n".join(rows).replace(";", by)
    run(path, text.encode(encoding))
    place = Place.objects.get()
    assert (place.name, place.costs_nl) == ("Café René", "€ 5")


def test_a_workbook_will_do(tmp_path: Path) -> None:
    path = tmp_path / "plekken.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "kind", "area", "capacity", "seen_on"])
    sheet.append(["De Kom", "school", "WK024305", 60, date(2026, 5, 31)])
    book.save(path)
    call_command("import_places", str(path), stdout=StringIO())
    place = Place.objects.get()
    assert (place.capacity, place.seen_on) == (60, date(2026, 5, 31))


HEADER = (
    "name;kind;area;postcode;capacity;has_kitchen;website;email;latitude;longitude;seen_on;phone"
)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (";library;WK024305;;;;;;;;;", "row 2, name: This field cannot be blank."),
        ("x;castle;WK024305;;;;;;;;;", "row 2, kind: “castle” is no kind of place; use community_"),
        ("x;;WK024305;;;;;;;;;", "row 2, kind: “” is no kind of place"),
        ("x;library;WK999999;;;;;;;;;", "row 2, area: “WK999999” is no area of today’s map"),
        ("x;library;NL00;;;;;;;;;", "row 2, area: “NL00” is no area of today’s map"),
        ("x;library;;;;;;;;;;", "row 2, area: give the code of an area, or a postcode"),
        ("x;library;;9999 ZZ;;;;;;;;", "row 2, postcode: “9999zz” lies in no area we know"),
        ("x;library;WK024305;38;;;;;;;;", "row 2, postcode: Type a postcode, like 3842 AB."),
        ("x;library;WK024305;;many;;;;;;;", "row 2, capacity: “many” is not a whole number"),
        ("x;library;WK024305;;-1;;;;;;;", "row 2, capacity: “-1” is not a whole number"),
        ("x;library;WK024305;;0;;;;;;;", "row 2: Leave a number empty when it is not known."),
        ("x;library;WK024305;;;maybe;;;;;;", "row 2, has_kitchen: “maybe” is not yes, no or empty"),
        ("x;library;WK024305;;;;javascript:x;;;;;", "row 2, website: Enter a valid URL."),
        ("x;library;WK024305;;;;;nobody;;;;", "row 2, email: Enter a valid email address."),
        ("x;library;WK024305;;;;;;here;;;", "row 2, latitude: “here” is not degrees, like 52.34"),
        ("x;library;WK024305;;;;;;52.3;;;", "row 2: Give both the latitude and the longitude"),
        ("x;library;WK024305;;;;;;91;5;;", "row 2: Give both the latitude and the longitude"),
        ("x;library;WK024305;;;;;;;;soon;", "row 2, seen_on: “soon” is not a day, like 2026-05-31"),
        ("x;library;WK024305;;;;;;;;;call", "row 2, phone: Type a phone number"),
        ("x;library;WK024305;;;;;;;;;;too;much", "row 2: there are more cells than columns"),
        (f"{'x' * 101};library;WK024305", "row 2, name: Ensure this value has at most 100 char"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_each_fault_has_its_row_column_and_reason(
    path: Path, row: str, fault: str, options: tuple[str, ...]
) -> None:
    faults = refused(path, f"{HEADER}\n{row}\n", *options)
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_all_faults_are_listed_and_one_stops_all(path: Path) -> None:
    rows = ["a;library;WK024305", "b;castle;WK999999", "", "c;library;", "A;garden;WK024305"]
    assert refused(path, "\n".join(["name;kind;area", *rows])) == [
        f"row 3, kind: “castle” is no kind of place; use {', '.join(Kind)}",
        "row 3, area: “WK999999” is no area of today’s map",
        "row 5, area: give the code of an area, or a postcode",
        "row 6, name: “A” is in row 2 too",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "has no column"),
        ("kind;area\nlibrary;WK024305\n", "has no column"),
        ("name;area\nx;WK024305\n", "has no column kind"),
        ("name;kind\nx;library\n", "has no column area or postcode"),
        ("name;kind;area;size\nx;library;WK024305;9\n", "columns that we do not know: size"),
        ("name;naam;kind;area\nx;x;library;WK024305\n", "a column more than once: name"),
        (b"\x00\xff\xfe\x00", "has no column"),
    ],
)
def test_an_unusable_list_is_refused(path: Path, text: str | bytes, reason: str) -> None:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UnusableFileError, match=reason):
        read_places(path)
    assert refused(path, text) == []


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No such file or directory.* Nothing was changed"):
        call_command("import_places", str(tmp_path / "absent.csv"))


def test_a_postcode_gives_the_area_when_it_lies_in_one(path: Path) -> None:
    Postcode.objects.all().delete()
    first, second = Area.objects.filter(code__in=["BU02430501", "BU02430503"])
    Postcode.objects.create(code="3842ab", area=first)
    for area in (first, second):
        Postcode.objects.create(code="3842", area=area)
    run(path, "name;kind;postcode\nDe Kom;library;3842 AB\n")
    assert Place.objects.get().area == first
    Place.objects.all().delete()
    assert refused(path, "name;kind;postcode\nDe Kom;library;3842 XX\n") == [
        "row 2, postcode: “3842xx” lies in 2 neighbourhoods; give the area: BU02430501, BU02430503"
    ]


def test_a_list_approves_what_waits_but_overrules_nobody(path: Path) -> None:
    make_place("WK024305", "De Kom", status=Status.PROPOSED, decided_at=None)
    make_place("WK024305", "De Eik", status=Status.DECLINED, reason="Dicht", kind=Kind.OTHER)
    said = run(path, "name;kind;area\nDe Kom;school;WK024305\nDe Eik;school;WK024305\n")
    assert "De Eik was declined before, and is left alone\n" in said
    assert "New 0, changed 1, the same 0, left alone 1." in said
    assert list(Place.objects.order_by("name").values_list("name", "status", "kind")) == [
        ("De Eik", "declined", "other"),
        ("De Kom", "shown", "school"),
    ]


def test_faults_are_in_plain_english_whatever_the_language(path: Path) -> None:
    with translation.override("nl"):
        assert refused(path, "name;kind;area\n;library;WK024305\n") == [
            "row 2, name: This field cannot be blank."
        ]


def test_every_kind_has_a_word_and_every_column_is_one_of_a_place() -> None:
    assert set(KINDS.values()) == set(Kind)
    for column in COLUMNS:
        Place._meta.get_field(column)


def test_finding_areas_stays_cheap(
    path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"Plek {number};library;castle" for number in range(200)]
    path.write_text("\n".join(["name;kind;area", *rows]))
    found = read_places(path)
    with django_assert_max_num_queries(8), pytest.raises(PlacesRefusedError) as refusal:
        import_places(found=found, now=timezone.now())
    assert len(refusal.value.faults) == 200
