"""Reads across tables: finding areas, the profile of one, and those around it."""

from .area import AreaRow, area_at
from .family import Family, family_of, rows_around
from .inside import Inside, inside
from .profile import (
    Comparison,
    FigureRow,
    Profile,
    Value,
    compare,
    figures_of,
    profile_from,
    profile_of,
)
from .search import Found, search

__all__ = [
    "AreaRow",
    "Comparison",
    "Family",
    "FigureRow",
    "Found",
    "Inside",
    "Profile",
    "Value",
    "area_at",
    "compare",
    "family_of",
    "figures_of",
    "inside",
    "profile_from",
    "profile_of",
    "rows_around",
    "search",
]
