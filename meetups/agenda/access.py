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
    found = _meetups().select_related("initiative").filter(code=code).first()
    if found is None or found.state == MeetupState.DRAFT:
        raise Http404
    return found


def get_rsvp(token: str) -> Rsvp:
    """The RSVP that a guest's link opens; else 404."""
    found = (
        Rsvp.objects.select_related(
            "meetup__place", "meetup__area__parent", "meetup__municipality", "meetup__initiative"
        )
        .filter(token_digest=sha256(token))
        .first()
    )
    if found is None:
        raise Http404
    return found


def _meetups() -> QuerySet[Meetup]:
    return Meetup.objects.select_related("place", "area__parent", "municipality", "series")
