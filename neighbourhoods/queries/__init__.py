"""Reads across tables: finding areas, the profile of one, and those around it."""

from .area import area_at
from .family import Family, family_of
from .inside import Inside, inside
from .profile import Comparison, Profile, Value, compare, profile_of
from .search import Found, search

__all__ = [
    "Comparison",
    "Family",
    "Found",
    "Inside",
    "Profile",
    "Value",
    "area_at",
    "compare",
    "family_of",
    "inside",
    "profile_of",
    "search",
]
