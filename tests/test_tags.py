"""Small template filters."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_resolver
from django.utils import translation

from meetups import tags
from meetups.sealing import new_token
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


def test_an_address_is_kept_for_each_language_and_argument() -> None:
    template = Template(
        '{% url "agenda:meetup" code %}|{% url "agenda:meetup" code as there %}{{ there }}'
        '|{% url "agenda:nowhere" as there %}{{ there }}'
    )
    for _time in range(2):
        for language in ("nl", "en"):
            for code in ("a-b", "c-d"):
                with translation.override(language):
                    rendered = template.render(Context({"code": code}))
                path = f"/{language}/meetups/{code}/"
                assert rendered == f"{path}|{path}|"


def test_an_address_that_does_not_exist_is_a_fault_each_time() -> None:
    template = Template('{% url "agenda:nowhere" %}')
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            template.render(Context())


def test_an_address_with_a_key_is_not_kept() -> None:
    template = Template('{% url "agenda:guest" token %}')
    token, before = new_token(), tags._reversed.cache_info().currsize
    assert token in template.render(Context({"token": token}))
    assert tags._reversed.cache_info().currsize == before


def test_no_namespace_is_there_twice() -> None:
    """Else an address would depend on the page that is shown, and could not be kept."""
    namespaces = get_resolver().app_dict
    assert [name for name, instances in namespaces.items() if len(instances) > 1] == []
