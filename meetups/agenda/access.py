"""The front doors to a meetup: of its team, of the public, and of a guest with a link."""

from django.db.models import Model, QuerySet
from django.http import Http404

from meetups.accounts.models import User
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.ready import Blank, Ready
from meetups.sealing import sha256
from neighbourhoods.models import Area

from .models import Meetup, MeetupState, Rsvp

AROUND = {
    "place": ("name", "accessible_toilet"),
    "initiative": ("is_sensitive", "status", "submitted_at", "contact_line"),
}
"""What pages of a meetup tell of its surroundings: all of it would make them a third dearer. Its
areas are asked for by themselves: how to join so many tables takes PostgreSQL long to think out.
"""


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
    return _in_areas(_public(_with_surroundings.first(code=code)))


def _public(found: Meetup | None) -> Meetup:
    if found is None or found.state == MeetupState.DRAFT:
        raise Http404
    return found


def get_rsvp(token: str) -> Rsvp:
    """The RSVP that a guest's link opens, and its meetup; else 404."""
    return _opened(_with_meetup.first(digest=sha256(token)))


def get_rsvp_to_show(token: str) -> Rsvp:
    """The same with what is around its meetup, for a page about it."""
    found = _opened(_with_all_around.first(digest=sha256(token)))
    _in_areas(found.meetup)
    return found


def _opened(found: Rsvp | None) -> Rsvp:
    if found is None:
        raise Http404
    return found


def _in_areas(meetup: Meetup) -> Meetup:
    pks = meetup.area_id, meetup.municipality_id
    known = {area.pk: area for area in _areas(pks=pks)}
    meetup.area, meetup.municipality = (known[pk] for pk in pks)
    return meetup


_areas = Ready(lambda: Area.objects.filter(pk__in=Blank("pks")).only("code", "level", "name"))
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
