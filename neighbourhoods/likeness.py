"""Which words look most like one that was typed."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher


def most_like(typed: str, words: Iterable[str], *, number: int, least: float) -> list[str]:
    """As `difflib.get_close_matches`, which compares with each of thousands of words.

    Their lengths, and how many letters they share, tell how like two words are at most. The most
    hopeful are compared first, and no further than where none can still be among the best.
    """
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for word in words:
        by_length[len(word)].append(word)
    letters = [(letter, typed.count(letter)) for letter in set(typed)]
    matcher = SequenceMatcher(b=typed)
    best: list[tuple[float, str]] = []

    def is_hopeless(most: float) -> bool:
        return most < least or (len(best) == number and most < best[-1][0])

    def most_of(length: int) -> float:
        return _ratio(min(length, len(typed)), typed, length)

    for length in sorted(by_length, key=most_of, reverse=True):
        if is_hopeless(most_of(length)):
            break
        shared = [(_shared(letters, word), word) for word in by_length[length]]
        for count, word in sorted(shared, reverse=True):
            if is_hopeless(_ratio(count, typed, length)):
                break
            matcher.set_seq1(word)
            likeness = matcher.ratio()
            if likeness >= least:
                best = sorted([*best, (likeness, word)], reverse=True)[:number]
    return [word for _likeness, word in best]


def _shared(letters: list[tuple[str, int]], word: str) -> int:
    shared = 0
    for letter, typed in letters:
        count = word.count(letter)
        shared += count if count < typed else typed
    return shared


def _ratio(shared: int, typed: str, length: int) -> float:
    """As difflib reckons it."""
    both = len(typed) + length
    return 2.0 * shared / both if both else 1.0
