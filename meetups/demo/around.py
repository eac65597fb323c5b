"""The places and groups of the stories, made when missing: proposed and approved as any other."""

from dataclasses import asdict
from datetime import datetime

from meetups.accounts.models import User
from neighbourhoods.models import Area, LocalGroup, Place
from neighbourhoods.strengths.lifecycle import Status
from neighbourhoods.strengths.services import decide_on_strength, propose_strength

from .cast import user_of
from .stories.around import GROUPS, INVENTED, PLACES, GroupStory, PlaceStory

APPROVES = "noor"


def ensure_strengths(*, now: datetime) -> int:
    """Returns how many were made."""
    by = user_of(APPROVES)
    return sum(_made(story, by=by, now=now) for story in (*PLACES, *GROUPS))


def _made(story: PlaceStory | GroupStory, *, by: User, now: datetime) -> bool:
    model = Place if isinstance(story, PlaceStory) else LocalGroup
    if model._default_manager.filter(area__code=story.area, name=story.name).exists():
        return False
    values = asdict(story) | {"area": Area.objects.get(code=story.area), "source": INVENTED}
    proposed = propose_strength(strength=model(**values, seen_on=now.date()), by=by)
    decide_on_strength(strength=proposed, to=Status.SHOWN, by=by, now=now)
    return True
