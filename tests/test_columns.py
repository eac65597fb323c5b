"""Columns that hold a text in two languages, or codes with an order."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from meetups.suggestions.models import ActivityType


def activity_type(**columns: object) -> ActivityType:
    return ActivityType(slug="soup", family="food", contact_mode="light", **columns)


@pytest.mark.parametrize(
    ("language", "english", "shown"),
    [
        ("nl", "Soup", "Soep"),
        ("en", "Soup", "Soup"),
        ("en-gb", "Soup", "Soup"),
        ("en", "", "Soep"),
        ("fr", "Soup", "Soep"),
        (None, "Soup", "Soep"),
    ],
)
def test_a_text_is_read_in_the_readers_language_or_else_in_dutch(
    language: str | None, english: str, shown: str
) -> None:
    with translation.override(language):
        assert activity_type(name_nl="Soep", name_en=english).name == shown


def test_white_space_in_texts_is_made_plain() -> None:
    row = activity_type(name_nl=" Soep\r\nop  straat ", summary_nl=" Eén.\r\n\r\nTwee.\r\n")
    row.clean_fields(exclude=["name_en"])
    assert row.name_nl == "Soep op straat"
    assert row.summary_nl == "Eén.\n\nTwee."


def test_codes_are_shown_in_words_in_their_order() -> None:
    row = activity_type(places=["online", "indoor"], tension_ideal=[2, 0])
    with translation.override("en"):
        assert row.get_places_display() == ["online", "indoors"]  # type: ignore[attr-defined]
        assert row.get_tension_ideal_display() == ["tense", "calm"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrong", [["moon"], ["indoor", "indoor"], "indoor", [["indoor"]], {}, [1]])
def test_codes_must_be_known_and_stand_once(wrong: object) -> None:
    row = activity_type(name_nl="Soep", name_en="Soup", places=wrong)
    with pytest.raises(ValidationError) as caught:
        row.clean_fields()
    assert list(caught.value.message_dict) == ["places"]


def test_a_form_keeps_the_order_of_codes_that_stay() -> None:
    row = activity_type(places=["online", "indoor"])
    field = ActivityType._meta.get_field("places")
    field.save_form_data(row, ["indoor", "outdoor", "online"])
    assert row.places == ["online", "indoor", "outdoor"]
    field.save_form_data(row, ["indoor"])
    assert row.places == ["indoor"]
