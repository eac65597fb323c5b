"""A plan on paper: poster, sign-up slips, a list for the door, and the plan for the table."""

from .characters import unprintable
from .papers import door_list, plan, poster, poster_image, slips
from .typesetting import qr_code

__all__ = ["door_list", "plan", "poster", "poster_image", "qr_code", "slips", "unprintable"]
