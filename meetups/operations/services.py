"""Writes of the operator's room."""

from datetime import datetime

from meetups.operations.models import Heartbeat


def record_heartbeat(*, now: datetime) -> None:
    """Note that beat, broker and worker all worked at `now`."""
    Heartbeat.objects.update_or_create(id=1, defaults={"at": now})
