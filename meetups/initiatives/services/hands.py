"""Asking for one specific hand, and lending it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..access import Seat
from ..models import EventKind, Hand, Member, TeamRole
from ..wording import name_of
from .errors import PlanError
from .record import note
from .team import sit_down

MOST = 100


@transaction.atomic
def ask_for_hand(*, seat: Seat, text: str, needed_on: date | None, now: datetime) -> Hand:
    """Ask the team for one thing. Raises ValidationError, by field, and PlanError when too many."""
    member = sit_down(seat, as_organiser=True)
    if Hand.objects.filter(initiative=seat.initiative).count() >= MOST:
        raise PlanError(_("That is a lot of hands. Remove one that you no longer need."))
    hand = Hand(
        initiative=seat.initiative,
        text=text,
        needed_on=needed_on,
        asked_by=member.user,
        asked_at=now,
    )
    hand.full_clean()
    hand.save()
    note(seat.initiative, EventKind.HAND_ASKED, by=member.user, now=now, subject=hand.text)
    return hand


@transaction.atomic
def take_hand(*, seat: Seat, pk: int, now: datetime) -> None:
    """Say that you do it. Raises PlanError when someone else does already."""
    member = sit_down(seat)
    hand = _hand(seat, pk)
    if hand.taken_by == member:
        return
    if not claim(hand, member):
        taker = Hand.objects.select_related("taken_by__user").get(pk=pk).taken_by
        text = _("%(name)s was quicker, and does this already.")
        raise PlanError(text % {"name": name_of(taker.user if taker else None)})
    note(seat.initiative, EventKind.HAND_TAKEN, by=member.user, now=now, subject=hand.text)


def claim(hand: Hand, member: Member) -> bool:
    """Take a hand that is free; False when it no longer is: of two, one gets it."""
    free = Hand.objects.filter(pk=hand.pk, taken_by=None, is_done=False)
    return free.update(taken_by=member) == 1


@transaction.atomic
def give_hand_back(*, seat: Seat, pk: int, now: datetime) -> None:
    """Say that you cannot after all; organisers may say it for someone."""
    member, hand = _own(seat, pk)
    if hand.taken_by and not hand.is_done:
        Hand.objects.filter(pk=hand.pk).update(taken_by=None)
        kind = EventKind.HAND_GIVEN_BACK
        note(seat.initiative, kind, by=member.user, now=now, subject=hand.text)


@transaction.atomic
def finish_hand(*, seat: Seat, pk: int, is_done: bool, now: datetime) -> None:
    """Say that it is done, or not after all: for who took it, and for organisers."""
    member, hand = _own(seat, pk)
    if hand.is_done != is_done:
        Hand.objects.filter(pk=hand.pk).update(is_done=is_done)
        kind = EventKind.HAND_DONE if is_done else EventKind.HAND_ASKED
        note(seat.initiative, kind, by=member.user, now=now, subject=hand.text)


@transaction.atomic
def remove_hand(*, seat: Seat, pk: int, now: datetime) -> None:
    """Ask for it no longer."""
    member = sit_down(seat, as_organiser=True)
    hand = _hand(seat, pk)
    hand.delete()
    note(seat.initiative, EventKind.HAND_REMOVED, by=member.user, now=now, subject=hand.text)


def _hand(seat: Seat, pk: int) -> Hand:
    hands = Hand.objects.select_related("taken_by")
    found = hands.filter(initiative=seat.initiative, pk=pk).first()
    if found is None:
        raise PlanError(_("This is no longer asked for."))
    return found


def _own(seat: Seat, pk: int) -> tuple[Member, Hand]:
    """The one who comes, and a hand that they may speak for."""
    member = sit_down(seat)
    hand = _hand(seat, pk)
    if hand.taken_by != member and member.role != TeamRole.ORGANISER:
        raise PlanError(_("Only who does this, or an organiser, can say that."))
    return member, hand
