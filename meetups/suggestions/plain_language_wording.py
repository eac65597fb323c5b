"""Hints about plain language in words, for who writes."""

from django.utils.translation import gettext as _

from .plain_language import Hint, hints


def hint_text(hint: Hint) -> str:
    """What could be simpler, and how."""
    if hint.kind == "sentence":
        text = _("“%(found)s …” has %(words)d words. Make two sentences of it.")
    elif hint.kind == "word":
        text = _("“%(found)s” is a long word. Is there a shorter one?")
    elif hint.kind == "passive":
        text = _("“%(found)s”: say who does it.")
    else:
        text = _("“%(found)s”: people more often say “%(instead)s”.")
    return text % {"found": hint.found, "words": hint.words, "instead": hint.instead}


def hint_texts(text: str, language: str) -> list[str]:
    """All hints about a text, none twice."""
    return list(dict.fromkeys(hint_text(hint) for hint in hints(text, language)))
