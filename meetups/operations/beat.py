"""The rings of beat, kept in memory, and not put off for a day when the clock goes back a day.

Celery's own scheduler notes in a file when it last rang, and counts from there on the clock of the
machine. After a clock that was ahead is set right it rings nothing until it is as late as it was
before; and a disk that is full ends it. All our rings may come once too often, so no file is
needed: whoever starts rings all at once.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.beat import Scheduler

logger = logging.getLogger(__name__)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SKEW = timedelta(seconds=1)


class Rings(Scheduler):  # type: ignore[misc]  # Celery has no types
    """What `settings.CELERY_BEAT_SCHEDULE` asks for."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = LONG_AGO

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ring one that is due; gives the seconds until the next."""
        now = self.app.now()
        ahead = [e for e in self.schedule.values() if e.last_run_at > now + SKEW]
        if ahead:
            logger.warning("The clock went back: what was to ring by the old one is counted anew.")
            for entry in ahead:
                entry.last_run_at = now
            self._heap = None  # it is in the order of the old clock
        wait: float = super().tick(*args, **kwargs)
        return wait
