"""The front doors to a meetup: of its team, of the public, and of a guest with a link."""

from django.db.models import QuerySet
from django.http import Http404

from meetups.accounts.models import User
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.sealing import sha256

from .models import Meetup, MeetupState, Rsvp


def get_meetup_for(
    user: User, pk: int, meetup: int, right: Right = Right.SEE
) -> tuple[Seat, Meetup]:
    """A meetup of the plan `pk`, if they have this right to the plan; else 404.

    Raises SecondFactorNeededError as `get_initiative_for` does.
    """
    seat = get_initiative_for(user, pk, right)
    found = _meetups().filter(initiative_id=pk, pk=meetup).first()
    if found is None:
        raise Http404
    found.initiative = seat.initiative
    return seat, found


def get_public_meetup(code: str) -> Meetup:
    """What everyone with the link may see; 404 for a draft and for what never was, alike."""
    around = ("place", "area", "municipality", "initiative")
    meetups = Meetup.objects.select_related(*around).defer(*_of_the_plan("initiative"))
    try:
        found = meetups.get(code=code)
    except Meetup.DoesNotExist:
        raise Http404 from None
    if found.state == MeetupState.DRAFT:
        raise Http404
    return found


def get_rsvp(token: str) -> Rsvp:
    """The RSVP that a guest's link opens; else 404."""
    rsvps = Rsvp.objects.select_related(
        "meetup__place", "meetup__area__parent", "meetup__municipality", "meetup__initiative"
    ).defer(*_of_the_plan("meetup__initiative"))
    try:
        return rsvps.get(token_digest=sha256(token))
    except Rsvp.DoesNotExist:
        raise Http404 from None


def _of_the_plan(initiative: str) -> list[str]:
    """Its long columns, which no page of a meetup shows: reading them is a tenth of the page."""
    return [f"{initiative}__{column}" for column in ("answers", "advice", "aim", "lessons")]


def _meetups() -> QuerySet[Meetup]:
    return Meetup.objects.select_related("place", "area__parent", "municipality", "series")
