"""Which meetup a plan's poster leads to."""

from datetime import datetime

from meetups.initiatives.lifecycle import OPEN

from ..models import Meetup, MeetupState


def next_meetup(code: str, *, now: datetime) -> Meetup | None:
    """The first open meetup that is not over of the plan with this code. One query.

    None when there is none, and when the team closed its invitation page: then nothing of the plan
    is found by the code on paper.
    """
    return (
        Meetup.objects.filter(
            initiative__code=code,
            initiative__is_public=True,
            initiative__status__in=sorted(OPEN),
            state=MeetupState.SHOWN,
            ends_at__gt=now,
        )
        .order_by("starts_at", "pk")
        .first()
    )
