"""Amounts as people type and read them; whole cents everywhere, and never a float."""

import re
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import get_format, number_format
from django.utils.translation import get_language

from .models.base import CENTS

LONGEST = 30
"""Characters that an amount may have."""
_NOISE = re.compile(r"(?i)€|euro|eur|\s")
_AMOUNT = re.compile(
    r"""(?P<sign>-?)
    (?P<euros>[1-9][0-9]{0,2}(?P<group>[.,])[0-9]{3}(?:(?P=group)[0-9]{3})*|[0-9]+)
    (?:(?!(?P=group))[.,](?P<cents>[0-9]{1,2}|-{1,2}))?""",
    re.VERBOSE,
)


class AmountError(ValueError):
    """A text is no amount that fits. `code`: "nonsense", "negative" or "too_much"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_euros(text: str, *, most: int = CENTS) -> int:
    """Cents from what someone typed, Dutch or English: "12,50", "€ 1.250", "1,250.00", "12,-".

    Three digits after the mark of thousands are thousands. After the reader's own decimal mark they
    may be a slip of a thousandfold, so "12,505" is nonsense in Dutch and "12.505" in English.
    """
    plain = _NOISE.sub("", text)
    found = _AMOUNT.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        raise AmountError("nonsense")
    if found["cents"] is None and found["group"] == get_format("DECIMAL_SEPARATOR"):
        raise AmountError("nonsense")
    euros = int(re.sub(r"[.,]", "", found["euros"]))
    cents = 100 * euros + int((found["cents"] or "").replace("-", "").ljust(2, "0"))
    if found["sign"] and cents:
        raise AmountError("negative")
    if cents > most:
        raise AmountError("too_much")
    return cents


def format_euros(cents: int, *, exact: bool = False) -> str:
    """As people read it, kept together: "€ 12,50"; whole euros as "€ 220", unless `exact`."""
    places = 2 if exact or cents % 100 else 0
    return f"€\xa0{_number(cents, places, True, get_language())}"


def format_number(cents: int) -> str:
    """For a form or a spreadsheet: always two decimals, no sign, no thousands: "1250,00"."""
    return _number(cents, 2, False, get_language())


@lru_cache(maxsize=2000)
def _number(cents: int, places: int, grouped: bool, _language: str | None) -> str:
    """Django looks up how a language writes numbers each time; a budget has dozens of amounts."""
    amount = Decimal(cents).scaleb(-2)
    return str(number_format(amount, places, use_l10n=True, force_grouping=grouped))
