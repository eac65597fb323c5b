"""Invitations made from a plan."""

from datetime import time
from typing import Any

import pytest
from django.utils import translation

from meetups.initiatives import texts
from meetups.initiatives.models import Initiative, Spot, TextKind
from meetups.initiatives.models.base import PROSE
from meetups.suggestions.vocabulary import Family
from tests.factories import make_initiative, make_place

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/m/abcdefghjk/"
LETTER = """\
Dear neighbours,

We invite you: Samen koken, samen eten

When: Saturday 24 April, 14.00 to 16.30
Where: De Dennenappel, Dennenlaan 12

We eat together. You can help, or just join us at the table.
This is the first of 3 times.
Everyone is welcome. You can bring your children. You do not have to speak Dutch well. \
We help each other.

Will you come?
Bel Anneke: 06 12 34 56 78
See how to join in: https://example.org/m/abcdefghjk/

See you then!
People from Stadsdennen"""


@pytest.fixture
def whole(initiative: Initiative) -> Initiative:
    """The plan with all that an invitation can tell."""
    initiative.activity_type.ages = ["children", "adults"]
    initiative.answers["language"] = ["some"]
    initiative.starts_at, initiative.ends_at = time(14), time(16, 30)
    initiative.place = make_place(initiative.area, address="Dennenlaan 12")
    initiative.contact_line = "Bel Anneke: 06 12 34 56 78"
    initiative.times_planned = 3
    return initiative


def test_the_letter_says_all_there_is_to_say(whole: Initiative) -> None:
    assert texts.made_text(whole, TextKind.LETTER, "en", address=ADDRESS) == LETTER


def test_the_mail_starts_with_its_subject(whole: Initiative) -> None:
    mail = texts.made_text(whole, TextKind.MAIL, "en", address=ADDRESS)
    assert mail.splitlines()[:3] == [
        "Subject: Saturday 24 April: Samen koken, samen eten",
        "",
        "Hello,",
    ]
    assert mail.split("Hello,")[1] == LETTER.split("Dear neighbours,")[1]


def test_the_message_for_an_app_is_short(initiative: Initiative) -> None:
    assert texts.made_text(initiative, TextKind.APP, "en") == (
        "Samen koken, samen eten\n\n"
        "Saturday 24 April\nThe place follows.\n\n"
        "We eat together. You can help, or just join us at the table. Everyone is welcome.\n\n"
        "Will you come?\nYou hear more from the organisers."
    )


def test_with_an_open_page_only_that_page_says_whether_to_sign_up(initiative: Initiative) -> None:
    initiative.place_name = "Plein 1"
    without = texts.made_text(initiative, TextKind.APP, "en")
    assert without.endswith("Will you come?\nYou do not have to sign up. Just come.")
    opened = texts.made_text(initiative, TextKind.APP, "en", address=ADDRESS)
    assert opened.endswith(f"Will you come?\nSee how to join in: {ADDRESS}")


def test_the_words_of_a_poster_leave_day_and_place_to_the_poster(whole: Initiative) -> None:
    assert texts.made_text(whole, TextKind.POSTER, "en", address=ADDRESS) == (
        "We eat together. You can help, or just join us at the table.\n"
        "Everyone is welcome. You can bring your children. "
        "You do not have to speak Dutch well. We help each other."
    )


@pytest.mark.parametrize("reader", ["nl", "en"])
def test_a_text_is_in_its_own_language_not_in_the_readers(
    initiative: Initiative, reader: str
) -> None:
    with translation.override(reader):
        assert "zaterdag 24 april" in texts.made_text(initiative, TextKind.LETTER, "nl")
        assert "Saturday 24 April" in texts.made_text(initiative, TextKind.LETTER, "en")
        assert translation.get_language() == reader


@pytest.mark.parametrize("kind", list(TextKind))
@pytest.mark.parametrize(
    "columns",
    [
        {"aim": "Tension between groups must go down."},
        {"answers": {"situation": ["conflict"], "tension": ["high"], "groups": ["newcomers"]}},
        {"answers": {"safety": ["violence"], "goal": ["restore_trust"], "ages": ["youth"]}},
        {"advice": {"top": ["mediation"], "notices": ["call a professional"]}},
        {"is_sensitive": True, "lessons": "It went wrong in the street."},
    ],
)
def test_nothing_of_what_goes_on_in_the_neighbourhood_is_told(
    initiative: Initiative, kind: str, columns: dict[str, Any]
) -> None:
    before = texts.made_text(initiative, kind, "en")
    for name, value in columns.items():
        setattr(initiative, name, value)
    assert texts.made_text(initiative, kind, "en") == before


def test_the_texts_of_the_format_are_for_organisers(initiative: Initiative) -> None:
    """Its name and summary may say for which trouble it is meant."""
    summary = initiative.activity_type.summary_en
    for kind in TextKind:
        text = texts.made_text(initiative, kind, "en")
        assert initiative.activity_type.name_en not in text
        assert summary not in text


def test_every_family_of_formats_has_its_words() -> None:
    assert set(texts.DOING) == set(Family)


def test_the_longest_plan_fits(whole: Initiative) -> None:
    whole.title, whole.contact_line = "t" * 120, "c" * 160
    whole.place_name = "p" * 160
    for kind in TextKind:
        assert len(texts.made_text(whole, kind, "en", address=ADDRESS)) <= PROSE / 2


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (None, None, "Saturday 24 April"),
        (time(9, 30), None, "Saturday 24 April, from 9.30"),
        (time(14), time(16), "Saturday 24 April, 14.00 to 16.00"),
        (None, time(16), "Saturday 24 April"),
    ],
)
def test_when(
    initiative: Initiative, starts_at: time | None, ends_at: time | None, words: str
) -> None:
    initiative.starts_at, initiative.ends_at = starts_at, ends_at
    with translation.override("en"):
        assert texts.when_words(initiative) == words


OPEN = "The place follows."
LATER = "You hear the place when you say that you come."


@pytest.mark.parametrize(
    ("columns", "words", "coming"),
    [
        ({}, OPEN, "You hear more from the organisers."),
        ({"spot": Spot.ONLINE}, "Online. You get the link later.", "organisers"),
        ({"place_name": "Plein 1"}, "Plein 1", "You do not have to sign up. Just come."),
        ({"place_name": "Plein 1", "is_sensitive": True}, LATER, "organisers"),
        ({"place_name": "Plein 1", "shows_place": False}, LATER, "organisers"),
        ({"place_name": "Plein 1", "is_sensitive": True, "shows_place": True}, "Plein 1", "Just"),
        ({"is_sensitive": True}, OPEN, "organisers"),
        ({"contact_line": "Bel Anneke"}, OPEN, "Bel Anneke"),
    ],
)
def test_where_and_how_to_come(columns: dict[str, Any], words: str, coming: str) -> None:
    initiative = make_initiative(**columns)
    with translation.override("en"):
        assert texts.where_words(initiative) == words
        assert coming in texts.coming_words(initiative)


def test_an_own_name_of_the_place_replaces_that_of_the_list(whole: Initiative) -> None:
    whole.place_name = "De tuin achter De Dennenappel"
    assert texts.where_words(whole) == "De tuin achter De Dennenappel"


def test_what_an_older_text_does_not_say(whole: Initiative) -> None:
    assert texts.facts_not_told(whole, "Kom 24 April om 14.00 in DE DENNENAPPEL", "nl") == []
    assert texts.facts_not_told(whole, "Kom 17 april om 13.00", "nl") == [
        "24 april",
        "14.00",
        "De Dennenappel",
    ]
    assert texts.facts_not_told(whole, "24 april", "en") == ["14.00", "De Dennenappel"]
