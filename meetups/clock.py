"""What time it is: the one place that asks, so that a whole site can be tried at another time."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment, or as many seconds ahead as CLOCK_OFFSET_SECONDS says (ALLOW_CLOCK_OFFSET=1)."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)


def today() -> date:
    """The day on the calendars of the Netherlands."""
    return timezone.localdate(now())
