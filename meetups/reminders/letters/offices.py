"""Mail to who works for a municipality: what waits for it."""

from datetime import datetime

from django.utils import timezone, translation

from meetups.accounts.models import User
from meetups.agenda.wording import day_words
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..digests import office_items
from ..specification import OFFICE
from ..wording import item_words, waiting_plan_words
from .nights import by_day
from .readers import link_to, reader

MOST = 20
"""Plans that a mail names; the page has them all."""


@by_day
def office_digest(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one colleague, on the day that `message.revision` is. Who left the office gets none."""
    if message.revision != timezone.localdate(now).toordinal():
        return Dropped(State.EXPIRED)
    user = reader(User.objects.filter(pk=message.subject_id).first(), message.kind, now=now)
    if isinstance(user, Dropped):
        return user
    items = office_items(user, now=now)
    if not items:
        return Dropped()
    with translation.override(user.language):
        rows = [
            {
                "is_late": item.values["is_late"],
                "plan": waiting_plan_words(item.plan),
                "words": item_words(item),
                "link": link_to(item.url, *item.args),
            }
            for item in items[:MOST]
        ]
        context = {
            "subject_when": day_words(now),
            "number": len(items),
            "late": [row for row in rows if row["is_late"]],
            "in_time": [row for row in rows if not row["is_late"]],
            "more": len(items) - len(rows),
            "link": link_to("dashboard:start"),
            "choices": link_to("reminders:choices"),
        }
    return Letter(user.email, user.language, OFFICE, context)
