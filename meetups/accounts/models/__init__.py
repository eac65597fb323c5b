"""People, and the municipalities that work with the app."""

from .offices import Membership, Occasion, Office, OfficeRule, Role
from .people import User

__all__ = ["Membership", "Occasion", "Office", "OfficeRule", "Role", "User"]
