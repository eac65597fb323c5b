"""Amounts: what people type becomes cents, cents become what people read, and back."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from meetups.initiatives.models.base import CENTS
from meetups.initiatives.money import AmountError, format_euros, format_number, parse_euros

amounts = st.integers(0, CENTS)
languages = st.sampled_from(["nl", "en"])


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12,50", 1250),
        ("12.50", 1250),
        ("1.250,00", 125_000),
        ("1,250.00", 125_000),
        ("€ 12,50", 1250),
        ("€\xa012,5", 1250),
        ("12 euro", 1200),
        ("EUR 12", 1200),
        ("12,-", 1200),
        ("12,--", 1200),
        ("1.250", 125_000),
        ("1 250", 125_000),
        ("007", 700),
        ("0", 0),
        ("-0", 0),
        ("0,05", 5),
        ("100.000", CENTS),
    ],
)
def test_amounts_that_people_type(typed: str, cents: int) -> None:
    assert parse_euros(typed) == cents


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-5", "negative"),
        ("€ -0,01", "negative"),
        ("100.000,01", "too_much"),
        ("9" * 30, "too_much"),
        ("9" * 5000, "nonsense"),
        ("", "nonsense"),
        ("€", "nonsense"),
        ("twelve", "nonsense"),
        ("1e5", "nonsense"),
        ("1_000", "nonsense"),
        ("12,505,1", "nonsense"),
        ("1.250.00", "nonsense"),
        ("1.250,000", "nonsense"),
        ("0.125", "nonsense"),
        ("12.", "nonsense"),
        (",50", "nonsense"),
        ("12\x00", "nonsense"),
        ("١٢", "nonsense"),
        ("1/2", "nonsense"),
        ("NaN", "nonsense"),
    ],
)
def test_what_is_no_amount(typed: str, code: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_euros(typed)
    assert caught.value.code == code


@given(cents=amounts, language=languages, exact=st.booleans())
def test_what_is_shown_can_be_typed(cents: int, language: str, exact: bool) -> None:
    with translation.override(language):
        assert parse_euros(format_euros(cents, exact=exact)) == cents
        assert parse_euros(format_number(cents)) == cents


@given(typed=st.text(st.sampled_from("0123456789.,-€ \x00euroEUR"), max_size=40))
def test_any_text_is_an_amount_in_range_or_refused(typed: str) -> None:
    try:
        cents = parse_euros(typed)
    except AmountError:
        return
    assert 0 <= cents <= CENTS


@pytest.mark.parametrize(
    ("language", "cents", "exact", "shown"),
    [
        ("nl", 1250, False, "€\xa012,50"),
        ("nl", 22_000, False, "€\xa0220"),
        ("nl", 22_000, True, "€\xa0220,00"),
        ("nl", 125_005, False, "€\xa01.250,05"),
        ("en", 125_005, False, "€\xa01,250.05"),
        ("nl", 0, True, "€\xa00,00"),
    ],
)
def test_how_amounts_are_shown(language: str, cents: int, exact: bool, shown: str) -> None:
    with translation.override(language):
        assert format_euros(cents, exact=exact) == shown


def test_a_spreadsheet_gets_a_bare_number() -> None:
    assert format_number(125_005) == "1250,05"
    with translation.override("en"):
        assert format_number(125_005) == "1250.05"


@pytest.mark.parametrize(("language", "text"), [("nl", "12,505"), ("en", "12.505")])
def test_a_slip_of_a_digit_is_not_a_thousandfold(language: str, text: str) -> None:
    with translation.override(language), pytest.raises(AmountError):
        parse_euros(text)
    with translation.override("en" if language == "nl" else "nl"):
        assert parse_euros(text) == 12_505_00
