"""How firm a plan stands, and whom its team was asked to meet: a part of its page."""

from datetime import datetime
from typing import Any

from meetups.initiatives.access import Seat

from ..continuity_acts import Wish, wishes_of
from ..queries.continuity import continuity_of
from ..queries.introductions import introductions_of


def firm_of(seat: Seat, *, now: datetime) -> dict[str, Any]:
    """Context of `support/_firm.html` and `support/_introductions.html`. Thirteen queries.

    `continuity` is None for a plan that is over.
    """
    plan = seat.initiative
    return {
        "continuity": continuity_of([plan.pk], now=now).get(plan.pk),
        "introductions": introductions_of(plan),
    }


def wish_for(seat: Seat, code: str, *, now: datetime) -> Wish | None:
    """What would help against this reason, to start a request with; None when it is gone."""
    found = continuity_of([seat.initiative.pk], now=now).get(seat.initiative.pk)
    return next((wish for wish in (wishes_of(found) if found else []) if wish.code == code), None)
