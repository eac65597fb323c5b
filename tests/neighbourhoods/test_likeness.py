"""The words most like one that was typed, by the measure of difflib."""

from difflib import get_close_matches

from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.likeness import most_like

words = st.text("abcdelin7", max_size=9)


@given(words, st.lists(words, max_size=30), st.integers(1, 5), st.sampled_from([0.3, 0.6, 0.75, 1]))
def test_it_gives_what_difflib_gives_in_the_same_order(
    typed: str, known: list[str], number: int, least: float
) -> None:
    expected = get_close_matches(typed, known, n=number, cutoff=least)
    assert most_like(typed, known, number=number, least=least) == expected


def test_of_thousands_it_compares_but_a_few() -> None:
    known = [f"lindehof{number}" for number in range(3000)]
    assert most_like("lindehof7x", known, number=3, least=0.75) == get_close_matches(
        "lindehof7x", known, n=3, cutoff=0.75
    )
