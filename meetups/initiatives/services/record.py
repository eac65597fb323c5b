"""Writing down what happened to a plan."""

from datetime import datetime

from meetups.accounts.models import User

from ..models import Event, EventKind, Initiative


def note(
    initiative: Initiative,
    kind: EventKind,
    *,
    by: User | None,
    now: datetime,
    about: User | None = None,
    subject: str = "",
    why: str = "",
    before: str = "",
    after: str = "",
) -> Event:
    """Add an event to the history. Call it in the transaction of what happened.

    Name people as `by` and `about`, never in `subject`.
    """
    event = Event(
        initiative=initiative,
        kind=kind,
        by=by,
        about=about,
        at=now,
        subject=subject[:200],
        why=why,
        before=before,
        after=after,
    )
    event.full_clean()
    event.save()
    return event
