"""What tests of reviewing share: seats of an office, and a decision that is all right."""

from datetime import timedelta
from typing import Any

from meetups.accounts.models import User
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.models import Event, Initiative
from meetups.support.services.decisions import decide
from tests.factories import NOW

TODAY = NOW.date()
HEAR_BY = TODAY + timedelta(days=7)
LATER = TODAY + timedelta(days=30)


def send(initiative: Initiative, **columns: Any) -> Initiative:
    """As it lies with the municipality."""
    values = {"status": "submitted", "submitted_at": NOW} | columns
    Initiative.objects.filter(pk=initiative.pk).update(**values)
    initiative.refresh_from_db()
    return initiative


def decided(user: User, initiative: Initiative, decision: str = "approve", **values: Any) -> Event:
    """What someone of the office decides, with a name and a day."""
    given: dict[str, Any] = {"why": "Omdat.", "contact": user, "hear_by": HEAR_BY, "offers": []}
    seat = get_initiative_for(user, initiative.pk, Right.REVIEW)
    return decide(seat=seat, decision=decision, now=NOW, **given | values)
