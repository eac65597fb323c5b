"""How long we keep what we know of guests: one table, for the purge and for the privacy page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

HOUR = timedelta(hours=1)
UNCONFIRMED = timedelta(hours=24)
GONE = timedelta(hours=24)
NEEDS = timedelta(days=7)
GUESTS = timedelta(days=14)
NOTES = timedelta(days=14)
REQUESTS = timedelta(hours=1)


@dataclass(frozen=True)
class Kept:
    """One thing that is kept: what it is, who can see it, and how long it stays.

    `code` is how the purge knows it. The time counts from the end of the meetup, or else from
    when it came to be as it is.
    """

    code: str
    what: "Words"
    seen_by: "Words"
    stays: timedelta
    after_meetup: bool = False

    @property
    def how_long(self) -> str:
        """When it is erased, in words: "na 24 uur", "14 dagen na de bijeenkomst"."""
        if self.after_meetup:
            text = ngettext(
                "%(number)d day after the meetup",
                "%(number)d days after the meetup",
                self.stays.days,
            )
            return text % {"number": self.stays.days}
        hours = self.stays // HOUR
        text = ngettext("after %(number)d hour", "after %(number)d hours", hours)
        return text % {"number": hours}


RETENTION = (
    Kept("unconfirmed", _("An RSVP that you did not confirm"), _("nobody"), UNCONFIRMED),
    Kept(
        "guests",
        _("Your name or alias, and with how many you come"),
        _("the organisers and their helpers"),
        GUESTS,
        after_meetup=True,
    ),
    Kept(
        "guests",
        _("Your e-mail address and your own link, sealed"),
        _("nobody: the site sends the mail"),
        GUESTS,
        after_meetup=True,
    ),
    Kept(
        "needs",
        _("How many guests asked for something, such as halal food. Not who."),
        _("the organisers and their helpers"),
        NEEDS,
        after_meetup=True,
    ),
    Kept(
        "gone",
        _("An RSVP that you took back, or that was removed"),
        _("nobody: the organisers see how many"),
        GONE,
    ),
    Kept(
        "notes",
        _("What the organisers wrote to all guests"),
        _("the organisers and the guests"),
        NOTES,
        after_meetup=True,
    ),
    Kept("requests", _("Your request to see or erase this"), _("nobody"), REQUESTS),
)

POSTED_MAIL = (
    "rsvp_confirm",
    "rsvp_coming",
    "rsvp_waiting",
    "rsvp_offer",
    "rsvp_offer_ended",
    "rsvp_withdrawn",
    "rsvp_removed",
    "meetup_changed",
    "meetup_cancelled",
    "guest_note",
)
"""Kinds of mail about one RSVP that follow from what people do: each was promised to a guest."""
PLANNED_MAIL = ("guest_week", "guest_day", "guest_hours")
"""Kinds that reminders plan from what there is, and take out or plan again when that changes."""
MAIL_TO_GUESTS = (*POSTED_MAIL, *PLANNED_MAIL)
"""All mail that is about one RSVP: nothing of it stays when the guest is erased."""
