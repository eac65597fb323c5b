"""How many plans may stop and why, without which: for who reads only numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from meetups.accounts.models import Office
from meetups.initiatives.lifecycle import OPEN
from meetups.initiatives.models import Initiative
from meetups.support.continuity import State
from meetups.support.queries.continuity import continuity_of

from .coverage import seen


@dataclass(frozen=True)
class Threats:
    """Plans that go on now; those of which a pillar is gone, and for what reasons."""

    plans: int
    threatened: int
    reasons: list[tuple[str, int]]
    """Codes of `support.continuity` with how many of the threatened plans have them, most first."""


def threats_of(office: Office, *, now: datetime) -> Threats:
    """As things are now, whatever the period. As many queries as `continuity_of`."""
    plans = Initiative.objects.filter(seen(office), status__in=OPEN)
    found = continuity_of(plans, now=now)
    threatened = [one for one in found.values() if one.count(State.GONE)]
    codes = Counter(
        code
        for one in threatened
        for code in {reason.code for reason in one.reasons if reason.state == State.GONE}
    )
    return Threats(
        len(found), len(threatened), sorted(codes.items(), key=lambda row: (-row[1], row[0]))
    )
