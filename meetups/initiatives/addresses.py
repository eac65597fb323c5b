"""Addresses of the pages of a plan, of which its pages name dozens.

Django finds an address by trying patterns. Here it does so once for each page and language.
"""

from functools import cache

from django.urls import reverse
from django.utils.translation import get_language

_PLACES = (1_000_000_007, 1_000_000_009)
"""Stand in an address where keys come; nothing else in it looks like them."""


def address_of(name: str, *keys: int) -> str:
    """What `reverse` says of a page by the keys of a plan and of one of its rows."""
    return pattern_of(name, len(keys), get_language() or "").format(*keys)


@cache
def pattern_of(name: str, number: int, _language: str) -> str:
    """An address with so many places for keys: "/nl/initiatives/{0}/"."""
    address = reverse(name, args=_PLACES[:number])
    for at, place in enumerate(_PLACES[:number]):
        address = address.replace(str(place), f"{{{at}}}")
    return address
