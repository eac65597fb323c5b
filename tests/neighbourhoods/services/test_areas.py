"""When a code means the same place as last year, and when it is another."""

import pytest

from neighbourhoods.models import Area
from neighbourhoods.names import key_of
from neighbourhoods.readers.facts import AreaFacts, Facts
from neighbourhoods.services.areas import same_place_in


def is_same_place(before: str, after: str, *elsewhere: str, code: str = "WK022501") -> bool:
    """Whether a code that meant one name and now another still means the same place.

    `elsewhere`: names that other codes of the municipality have now.
    """
    facts = Facts()
    for at, name in enumerate([after, *elsewhere], start=1):
        facts.add(AreaFacts(code if at == 1 else f"WK02250{at}", "kwb", at, name))
    known = Area(code=code, level=facts.areas[code].level, name=before, search_key=key_of(before))
    return same_place_in(facts)(known, facts.areas[code])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Druten", "Druten"),
        ("Mûnein", "Wijk 02 Mûnein"),
        ("Noord-Oost", "Noordoost"),
        ("Industrieterein Lorentz", "Industrieterrein Lorentz"),
        ("Stadsdennen", "Stadsdennen en omgeving"),
        ("Buiten Wittevrouwen", "Wittevrouwen Buiten"),
    ],
)
def test_another_spelling_is_the_same_place(before: str, after: str) -> None:
    assert is_same_place(before, after)
    assert is_same_place(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Puiflijk", "Druten"),
        ("Verspreide huizen Mûnein", "Verspreide huizen Suwâld"),
        ("Buitengebied Noord", "Buitengebied Zuid"),
        ("Centrum", "Noord"),
    ],
)
def test_another_name_is_another_place(before: str, after: str) -> None:
    assert not is_same_place(before, after)
    assert not is_same_place(after, before)


def test_a_name_that_moved_to_another_code_is_another_place() -> None:
    assert is_same_place("Lunetten", "Lunetten-Noord")
    assert not is_same_place("Lunetten", "Lunetten-Noord", "Lunetten")


def test_codes_of_municipalities_are_never_reused() -> None:
    assert is_same_place("Gaasterlân-Sleat", "De Fryske Marren", code="GM1940")
