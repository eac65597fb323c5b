"""What tests of the overview share: a municipality with two districts, plans, moves and meetups."""

from datetime import datetime
from typing import Any

from meetups.accounts.models import Office
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Event, EventKind, Initiative
from neighbourhoods.models import Area
from tests.agenda.agenda import plan_in
from tests.agenda.makers import make_meetup
from tests.factories import NOW, make_area

EAST, WEST = "WK024305", "WK024306"
PARTS = ("BU02430501", "BU02430502")


def make_areas() -> None:
    """Two districts, the first with two neighbourhoods, all with a centre to draw them by."""
    for place, code in enumerate((EAST, WEST, *PARTS)):
        area = make_area(code, f"Wijk {code}")
        Area.objects.filter(pk=area.pk).update(
            name=f"A {code}", latitude=52.3 + place / 50, longitude=5.6
        )


def seen_plan(code: str = EAST, **columns: Any) -> Initiative:
    """A running plan in an area, which the office saw; made on the first of March."""
    made = columns.pop("created_at", NOW.replace(day=1))
    given = {"status": "running", "created_at": made, "submitted_at": made} | columns
    return plan_in(Area.objects.get(code=code), **given)


def moved(plan: Initiative, before: str, after: str, at: datetime) -> None:
    """A move of a plan in its history."""
    Event.objects.create(initiative=plan, kind=EventKind.MOVED, before=before, after=after, at=at)


def held(plan: Initiative, at: datetime, came: int | None = None, **columns: Any) -> Meetup:
    """A meetup that began then, with how many people came."""
    return make_meetup(plan, starts_at=at, attended=came, **columns)


def office_of(code: str = "GM0243") -> Office:
    return Office.objects.select_related("area").get(area__code=code)
