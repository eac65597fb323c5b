"""Small template filters."""

import pytest
from django.template import Context, Template
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


def test_a_text_of_a_template_is_kept_for_each_language() -> None:
    template = Template(
        '{% translate "Sign out" %}|{% translate "Sign out" as out %}{{ out }}|{% translate word %}'
        '|{% translate "Sign out"|upper %}|{% translate "Sign out" noop %}'
    )
    for _time in range(2):
        for language, word in (("nl", "Uitloggen"), ("en", "Sign out")):
            with translation.override(language):
                rendered = template.render(Context({"word": "Sign out"}))
            assert rendered == f"{word}|{word}|{word}|{word.upper()}|Sign out"
