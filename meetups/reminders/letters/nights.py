"""No mail of this room leaves in the quiet hours, whatever was late and why."""

from datetime import datetime
from functools import wraps

from meetups.outbox.letters import Dropped, Letter, Owner
from meetups.outbox.models import OutboundMessage

from .. import hours


def by_day(owner: Owner) -> Owner:
    """The owner of a kind, who lets go at night what is late: after an outage, say.

    It is not lost: the planner sees within the minute that there must be such a message still, and
    plans it again for the morning, if it is of use then.
    """

    @wraps(owner)
    def asked(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
        return Dropped() if hours.is_quiet(now) else owner(message, now=now)

    return asked
