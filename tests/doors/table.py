"""What addresses give to each role: how the tables of them are written."""

from collections.abc import Mapping
from typing import NamedTuple

# What each role gets, in the order of ROLES:
# anonymous, stranger, another municipality, curator, helper, organiser, reviewer
SEEN = "302 404 404 404 200 200 200"
ORGANISER = "302 404 404 404 404 200 404"
ORGANISER_FORM = "302 404 404 404 404 422 404"  # an empty form: what is wrong with it
ORGANISER_AGAIN = "302 404 404 404 404 409 404"  # no version: somebody may have changed it
ORGANISER_DOES = "302 404 404 404 404 302 404"
MEMBER_DOES = "302 404 404 404 302 302 404"
OFFICE_DOES = "302 404 404 404 404 404 302"
EVERYONE_FORM = "422 422 422 422 422 422 422"
EVERYONE_DOES = "302 302 302 302 302 302 302"
ALL = "200 200 200 200 200 200 200"
NOT = "405 405 405 405 405 405 405"


class Door(NamedTuple):
    """A sample address, and what looking and posting give to each role."""

    path: str
    looking: str
    posting: str
    data: Mapping[str, str] = {}
