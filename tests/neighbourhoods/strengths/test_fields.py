"""What people type becomes lines and texts of what can be seen."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.strengths.fields import PostcodeField, clean_line, clean_prose

HIDDEN = "\x00\x07\x7f\u200b\u202a\u202e\u2066\u2069\u061c\ufeff\ue000\ud800"


def test_a_line_is_one_line_of_what_can_be_seen() -> None:
    assert clean_line(" De\u202e Dennen\x00appel\r\n\t 2 ") == "De Dennenappel 2"
    assert clean_line("Cafe\u0301") == "Café"
    assert clean_line(HIDDEN) == ""


def test_prose_keeps_its_lines() -> None:
    assert clean_prose("\n Soep \r\n\u2067en brood\x1b \n\n") == "Soep\nen brood"


@given(st.text() | st.text(alphabet=HIDDEN + "a\u0301 \n\x85\u2028"))
def test_cleaning_is_complete_and_done_once(text: str) -> None:
    line, prose = clean_line(text), clean_prose(text)
    assert clean_line(line) == line
    assert clean_prose(prose) == prose
    for cleaned in (line, *prose.split("\n")):
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Cs", "Co"}
    assert "\n" not in line
    assert line == line.strip()


@given(st.text(alphabet="abcXYZéß0189-", max_size=50))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert clean_line(text) == text


def test_a_postcode_is_written_in_one_way() -> None:
    for typed in ("3842ab", " 3842  AB", "38 42a b", "3842 AB"):
        assert PostcodeField().to_python(typed) == "3842 AB"
    assert PostcodeField().to_python("3842") == "3842"
    assert PostcodeField().to_python("") == ""
