"""Which characters paper can hold. PDF/UA refuses one without a shape, so it is left out first."""

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
LONGEST = 16
"""Characters of a word that may stand unbroken; longer ones get a place to break."""
BREAK = "\u200b"


@cache
def coverage() -> tuple[frozenset[str], ...]:
    """The characters of each family of fonts, in the order in which they are tried."""
    ranges = json.loads((FONTS / "coverage.json").read_text())
    return tuple(
        frozenset(chr(code) for first, last in pairs for code in range(first, last + 1))
        for pairs in ranges.values()
    )


def printable(text: str) -> str:
    """One line as paper can show it: what has no shape is replaced by its plain form, or gone.

    "𝒮oup 🍲" becomes "Soup". Very long words can break.
    """
    line = " ".join("".join(_shown(text)).split())
    return " ".join(_breakable(word) for word in line.split(" "))


def unprintable(text: str) -> list[str]:
    """The characters of a text that paper leaves out, each once."""
    return [char for char in dict.fromkeys(text) if _is_seen(char) and not "".join(_shown(char))]


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CMZ" or unicodedata.category(char) in ("Co", "Cn")


def _shown(text: str) -> Iterator[str]:
    """The characters that have a shape; a mark only together with the letter it stands on."""
    family: frozenset[str] = frozenset()
    for char in unicodedata.normalize("NFC", text):
        if char.isspace():
            yield " "
        elif unicodedata.category(char).startswith("M"):
            if char in family:
                yield char
        else:
            plain = (char, *unicodedata.normalize("NFKD", char))
            found = [(some, family) for some in plain for family in coverage() if some in family]
            family = found[0][1] if found else frozenset()
            if found and found[0][0] == char:
                yield char
            else:
                yield from (some for some in plain[1:] if any(some in f for f in coverage()))


def _breakable(word: str) -> str:
    if len(word) <= LONGEST * 2:
        return word
    return BREAK.join(word[i : i + LONGEST] for i in range(0, len(word), LONGEST))
