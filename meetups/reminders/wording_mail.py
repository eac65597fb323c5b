"""The mail about a meetup in words, for who organises it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetups.accounts.models import Remindable

from .queries_mail import Sent

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


def numbers_words(sent: Sent) -> list[tuple[str, bool]]:
    """How many are where: "14 verstuurd", and whether that is bad. What is none is left out."""
    said = (
        (sent.planned, ngettext("%(number)d planned", "%(number)d planned", sent.planned), False),
        (sent.sent, ngettext("%(number)d sent", "%(number)d sent", sent.sent), False),
        (
            sent.failed,
            ngettext("%(number)d did not arrive", "%(number)d did not arrive", sent.failed),
            True,
        ),
        (
            sent.expired,
            ngettext("%(number)d too late", "%(number)d too late", sent.expired),
            True,
        ),
        (
            sent.unwanted,
            ngettext("%(number)d not wanted", "%(number)d not wanted", sent.unwanted),
            False,
        ),
    )
    return [(words % {"number": number}, is_bad) for number, words, is_bad in said if number]
