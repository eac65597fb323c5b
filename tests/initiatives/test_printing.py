"""Papers: one page where it must be, tagged, in the right language, whatever people typed."""

import ctypes
import unicodedata
from collections.abc import Callable
from contextlib import closing
from datetime import time, timedelta
from typing import Any

import pypdfium2
import pytest
import typst
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from meetups.accounts.models import User
from meetups.initiatives import printing
from meetups.initiatives.models import BudgetLine, Initiative, SafetyPoint, StepState
from meetups.initiatives.printing.characters import BREAK, LONGEST, coverage, printable
from meetups.initiatives.printing.typesetting import typeset
from tests.factories import FIRST_DATE, NOW, make_member, make_step, make_user
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/m/abcdefghjk/"
MARKUP = "#pagebreak() *bold* _x_ $ y $ @ref <label> `raw` // no \\ #{ panic() } = Kop"


class Paper:
    """What a reader finds in a PDF."""

    def __init__(self, made: bytes) -> None:
        assert made.startswith(b"%PDF-")
        with closing(pypdfium2.PdfDocument(made)) as document:
            self.pages = len(document)
            self.title = document.get_metadata_dict()["Title"]
            self.is_tagged = bool(raw.FPDFCatalog_IsTagged(document))
            self.language = _language(document)
            texts = [page.get_textpage().get_text_range() for page in document]
        self.text = " ".join(" ".join(texts).split())
        self.size = len(made)


def _language(document: pypdfium2.PdfDocument) -> str:
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(
        document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length
    )
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def poster(initiative: Initiative, text: str = "", address: str = ADDRESS, **how: Any) -> Paper:
    made = printing.poster(initiative, language="en", text=text, address=address, **how)
    return Paper(made)


def plan(initiative: Initiative, language: str = "en") -> Paper:
    return Paper(printing.plan(initiative, language=language, today=NOW.date()))


MAKERS: dict[str, Callable[[Initiative, str], bytes]] = {
    "poster": lambda i, code: printing.poster(i, language=code, text="Eet mee.", address=ADDRESS),
    "slip": lambda i, code: printing.slips(i, language=code),
    "list": lambda i, code: printing.door_list(i, language=code),
    "plan": lambda i, code: printing.plan(i, language=code, today=NOW.date()),
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(("language", "month"), [("nl", "april"), ("en", "April")])
def test_every_paper_is_one_tagged_page_in_its_own_language(
    initiative: Initiative, name: str, language: str, month: str
) -> None:
    initiative.starts_at, initiative.ends_at = time(14), time(16)
    initiative.place_name = "Buurthuis De Dennenappel"
    paper = Paper(MAKERS[name](initiative, language))
    assert (paper.pages, paper.is_tagged, paper.language) == (1, True, language)
    assert paper.title == "Samen koken, samen eten"
    for words in ("Samen koken, samen eten", "24", month, "14.00", "Buurthuis De Dennenappel"):
        assert words in paper.text
    assert paper.size < 150_000


# --- the poster ----------------------------------------------------------------------------------
def test_the_poster_tells_what_a_passer_by_needs(initiative: Initiative) -> None:
    initiative.contact_line = "Bel Anneke: 06 12 34 56 78"
    paper = poster(initiative, "Eet mee.\nIedereen is welkom.")
    for words in (
        *("People from Stadsdennen invite you", "Saturday", "24", "April", "The place follows."),
        *("Eet mee. Iedereen is welkom.", "Bel Anneke: 06 12 34 56 78"),
        *("Scan the code and join in, or go to", "example.org/m/abcdefghjk"),
        *("Welkom", "Hoş", "geldiniz", "Witamy", "Welcome"),
    ):
        assert words in paper.text


def test_a_code_to_scan_leaves_it_to_the_page_whether_to_sign_up(initiative: Initiative) -> None:
    """The code leads to the next meetup, which may take RSVPs."""
    initiative.place_name = "Plein 1"
    assert "Will you come? Scan the code" in poster(initiative).text
    assert "Just come." in poster(initiative, address="").text


def test_without_a_page_there_is_no_code_to_scan(initiative: Initiative) -> None:
    paper = poster(initiative, address="")
    assert "Will you come? You hear more from the organisers." in paper.text
    assert "Scan" not in paper.text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("w" * 120, "x" * 2000),
        ("Samen " * 20, "Iedereen is welkom bij ons. " * 71),
        ("Een feest", "regel\n" * 333),
        ("أهلاً وسهلاً بكم في الحي", "تعال وكل معنا"),
        ("שלום", "Ласкаво просимо. Καλώς ήρθατε."),
        ("Soep 🍲🎉👨‍👩‍👧", "漢字 \ud83d \x00 \u202e omgekeerd"),
        ("🍲", ""),
        (MARKUP, MARKUP),
    ],
)
def test_whatever_people_type_fits_on_one_poster(
    initiative: Initiative, title: str, text: str
) -> None:
    initiative.title, initiative.contact_line = title[:120], "c" * 160
    initiative.place_name = "Een heel lange naam van een plek " * 5
    assert poster(initiative, text).pages == 1


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=st.text(min_size=1, max_size=120), text=st.text(max_size=2000))
def test_any_text_fits_on_one_poster(initiative: Initiative, title: str, text: str) -> None:
    initiative.title = title
    assert poster(initiative, text).pages == 1


def test_a_title_without_a_printable_character_gets_another(initiative: Initiative) -> None:
    initiative.title = "🍲🎉"
    assert poster(initiative).title == "Meetup in Stadsdennen"


def test_mark_up_that_people_type_is_just_text(initiative: Initiative) -> None:
    initiative.aim = MARKUP
    assert MARKUP in plan(initiative).text


def test_the_picture_of_the_poster_is_small(initiative: Initiative) -> None:
    made = printing.poster_image(initiative, language="en", text="Eet mee.", address=ADDRESS)
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20], "big") == 306
    assert len(made) < 80_000


def test_the_code_of_a_page_can_be_used_elsewhere() -> None:
    assert printing.qr_code(ADDRESS).startswith("<svg xmlns=")


# --- slips, list and plan ------------------------------------------------------------------------
def test_six_slips_on_a_sheet_each_with_what_happens_to_it(initiative: Initiative) -> None:
    text = Paper(printing.slips(initiative, language="en")).text
    for words in ("Samen koken", "Name", "With how many people?", "Phone (not required)"):
        assert text.count(words) == 6
    assert text.count("Only the organisers read this. Afterwards we throw it away.") == 6


def test_the_list_has_a_line_for_each_of_22(initiative: Initiative) -> None:
    text = Paper(printing.door_list(initiative, language="en")).text
    assert "No. Name How many Phone (not required) Brings or helps with 1 2 3" in text
    assert " 21 22 Only the organisers" in text


def test_the_plan_on_paper_has_it_all(initiative: Initiative) -> None:
    gerrit = make_member(
        initiative, make_user("Gerrit de Vries", email="gerrit@example.org"), task="Sleutel halen"
    )
    make_step(initiative, "Vraag de sleutel.", doer=gerrit, note="Bij de balie.")
    make_step(
        initiative, "Kook soep.", days_before=1, state=StepState.DONE, settled_at=NOW, doer=gerrit
    )
    BudgetLine.objects.create(
        initiative=initiative, name="Groente", planned_cents=12050, changed_at=NOW
    )
    SafetyPoint.objects.create(
        initiative=initiative, key="talk", text_nl="Praat eerst.", text_en="Talk first."
    )
    initiative.aim = "Buren leren elkaar kennen."
    paper = plan(initiative)
    for words in (
        *("Buren leren elkaar kennen.", "Talk first. Not settled yet."),
        *("10 April Vraag de sleutel. Bij de balie. Gerrit", "23 April Kook soep. done"),
        *("Fatma, organiser", "Gerrit, helper: Sleutel halen"),
        *(
            "Contact check Pillar Now What you can do",
            "Groente yourselves €\xa0120.50".replace("\xa0", " "),
        ),
        "Together € 120.50",
        "Page 1 of",
    ):
        assert words in paper.text
    for secret in ("example.org", "de Vries"):
        assert secret not in paper.text


def test_a_long_plan_runs_on(initiative: Initiative) -> None:
    for number in range(100):
        make_step(initiative, f"Stap {number}", days_before=number)
    paper = plan(initiative)
    assert paper.pages > 2
    assert all(f"Stap {number} " in paper.text for number in range(100))


# --- characters ----------------------------------------------------------------------------------
def test_every_character_that_we_say_can_be_printed_is_printed(initiative: Initiative) -> None:
    """PDF/UA refuses a character without a shape, so a wrong list fails here."""
    letters = sorted(
        char for family in coverage() for char in family if unicodedata.category(char)[0] != "M"
    )
    assert len(letters) > 3000
    for start in range(0, len(letters), 500):
        poster(initiative, " ".join(letters[start : start + 500]))


def test_a_character_without_a_shape_would_be_refused() -> None:
    """The control of the test above."""
    words = {"when": "", "place": "", "privacy": ""}
    data = {"title": "漢", "language": "nl", "words": words, "labels": []}
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        typeset("slip", data)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Soep 🍲 en brood", "Soep en brood"),
        ("𝒮𝑜𝑒𝓅 ① ﬁets", "Soep ① fiets"),
        ("Şule, Łukasz, Zoë", "Şule, Łukasz, Zoë"),
        ("e\u0301e\u0301n", "één"),
        ("漢\u0301字", ""),
        ("  a \t\n b ", "a b"),
        ("a\u202eb\x00c", "abc"),
        ("x" * 40, BREAK.join(["x" * LONGEST, "x" * LONGEST, "x" * 8])),
    ],
)
def test_what_paper_shows_of_a_line(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_what_paper_leaves_out_can_be_told() -> None:
    assert printing.unprintable("Soep 🍲 漢 🍲 é ① \n") == ["🍲", "漢"]


# --- downloads -----------------------------------------------------------------------------------
DOWNLOADS = {
    "poster": ("poster-samen-koken-samen-eten.pdf", "application/pdf"),
    "slip": ("slip-samen-koken-samen-eten.pdf", "application/pdf"),
    "door_list": ("list-samen-koken-samen-eten.pdf", "application/pdf"),
    "plan_pdf": ("plan-samen-koken-samen-eten.pdf", "application/pdf"),
    "qr": ("qr-samen-koken-samen-eten.svg", "image/svg+xml"),
}


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_paper_is_a_file_to_keep(
    client: Client, helper: User, initiative: Initiative, name: str
) -> None:
    Initiative.objects.update(is_public=True)
    client.force_login(helper)
    response = client.get(reverse(f"initiatives:{name}", args=[initiative.pk]))
    file, kind = DOWNLOADS[name]
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response["Content-Disposition"] == f'attachment; filename="{file}"'
    assert response["Cache-Control"] == "no-store"


PAPERS = [*DOWNLOADS, "poster_image"]


@pytest.mark.parametrize("name", PAPERS)
def test_papers_are_for_who_may_see_the_plan(
    client: Client,
    initiative: Initiative,
    stranger: User,
    reviewer: User,
    other_reviewer: User,
    name: str,
) -> None:
    Initiative.objects.update(is_public=True)
    url = reverse(f"initiatives:{name}", args=[initiative.pk])
    assert client.get(url).status_code == 302
    for user, status in ((stranger, 404), (reviewer, 404)):
        sign_in(client, user)
        assert client.get(url).status_code == status
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    for user, status in ((reviewer, 200), (other_reviewer, 404)):
        sign_in(client, user)
        assert client.get(url).status_code == status
        assert client.post(url).status_code == 405


def test_no_code_for_a_closed_page(client: Client, organiser: User, initiative: Initiative) -> None:
    client.force_login(organiser)
    assert client.get(reverse("initiatives:qr", args=[initiative.pk])).status_code == 404


def test_a_paper_in_the_language_asked_for(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    url = reverse("initiatives:poster", args=[initiative.pk])
    languages = {
        query: Paper(client.get(f"{url}{query}").content).language
        for query in ("", "?language=en", "?language=nl", "?language=xx")
    }
    assert languages == {"": "nl", "?language=en": "en", "?language=nl": "nl", "?language=xx": "nl"}


def test_the_poster_has_the_words_of_the_team(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    initiative.invite_texts.create(
        kind="poster", language="nl", text="Neem je oma mee!", changed_by=organiser, changed_at=NOW
    )
    client.force_login(organiser)
    response = client.get(reverse("initiatives:poster", args=[initiative.pk]))
    assert "Neem je oma mee!" in Paper(response.content).text


def test_a_file_name_without_a_title(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    Initiative.objects.update(title="🍲", first_date=FIRST_DATE + timedelta(days=1))
    client.force_login(organiser)
    response = client.get(reverse("initiatives:poster", args=[initiative.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="poster.pdf"'


def test_the_language_of_the_reader_is_left_alone(initiative: Initiative) -> None:
    with translation.override("nl"):
        plan(initiative, "en")
        assert translation.get_language() == "nl"
