"""Reads across tables: finding areas, the profile of one, and those around it."""

from .family import Family, family_of
from .profile import Comparison, Profile, Value, profile_of
from .search import Found, search

__all__ = [
    "Comparison",
    "Family",
    "Found",
    "Profile",
    "Value",
    "family_of",
    "profile_of",
    "search",
]
