"""Names as people type them and as they are published are found as the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.names import (
    WORD_LENGTH,
    findable_words,
    key_of,
    short_name,
    slug_of,
    words_above,
    words_of,
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("'t Harde", ["t", "harde"]),
        ("’t Harde", ["t", "harde"]),
        ("Súdwest-Fryslân", ["sudwest", "fryslan"]),
        ("Rhône & Størm Þór", ["rhone", "storm", "thor"]),
        ("LUMIÈREPARK", ["lumierepark"]),
        ("Straße", ["strasse"]),
        ("Verspr.h. Langelo (ged.)", ["verspr", "h", "langelo", "ged"]),
        ("1e Wijk", ["1e", "wijk"]),
        ("", []),
        ("…–", []),
    ],
)
def test_words_lose_accents_capitals_and_signs(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@given(st.text())
def test_words_hold_nothing_but_letters_and_digits_and_fold_only_once(text: str) -> None:
    words = words_of(text)
    assert set("".join(words)) <= set(string.ascii_lowercase + string.digits)
    assert all(0 < len(word) <= WORD_LENGTH for word in words)
    assert words_of(" ".join(words)) == words


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Wijk 02 Mûnein", "Mûnein"),
        ("wijk 28 Centrum", "Centrum"),
        ("Wijk 00", "Wijk 00"),
        ("Wijk C", "Wijk C"),
        ("Zevenhuizen wijk 02", "Zevenhuizen wijk 02"),
    ],
)
def test_the_number_that_a_municipality_puts_first_is_no_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_hyphen_makes_no_other_key() -> None:
    assert (
        key_of("Noord-Oost") == key_of("Noordoost") == key_of("Wijk 03 Noord Oost") == "noordoost"
    )


def test_a_municipality_is_found_without_its_province() -> None:
    assert key_of("Bergen (NH.)") == key_of("Bergen (L.)") == "bergen"
    assert key_of("Malburgen-Oost (Noord)") == "malburgenoostnoord"
    assert {"bergen", "nh"} <= findable_words("Bergen (NH.)")


def test_an_area_is_found_by_words_their_ends_and_the_whole() -> None:
    words = findable_words("Wijk 02 Dennen-Oost")
    assert words == {"wijk", "02", "dennen", "ennen", "nnen", "oost", "dennenoost"}


def test_an_area_is_found_by_what_people_call_it() -> None:
    assert words_above("'s-Gravenhage") == {
        "s",
        "gravenhage",
        "sgravenhage",
        "denhaag",
        "den",
        "haag",
    }
    assert "denbosch" in findable_words("'s-Hertogenbosch")


def test_slug() -> None:
    assert slug_of("Wijk 02 't Harde") == "t-harde"
