"""Handing a plan over in two steps: offered by an organiser, accepted by a member."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ..access import Seat
from ..models import EventKind, HandOver, Member, TeamRole
from .errors import PlanError
from .record import note
from .team import may_mail, member_of, note_leaving, sit_down


@transaction.atomic
def offer_plan(*, seat: Seat, pk: int, leaves: bool, now: datetime) -> HandOver:
    """Offer the plan to a member; nothing changes until they accept. Raises PlanError.

    `leaves`: whether the giver then goes, instead of becoming a helper.
    """
    giver = sit_down(seat, as_organiser=True)
    taker = member_of(seat.initiative, pk)
    if taker == giver:
        raise PlanError(_("You cannot hand the plan over to yourself."))
    if HandOver.objects.filter(giver=giver).exists():
        raise PlanError(_("You offered the plan to someone already. Take that back first."))
    may_mail(giver.user, now=now)
    offer = HandOver.objects.create(
        initiative=seat.initiative, giver=giver, taker=taker, leaves=leaves, offered_at=now
    )
    note(
        seat.initiative,
        EventKind.HAND_OVER_OFFERED,
        by=giver.user,
        now=now,
        about=taker.user,
    )
    return offer


@transaction.atomic
def accept_offer(*, seat: Seat, pk: int, now: datetime) -> None:
    """Become the organiser; who offered becomes a helper, or leaves as they said."""
    taker = sit_down(seat)
    offer = _offer(seat, Q(taker=taker), pk)
    giver = member_of(seat.initiative, offer.giver_id)
    offer.delete()
    Member.objects.filter(pk=taker.pk).update(role=TeamRole.ORGANISER)
    note(seat.initiative, EventKind.HANDED_OVER, by=taker.user, now=now, about=giver.user)
    if offer.leaves:
        giver.delete()
        note_leaving(seat.initiative, giver, by=giver.user, now=now)
    else:
        Member.objects.filter(pk=giver.pk).update(role=TeamRole.HELPER)


@transaction.atomic
def call_off_offer(*, seat: Seat, pk: int, now: datetime) -> None:
    """Say no to an offer, or take one's own back."""
    member = sit_down(seat)
    offer = _offer(seat, Q(taker=member) | Q(giver=member), pk)
    about = offer.taker.user
    offer.delete()
    note(seat.initiative, EventKind.HAND_OVER_DECLINED, by=member.user, now=now, about=about)


def _offer(seat: Seat, whose: Q, pk: int) -> HandOver:
    offers = HandOver.objects.filter(whose, initiative=seat.initiative, pk=pk)
    found = offers.select_related("taker__user").first()
    if found is None:
        raise PlanError(_("This offer is no longer open."))
    return found
