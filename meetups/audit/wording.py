"""How long records are kept, in words: read from the rule itself, so that a page cannot lie."""

from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import ngettext

from .models import Act
from .services import RETENTION, YEAR


def kept_words() -> list[tuple[str, str]]:
    """How long, and which records: the longest first."""
    ordered = sorted(RETENTION.items(), key=lambda item: -item[1])
    return [
        (_years(kept // YEAR), capfirst("; ".join(str(Act(act).label) for act, _kept in acts)))
        for kept, acts in groupby(ordered, key=lambda item: item[1])
    ]


def _years(number: int) -> str:
    return ngettext("%(number)d year", "%(number)d years", number) % {"number": number}
