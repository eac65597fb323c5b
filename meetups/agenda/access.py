"""The front doors to a meetup: of its team, of the public, and of a guest with a link."""

from django.db.models import Model, QuerySet
from django.http import Http404

from meetups.accounts.models import User
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.ready import Blank, Ready
from meetups.sealing import sha256

from .models import Meetup, MeetupState, Rsvp

AROUND = {
    "place": ("name", "accessible_toilet"),
    "area": ("code", "level", "name"),
    "municipality": ("code", "level", "name"),
    "initiative": ("is_sensitive", "status", "submitted_at", "contact_line"),
}
"""What pages of a meetup tell of its surroundings: all of it would make them a third dearer."""


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
    return _public(_with_code.first(code=code))


def get_public_meetup_to_show(code: str) -> Meetup:
    """The same with its surroundings, for a page about it."""
    return _public(_with_surroundings.first(code=code))


def _public(found: Meetup | None) -> Meetup:
    if found is None or found.state == MeetupState.DRAFT:
        raise Http404
    return found


def get_rsvp(token: str) -> Rsvp:
    """The RSVP that a guest's link opens, and its meetup; else 404."""
    return _opened(_with_meetup.first(digest=sha256(token)))


def get_rsvp_to_show(token: str) -> Rsvp:
    """The same with what is around its meetup, for a page about it."""
    return _opened(_with_all_around.first(digest=sha256(token)))


def _opened(found: Rsvp | None) -> Rsvp:
    if found is None:
        raise Http404
    return found


_with_code = Ready(lambda: Meetup.objects.filter(code=Blank("code")))
_with_surroundings = Ready(
    lambda: (
        Meetup.objects.filter(code=Blank("code"))
        .select_related(*AROUND)
        .only(*_own(Meetup), *_around(""))
    )
)
_with_meetup = Ready(
    lambda: Rsvp.objects.filter(token_digest=Blank("digest")).select_related("meetup")
)
_with_all_around = Ready(
    lambda: (
        Rsvp.objects.filter(token_digest=Blank("digest"))
        .select_related(*(f"meetup__{name}" for name in AROUND))
        .only(*_own(Rsvp), *(f"meetup__{name}" for name in _own(Meetup)), *_around("meetup__"))
    )
)


def _own(model: type[Model]) -> list[str]:
    return [column.name for column in model._meta.concrete_fields]


def _around(prefix: str) -> list[str]:
    return [f"{prefix}{name}__{column}" for name, columns in AROUND.items() for column in columns]


def _meetups() -> QuerySet[Meetup]:
    return Meetup.objects.select_related("place", "area__parent", "municipality", "series")
