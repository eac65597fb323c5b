"""Names as people type them: accents, capitals, hyphens and apostrophes make no difference.

A folded word holds only a-z and 0-9. That is what lets a plain index answer "starts with" on
every database: all collations agree on the order of such words.
"""

import re
import unicodedata

from django.utils.text import slugify

WORD_LENGTH = 40
"""Folded words are cut here; no Dutch area has a longer one."""

INNER_LENGTH = 4
"""The shortest word end that is found on its own, as "dennen" in "Stadsdennen"."""

EVERYDAY_NAMES = {"sgravenhage": "Den Haag", "shertogenbosch": "Den Bosch"}
"""What people say, by the key of what the official list says."""

_UNFOLDABLE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ł": "l"})
_NUMBERED = re.compile(r"^wijk \d+\s+(?=\S)", re.IGNORECASE)
_PROVINCE = re.compile(r"(?<=\S)\s+\((?:NH|ZH|NB|Gld|L|O|Z)\.\)$")


def words_of(text: str) -> list[str]:
    """The words of a text, folded: "'t Harde-Súd" gives ["t", "harde", "sud"]."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDABLE))
    plain = "".join(char for char in spread if not unicodedata.combining(char))
    return [word[:WORD_LENGTH] for word in re.findall(r"[a-z0-9]+", plain)]


def short_name(name: str) -> str:
    """A name without the number that some municipalities put first: "Wijk 02 Mûnein"."""
    return _NUMBERED.sub("", name)


def key_of(name: str) -> str:
    """The short name as one folded word, so that "Noord-Oost" and "noordoost" are the same.

    The province that tells two municipalities of one name apart, "Bergen (NH.)", is left out:
    nobody types it.
    """
    return "".join(words_of(_PROVINCE.sub("", short_name(name))))


def findable_words(name: str) -> set[str]:
    """Everything by whose beginning an area is found: its words, their ends and the whole."""
    words = words_of(name)
    ends = {word[at:] for word in words for at in range(1, len(word) - INNER_LENGTH + 1)}
    return {*words, *ends, *words_above(name)}


def words_above(name: str) -> set[str]:
    """By what an area below the one of this name is found too: "stadsdennen harderwijk"."""
    key = key_of(name)
    everyday = EVERYDAY_NAMES.get(key, "")
    words = {*words_of(short_name(name)), *words_of(everyday), key[:WORD_LENGTH], key_of(everyday)}
    return words - {""}


def slug_of(name: str) -> str:
    """The name for in an address or a file name."""
    return slugify(" ".join(words_of(short_name(name))))
