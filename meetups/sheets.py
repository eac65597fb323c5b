"""Texts in spreadsheets, where what begins like a formula would be one."""

from unicodedata import category

_STARTS_A_FORMULA = frozenset("=+-@|%＝＋－＠")
_BREAKS = frozenset("\t\r\n")
_UNREADABLE = frozenset({"Cc", "Cs", "Cn", "Co"})


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that fits in every file.

    A quote goes before what begins like one, also behind white space or signs that nobody sees.
    """
    kept = readable(text)
    return f"'{kept}" if begins_like_formula(kept) else kept


def readable(text: str) -> str:
    """A text without what no file can hold."""
    return "".join(" " if _is_unreadable(char) else char for char in text)


def begins_like_formula(text: str) -> bool:
    seen = next((char for char in text if not char.isspace() and category(char) != "Cf"), "")
    return seen in _STARTS_A_FORMULA or text[:1] in _BREAKS


def _is_unreadable(char: str) -> bool:
    return char not in _BREAKS and category(char) in _UNREADABLE


def quoted(text: str) -> str:
    """As `harmless`, but `unquoted` gives back the text as it was."""
    kept = readable(text)
    return f"'{kept}" if begins_like_formula(kept.lstrip("'")) else kept


def unquoted(text: str) -> str:
    """What somebody meant with a cell: without the quote that kept it from being a formula."""
    return text[1:] if text[:1] == "'" and begins_like_formula(text.lstrip("'")) else text
