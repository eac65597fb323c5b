"""The front door to an office's desk: for who works there, with a second proof. Others get 404."""

from dataclasses import dataclass

from django.http import Http404

from meetups.accounts.access import memberships_of
from meetups.accounts.models import Membership, Office, Role, User

from .models import Promise


@dataclass(frozen=True)
class Desk:
    """An office, and as what someone works there."""

    office: Office
    user: User
    is_manager: bool

    @property
    def code(self) -> str:
        return str(self.office.area.code)


def get_desk_for(user: User, code: str, *, as_manager: bool = False) -> Desk:
    """The desk of the municipality with this code; 404 for who does not work there.

    For views behind `staff_page`, which asks the second proof and has read where someone works.
    """
    mine = (row for row in memberships_of(user) if row.office.area.code == code)
    membership = next(mine, None)
    if membership is None or (as_manager and membership.role != Role.MANAGER):
        raise Http404
    return Desk(membership.office, user, membership.role == Role.MANAGER)


def get_promise_for(user: User, pk: int) -> Promise:
    """What the office that someone works for promised, to settle it; 404 for others.

    Also when the team took its plan back; not when they are in that team. For views behind
    `staff_page`.
    """
    offices = Membership.objects.filter(user=user).values("office")
    promises = Promise.objects.filter(office__in=offices).exclude(initiative__members__user=user)
    around = promises.select_related(
        "initiative__area", "initiative__municipality", "office__area", "owner"
    )
    promise = around.filter(pk=pk).first()
    if promise is None:
        raise Http404
    return promise
