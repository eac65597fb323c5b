"""Whether the pages of a plan may open: its municipality chooses for which plans it looks first.

The one place that decides it, for the invitation page of a plan and for the pages of its meetups.
"""

from django.utils.translation import gettext as _

from meetups.accounts.models import Office, ReviewFirst

from ..lifecycle import Status
from ..models import Initiative, Spot
from .plan import asks_money

MANY = 100
"""From so many people on a plan is one "for a hundred people or more"."""
_HAD_A_YES = frozenset({Status.APPROVED, Status.RUNNING, Status.RESTING, Status.COMPLETED})


def must_be_reviewed_first(initiative: Initiative, office: Office | None) -> bool:
    """Whether pages of a plan like this wait for the yes of its municipality.

    One query, and only where it is about money. Where no office is, nobody says yes.
    """
    chosen = frozenset(office.reviews_first) if office else frozenset()
    return bool(chosen) and (
        ReviewFirst.ALWAYS in chosen
        or (ReviewFirst.SENSITIVE in chosen and initiative.is_sensitive)
        or (ReviewFirst.PUBLIC_SPACE in chosen and initiative.spot == Spot.PUBLIC_SPACE)
        or (ReviewFirst.STREET_CLOSED in chosen and initiative.closes_street)
        or (ReviewFirst.MANY_PEOPLE in chosen and initiative.people_expected >= MANY)
        or (ReviewFirst.MONEY_ASKED in chosen and asks_money(initiative))
    )


def why_pages_wait(initiative: Initiative, office: Office | None) -> str:
    """Why its municipality keeps the pages of a plan closed, to its team; empty when it does not.

    "Before the review" is not without one: it must have been sent, so that it is seen.
    """
    status = Status(initiative.status)
    if office is None or status in _HAD_A_YES:
        return ""
    if status == Status.DECLINED:
        return _("The municipality said no to this plan. Change the plan and send it again first.")
    waits = must_be_reviewed_first(initiative, office)
    if status == Status.DRAFT and waits:
        return _("The municipality has not seen the plan yet. Send it there first.")
    if status == Status.DRAFT:
        return _("Send the plan to the municipality first. You need not wait for its answer.")
    if waits and status in (Status.SUBMITTED, Status.CHANGES_ASKED):
        return _("The municipality has not said yes yet. You can open the page when it has.")
    return ""
