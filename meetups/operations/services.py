"""Writes of the operator's room."""

import logging
from datetime import datetime

from meetups.operations.models import Heartbeat
from meetups.operations.queries import SKEW
from meetups.outbox.services.upkeep import turn_back

logger = logging.getLogger(__name__)


def record_heartbeat(*, now: datetime) -> None:
    """Note that beat, broker and worker all worked at `now`.

    A heartbeat that is yet to come tells that the clock went back: mail is then turned back too.
    """
    if Heartbeat.objects.filter(at__gt=now + SKEW).exists():
        logger.warning("The clock went back; %s mails get earlier times.", turn_back(now=now))
    Heartbeat.objects.update_or_create(id=1, defaults={"at": now})
