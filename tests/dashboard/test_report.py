"""The report for the council: on paper, in the reader's language, without plans or people."""

import ctypes
import re
from contextlib import closing
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdfium2 import raw
from time_machine import TimeMachineFixture

from meetups.accounts.models import Office, User
from meetups.audit.models import Act, Record
from meetups.dashboard.wording import REASONS
from meetups.initiatives.models import Member
from meetups.support.continuity import CODES
from meetups.support.models import Kind, Promise, YearBudget
from neighbourhoods.models import Area
from tests.factories import NOW, make_area
from tests.signing_in import sign_in

from .overview import EAST, PARTS, WEST, held, make_areas, moved, seen_plan

pytestmark = pytest.mark.django_db
URL = "/{}/offices/GM0243/desk/report.pdf"
SECRET = "Gesprek over de opvang"


class Paper:
    """What a reader finds in a PDF."""

    def __init__(self, made: bytes) -> None:
        with closing(pypdfium2.PdfDocument(made)) as document:
            self.title = document.get_metadata_dict()["Title"]
            self.is_tagged = bool(raw.FPDFCatalog_IsTagged(document))
            length = raw.FPDFCatalog_GetLanguage(document, None, 0)
            name = ctypes.create_string_buffer(length)
            raw.FPDFCatalog_GetLanguage(
                document, ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), length
            )
            self.language = name.raw.decode("utf-16-le").rstrip("\0")
            texts = [page.get_textpage().get_text_range() for page in document]
        self.text = " ".join(" ".join(texts).split())


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def plans(office: Office) -> None:
    """Something of everything, in two districts, with markup in a name."""
    make_areas()
    Area.objects.filter(code=WEST).update(name="#west *vet* <b>")
    YearBudget.objects.create(office=office, year=2027, cents=2_000_00)
    plan = seen_plan(PARTS[0], title=SECRET, is_sensitive=True)
    moved(plan, "approved", "running", NOW - timedelta(days=3))
    held(plan, NOW - timedelta(days=2), 24)
    held(seen_plan(WEST), NOW - timedelta(days=1), 7)
    Promise.objects.create(
        initiative=plan,
        office=office,
        kind=Kind.MONEY,
        text=SECRET,
        cents=250_00,
        year=2027,
        due_on=NOW.date(),
        promised_at=NOW - timedelta(days=1),
    )


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def paper(client: Client, language: str = "en", **asked: Any) -> Paper:
    response = client.post(URL.format(language), {"period": "year"} | asked)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    return Paper(response.content)


WORDS = {
    "en": (
        *("Report for the council, by Gemeente Harderwijk", "1 January 2027 to 9 March 2027"),
        *("Plans that started: 1", "Meetups that were held: 2", "Times that people came: about 20"),
        *(f"A {EAST} 1 1 about 20 0 1 0 € 250", "#west *vet* <b> 1 1 fewer than 10 0 0 0 € 0"),
        *("Budget of 2027: € 2,000.", f"In A {EAST}: A {PARTS[1]}.", "Money 0 0 1 0 0 1 0"),
        *("May stop: 2 of the 2 plans that are not over", "Nobody organises it any more. (2)"),
        *("March 2027 1 2", "do not rank neighbourhoods by it", "Districts with fewer than 10"),
    ),
    "nl": ("1 januari 2027", "9 maart 2027", "€ 2.000", "Maart 2027 1 2"),
}


@pytest.mark.parametrize("language", WORDS)
def test_it_is_tagged_and_says_what_the_page_says(desk: Client, language: str) -> None:
    found = paper(desk, language)
    assert (found.is_tagged, found.language) == (True, language)
    assert "Harderwijk" in found.title
    for words in WORDS[language]:
        assert words in found.text, (words, found.text)


@pytest.mark.parametrize("name", ["Stadsdennen", "Recreatiegebied Tussenweg-Noord en omgeving"])
def test_the_name_of_a_district_stands_beside_its_numbers(desk: Client, name: str) -> None:
    Area.objects.filter(code=EAST).update(name=name)
    with closing(pypdfium2.PdfDocument(desk.post(URL.format("nl")).content)) as document:
        pages = [page.get_textpage() for page in document]
        text = next(page for page in pages if "Per wijk" in page.get_text_range())
        whole = text.get_text_range()
        # A long name goes on below, in its own column.
        words = name.replace("-", "-\0").replace(" ", "\0").replace("\0", r"\s*")
        found = re.search(rf"({words})\s+1\s", whole[(begin := whole.index("Per wijk")) :])
        assert found, whole
        letters = [begin + at for at in range(*found.span(1)) if not whole[begin + at].isspace()]
        number = text.get_charbox(begin + found.end() - 2)
        assert max(text.get_charbox(at)[2] for at in letters) < number[0] - 4


def test_the_table_of_months_stays_on_one_page(desk: Client) -> None:
    """Also where it would begin at the foot of a page: the figures fill all pages there are."""
    for number in range(1, 40):
        make_area(f"WK0243{number + 10}", f"Wijk {number}")
    response = desk.post(
        URL.format("en"), {"period": "months", "since": "2026-04", "until": "2027-03"}
    )
    with closing(pypdfium2.PdfDocument(response.content)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    one = [page for page in pages if "From month to month" in page]
    assert len(one) == 1
    assert all(month in one[0] for month in ("April 2026", "September 2026", "March 2027"))


def test_it_names_no_plan_and_nobody(desk: Client, reviewer: User) -> None:
    found = paper(desk).text
    names = [*Member.objects.values_list("user__name", flat=True), reviewer.name]
    assert len(names) > 1
    for name in (SECRET, "@", *names):
        assert name not in found


def test_who_made_it_is_written_down(desk: Client, reviewer: User) -> None:
    paper(desk, period="months", since="2027-01", until="2027-02")
    record = Record.objects.get()
    assert (record.act, record.by, record.office) == (Act.EXPORT, reviewer.pk, "GM0243")
    assert record.details == {"what": "report", "first": "2027-01-01", "last": "2027-02-28"}


def test_looking_makes_none_and_nonsense_leads_back(desk: Client) -> None:
    assert desk.get(URL.format("en")).status_code == 405
    back = desk.post(URL.format("en"), {"period": "months"})
    assert (back.status_code, back.headers["Location"]) == (
        302,
        "/en/offices/GM0243/desk/figures/",
    )
    assert not Record.objects.exists()


def test_another_office_gets_none(client: Client, other_reviewer: User, stranger: User) -> None:
    for user in (other_reviewer, stranger):
        sign_in(client, user)
        assert client.post(URL.format("en")).status_code == 404
    assert not Record.objects.exists()


def test_without_a_map_or_anything_it_is_still_a_report(desk: Client, office: Office) -> None:
    Promise.objects.all().delete()
    YearBudget.objects.all().delete()
    Area.objects.update(latitude=None, longitude=None)
    found = paper(desk, period="last-year").text
    for words in (
        "There is no map of this area",
        "Nothing was asked or promised in this period.",
        "No budget is set for 2026.",
        "Plans that ran at the end: 0",
        "Times that people came: not counted",
    ):
        assert words in found


def test_every_reason_to_stop_has_words_without_a_name() -> None:
    assert set(REASONS) == set(CODES)


def test_more_asks_no_more(desk: Client) -> None:
    url = URL.format("en")
    desk.post(url)  # draws the map
    counts = []
    for number in (1, 29):
        for place in range(number):
            plan = seen_plan((EAST, WEST, *PARTS)[place % 4])
            held(plan, NOW - timedelta(days=place + 1), 20)
        with CaptureQueriesContext(connection) as caught:
            desk.post(url)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 30
