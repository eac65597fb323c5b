"""What every page of a plan shares: its head, its tabs and what is going on with it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from meetups.accounts.access import SignedInRequest
from meetups.web import page

from ..access import Seat

TABS = (
    ("initiatives:overview", _("Overview")),
    ("initiatives:steps", _("Steps")),
    ("initiatives:team", _("Team")),
    ("initiatives:budget", _("Budget")),
    ("initiatives:check", _("Contact check")),
    ("initiatives:invitations", _("Invite")),
    ("agenda:meetups", _("Meetups")),
    ("support:support", _("Municipality")),
    ("initiatives:history", _("History")),
)
"""Name of the page's URL, which takes the plan's pk, and what it is called."""


def workspace(
    request: SignedInRequest,
    seat: Seat,
    template: str,
    *,
    tab: str,
    fragment: str | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of a plan, or the fragment of it that htmx asks for.

    Templates extend `initiatives/workspace.html`; they get `seat`, `initiative`, `office`.
    """
    return page(
        request,
        template,
        fragment=fragment or template,
        status=status,
        seat=seat,
        initiative=seat.initiative,
        office=seat.office,
        tab=tab,
        **context,
    )
