"""What each kind of mail about a meetup is called, for who organises it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Remindable

_OTHERS: dict[str, str | Promise] = {
    "rsvp_confirm": _("The link to confirm with"),
    "rsvp_coming": _("They have a seat"),
    "rsvp_waiting": _("They are on the waiting list"),
    "rsvp_offer": _("A seat came free for them"),
    "rsvp_offer_ended": _("The offer of a seat is over"),
    "rsvp_withdrawn": _("They do not come after all"),
    "rsvp_removed": _("You removed them"),
    "meetup_changed": _("Something changed"),
    "meetup_cancelled": _("It does not go on"),
    "guest_note": _("What you wrote to the guests"),
}


def kind_words(kind: str) -> str:
    """A kind of mail in words: "Herinnering de dag ervoor"."""
    words: dict[str, str | Promise] = dict(Remindable.choices)
    return str((words | _OTHERS)[kind])
