"""What every page of an office's desk shares: its head and its tabs."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from meetups.accounts.access import SignedInRequest
from meetups.support.access import Desk
from meetups.web import page

TABS = (
    ("dashboard:desk", _("Overview"), False),
    ("dashboard:queue", _("Plans"), False),
    ("dashboard:radar", _("May stop"), False),
    ("dashboard:promises", _("Promises"), False),
    ("dashboard:money", _("Money"), False),
    ("dashboard:figures", _("Map and figures"), False),
    ("dashboard:overlays", _("Formats"), False),
    ("dashboard:audit", _("Who did what"), True),
    ("accounts:office_edit", _("Settings"), True),
)
"""Name of the page's URL, which takes the office's code, its words, and if it is for managers."""


def desk_page(
    request: SignedInRequest,
    desk: Desk,
    template: str,
    *,
    tab: str,
    fragment: str | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the desk, or the fragment of it that htmx asks for.

    Templates extend `dashboard/page.html`; they get `desk` and `office`.
    """
    return page(
        request,
        template,
        fragment=fragment or template,
        status=status,
        desk=desk,
        office=desk.office,
        code=desk.code,
        tabs=[(name, words) for name, words, managers in TABS if desk.is_manager or not managers],
        tab=tab,
        **context,
    )
