"""Hints for plain language: what is found, what is left alone, and that any text can be judged."""

from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.suggestions.plain_language import SENTENCE, TERMS, WORD, Hint, hints
from meetups.suggestions.plain_language_wording import hint_texts

LANGUAGES = st.sampled_from(["nl", "en"])
ODD = ("ſtakeholder", "İn order to", "a\0b", "🙂" * 30, "\u202ewordt gedaan", "x" * 5000, "…;;\n\n")
TEXTS = st.one_of(
    st.text(max_size=300),
    st.sampled_from(ODD),
    st.lists(
        st.sampled_from(
            ["de", "buurt", "wordt", "gedaan", "teneinde", "In order to", "is", "asked", ".", "\n"]
        ),
        max_size=60,
    ).map(" ".join),
)
SHORT = st.lists(
    st.sampled_from(["ja", "nee", "soep", "kook", "we"]), min_size=1, max_size=SENTENCE
)


def found(text: str, language: str) -> list[tuple[str, str]]:
    return [(hint.kind, hint.found) for hint in hints(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Kook samen soep. Eet die op straat.", []),
        ("nl", "Teneinde te koken. Tevens eten.", [("term", "Teneinde"), ("term", "Tevens")]),
        ("nl", "Met   betrekking\ntot de buurt.", [("term", "Met   betrekking\ntot")]),
        (
            "nl",
            "De soep wordt door de buren gekookt.",
            [("passive", "wordt door de buren gekookt")],
        ),
        ("nl", "Een hottentottententoonstelling.", [("word", "hottentottententoonstelling")]),
        ("nl", "Een welzijns-organisatie in de buurt.", []),
        ("en", "Cook soup. Eat it in the street.", []),
        ("en", "In order to eat, utilise a pot.", [("term", "In order to"), ("term", "utilise")]),
        ("en", "The soup was slowly cooked by us.", [("passive", "was slowly cooked")]),
        ("en", "They are in need. It is indeed good.", []),
        ("en", "An internationalisation.", [("word", "internationalisation")]),
        ("de", "Es wird gekocht, mit Beteiligung der Nachbarschaftsorganisationen.", []),
    ],
)
def test_what_is_found_and_what_is_left_alone(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text, language) == expected


def test_a_sentence_may_have_so_many_words_and_no_more() -> None:
    fits = " ".join(["soep"] * SENTENCE)
    assert hints(f"{fits}. {fits}!\n{fits}", "nl") == []
    assert hints(f"{fits}. Nu {fits}.", "nl") == [
        Hint("sentence", "Nu soep soep soep soep soep", len(fits) + 2, words=SENTENCE + 1)
    ]


def test_hints_are_in_words_with_what_people_say() -> None:
    with translation.override("en"):
        assert hint_texts("Tevens tevens. Soep wordt gegeten.", "nl") == [
            "“Tevens”: people more often say “ook”.",
            "“tevens”: people more often say “ook”.",
            "“wordt gegeten”: say who does it.",
        ]
        assert hint_texts("tevens, tevens", "nl") == ["“tevens”: people more often say “ook”."]
        assert hint_texts("soup " * 16, "en") == [
            "“soup soup soup soup soup soup …” has 16 words. Make two sentences of it."
        ]
        assert hint_texts("100% internationalisation", "en") == [
            "“internationalisation” is a long word. Is there a shorter one?"
        ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_people_say_instead_is_itself_no_office_word(language: str) -> None:
    for term, instead in TERMS[language].items():
        assert [hint.found for hint in hints(term, language) if hint.kind == "term"] == [term]
        assert not [hint for hint in hints(instead, language) if hint.kind == "term"], instead


@settings(max_examples=40)
@given(TEXTS, LANGUAGES)
def test_any_text_can_be_judged_and_every_hint_stands_in_it(text: str, language: str) -> None:
    result = hints(text, language)
    assert all(one.at <= other.at for one, other in pairwise(result))
    for hint in result:
        assert hint.found
        assert text[hint.at : hint.at + len(hint.found)] == hint.found
        assert (hint.words > SENTENCE) == (hint.kind == "sentence")
        assert bool(hint.instead) == (hint.kind == "term")
        if hint.kind == "word":
            assert len(hint.found) > WORD[language]
    assert hints(text, language) == result
    assert all(hint_texts(text, language))


@settings(max_examples=40)
@given(TEXTS, TEXTS, LANGUAGES)
def test_paragraphs_are_judged_each_by_itself(one: str, other: str, language: str) -> None:
    """Only a phrase that runs on over the break is found in both together."""
    together = [
        hint for hint in hints(f"{one}.\n\n.{other}", language) if "\n\n." not in hint.found
    ]
    apart = hints(f"{one}.", language) + hints(f".{other}", language)
    assert sorted((h.kind, h.found) for h in together) == sorted((h.kind, h.found) for h in apart)


@settings(max_examples=40)
@given(st.lists(SHORT, max_size=8), LANGUAGES)
def test_short_sentences_of_short_words_get_none(sentences: list[list[str]], language: str) -> None:
    assert hints(" ".join(" ".join(words) + "." for words in sentences), language) == []
