"""A meetup that does not exist, to try a text on."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from meetups.agenda import wording
from meetups.agenda.models import Meetup

SATURDAY = 5


def sample_values(now: datetime) -> dict[str, str]:
    """The variables of a first paragraph, of a meetup next Saturday; in the language that is on."""
    today = timezone.localtime(now).replace(hour=14, minute=0, second=0, microsecond=0)
    starts_at = today + timedelta(days=(SATURDAY - today.weekday()) % 7 or 7)
    meetup = Meetup(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    return {
        "day": wording.day_words(meetup.starts_at),
        "time": wording.time_words(meetup),
        "place": _("Community centre De Linde, Lindelaan 12"),
        "title": _("Cooking together"),
        "names": wording.names_words(["Fatma", "Gerrit"]),
    }
