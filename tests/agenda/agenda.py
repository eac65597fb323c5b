"""What tests of the agenda share: meetups that must show up nowhere, and a page as text."""

import re
from datetime import timedelta
from html import unescape

from django.test import Client

from meetups.agenda.models import MeetupState
from meetups.initiatives.models import Initiative
from neighbourhoods.models import Area
from tests.agenda.makers import make_meetup
from tests.factories import NOW, make_area, make_initiative

CANARY = "Kanarie"
"""In the title, the text and the place of what nobody may find."""


def make_canaries(initiative: Initiative) -> None:
    """One meetup for each reason not to be in the agenda, all in the initiative's area."""
    words = {"title": CANARY, "about": CANARY, "place_name": CANARY}
    long_ago = {"starts_at": NOW - timedelta(days=7)}
    gone = {"state": MeetupState.CANCELLED, "cancelled_at": NOW}
    secret = plan_in(initiative.area, is_sensitive=True, title=CANARY)
    make_meetup(initiative, state=MeetupState.DRAFT, **words)
    make_meetup(initiative, is_listed=False, **words)
    make_meetup(secret, **words)
    make_meetup(initiative, **long_ago, **words)
    make_meetup(initiative, starts_at=NOW - timedelta(minutes=1), **gone, **words)
    make_meetup(initiative, is_listed=False, **gone, **words)


def plan_in(area: Area | str, **columns: object) -> Initiative:
    """A plan in an area, without a team."""
    found = make_area(area) if isinstance(area, str) else area
    known = Initiative.objects.first() or make_initiative()
    values = {
        "title": "Plan",
        "activity_type": known.activity_type,
        "area": found,
        "municipality": found.municipality,
        "first_date": known.first_date,
        "people_expected": 40,
        "answers": {},
        "advice": known.advice,
        "catalogue_version": 1,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Initiative.objects.create(**values | columns)


def titles(client: Client, url: str) -> list[str]:
    """The meetups on a page, in their order."""
    response = client.get(url)
    assert response.status_code == 200
    found = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", response.content.decode())
    return [unescape(title) for title in found]
