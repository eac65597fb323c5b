"""Answers as they travel in the address."""

from collections.abc import Mapping
from urllib.parse import urlencode

CALM: dict[str, str | list[str]] = {
    "situation": "little-contact",
    "tension": "calm",
    "goal": "meet",
}
"""The fewest answers that give an advice: with these, safety is not asked."""

FULL: dict[str, str | list[str]] = {
    **CALM,
    "groups": ["culture-religion"],
    "ages": ["children", "adults"],
    "contacts": "few",
    "willingness": "mixed",
    "size": "16-40",
    "organisers": "3-5",
    "support": ["social-worker", "key-figures"],
    "budget": "500-2500",
    "place": "any",
    "lead-time": "1-3-months",
    "language": "some",
}
"""Every question answered; the expert's case P02."""

THREATENED: dict[str, str | list[str]] = {
    "situation": "neighbour-nuisance",
    "tension": "tension",
    "safety": ["threats-violence", "police-case"],
    "goal": "solve-problem",
}

ACUTE: dict[str, str | list[str]] = {
    "situation": "group-tension",
    "tension": "acute",
    "safety": ["threats-violence"],
    "goal": "restore-trust",
}


def query(answers: Mapping[str, str | list[str]], **more: str) -> str:
    """As a query string, in the order given."""
    return urlencode({**answers, **more}, doseq=True)
