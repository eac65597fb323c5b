"""Mail about a decision that an office looks at again. Made when it leaves, so it is still true."""

from datetime import datetime

from django.utils import translation

from meetups.initiatives.lifecycle import DECISIONS, Status
from meetups.initiatives.models import EventKind
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage

from .thread import organiser, person, words_of

AGAIN = "reconsider"


def plan_reconsidered(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser; that it is looked at again is the event `message.revision`.

    Not when the office decided again meanwhile, or the team took the plan back: each has its own
    mail or needs none.
    """
    reader = organiser(message)
    if isinstance(reader, Dropped):
        return reader
    plan = reader.initiative
    moves = plan.events.filter(kind=EventKind.MOVED, subject__in=sorted({*DECISIONS, AGAIN}))
    event = moves.select_related("by").order_by("-at", "-pk").first()
    if plan.status != Status.SUBMITTED or event is None or event.pk != message.revision:
        return Dropped()
    with translation.override(reader.language):
        context = {
            **reader.context,
            "name": person(event.by),
            "text": words_of(plan, event.why),
        }
    return Letter(reader.email, reader.language, "plan_reconsidered", context)
