"""Small template filters."""

import pytest
from django.utils import translation

from meetups.tags import money, sentences


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("Eén. Twee. Drie.", 2, "Eén. Twee."),
        ("Kost 2.500 euro. Echt waar?", 1, "Kost 2.500 euro."),
        ("Zeg ja! 'Nee' mag ook. Klaar", 2, "Zeg ja! 'Nee' mag ook."),
        ("Zonder einde", 3, "Zonder einde"),
        ("", 1, ""),
    ],
)
def test_sentences(text: str, number: int, expected: str) -> None:
    assert sentences(text, number) == expected


def test_money() -> None:
    with translation.override("nl"):
        assert (money(0), money(2500)) == ("€\xa00", "€\xa02.500")
    with translation.override("en"):
        assert money(2500) == "€\xa02,500"
