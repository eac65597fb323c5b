"""People, and the municipalities that work with the app."""

from .attempts import Attempts
from .mail import Digest, MailChoice, MailText, Remindable
from .offices import Membership, Occasion, Office, OfficeRule, ReviewFirst, Role
from .people import User

__all__ = [
    "Attempts",
    "Digest",
    "MailChoice",
    "MailText",
    "Membership",
    "Occasion",
    "Office",
    "OfficeRule",
    "Remindable",
    "ReviewFirst",
    "Role",
    "User",
]
