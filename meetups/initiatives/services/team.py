"""Changing who carries a plan. There is always an organiser, and only organisers change a team.

The row of the plan is the lock of its team: whoever changes it holds the plan first, and looks
again who they are by then.
"""

import re
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.sealing import seal
from meetups.suggestions.models.saved import digest

from ..access import Seat
from ..models import Event, EventKind, Hand, HandOver, Initiative, Invitation, Member, TeamRole
from ..queries.team import find_invitation, open_invitations
from .errors import ChangedMeanwhileError, PlanError
from .record import note

OPEN_AT_ONCE = 20
MAILS_A_DAY = 30
VALID_FOR = timedelta(days=14)
MAILED = (EventKind.INVITED, EventKind.HAND_OVER_OFFERED)
LINK = re.compile(r"://|www\.|\w\.[a-z]{2,}", re.IGNORECASE)
"""What a mail program makes a link of. Our mail takes nobody to a place of somebody's own."""


class LastOrganiserError(PlanError):
    """The plan would be left without an organiser."""


# --- who sits where ------------------------------------------------------------------------------
def hold(initiative: Initiative) -> None:
    """Keep the team as it is until the transaction ends, for all others.

    SQLite knows no row locks: there, transactions that write wait for each other.
    """
    Initiative.objects.select_for_update(no_key=True).only("pk").get(pk=initiative.pk)


def sit_down(seat: Seat, *, as_organiser: bool = False) -> Member:
    """Hold the team and read again who comes. Raises PlanError when they have no say any more."""
    hold(seat.initiative)
    members = Member.objects.select_related("user")
    member = members.filter(initiative=seat.initiative, user=seat.user).first()
    if member is None or (as_organiser and member.role != TeamRole.ORGANISER):
        raise PlanError(_("You can no longer do this: your place in the team has changed."))
    return member


def member_of(initiative: Initiative, pk: int) -> Member:
    """Someone in the team. Raises PlanError when they just left it."""
    found = Member.objects.select_related("user").filter(initiative=initiative, pk=pk).first()
    if found is None:
        raise PlanError(_("This person is no longer in the team."))
    return found


def keep_an_organiser(without: Member) -> None:
    """Raises LastOrganiserError when nobody would be left to organise the plan."""
    organisers = Member.objects.filter(initiative_id=without.initiative_id, role=TeamRole.ORGANISER)
    if without.role == TeamRole.ORGANISER and not organisers.exclude(pk=without.pk).exists():
        raise LastOrganiserError(_("A plan needs at least one organiser."))


# --- inviting ------------------------------------------------------------------------------------
@transaction.atomic
def invite_to_team(
    *, seat: Seat, email: str, role: str, asks: str, language: str, now: datetime
) -> tuple[Invitation, str]:
    """Offer someone a chair. Returns the invitation and the token of its link.

    Inviting the same address again makes a new link; the old one stops working. Raises
    ValidationError, by field, and PlanError when it is enough for now.
    """
    member = sit_down(seat, as_organiser=True)
    initiative, email = seat.initiative, email.strip().lower()
    if Member.objects.filter(initiative=initiative, user__email=email).exists():
        raise ValidationError({"email": _("This person is already in the team.")})
    if LINK.search(asks):
        raise ValidationError({"asks": _("Write it without a link: we put this in the mail.")})
    if open_invitations(initiative, now=now).exclude(email=email).count() >= OPEN_AT_ONCE:
        text = _("There are %(number)d open invitations. Withdraw one, or wait for an answer.")
        raise PlanError(text % {"number": OPEN_AT_ONCE})
    may_mail(member.user, now=now)
    Invitation.objects.filter(initiative=initiative, email=email).delete()
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        initiative=initiative,
        email=email,
        role=role,
        asks=asks,
        language=language,
        token_digest=digest(token),
        token_sealed=seal(token, about=Invitation.SEALED["token_sealed"]),
        invited_by=member.user,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    invitation.full_clean()
    invitation.save()
    note(initiative, EventKind.INVITED, by=member.user, now=now)
    return invitation, token


def may_mail(user: User, *, now: datetime) -> None:
    """Raises PlanError when someone has had enough mail sent today, over all their plans.

    Counted in the history, so that withdrawing an invitation gives no new mail. Call it in the
    transaction that notes the mail: it holds the person.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    sent = Event.objects.filter(by=user, kind__in=MAILED, at__gt=now - timedelta(days=1))
    if sent.count() >= MAILS_A_DAY:
        text = _("You sent %(number)d mails in a day. Go on tomorrow.")
        raise PlanError(text % {"number": MAILS_A_DAY})


@transaction.atomic
def renew_invitation(*, seat: Seat, pk: int, now: datetime) -> tuple[Invitation, str]:
    """Invite the same person again, with a new link."""
    sit_down(seat, as_organiser=True)
    old = _invitation(seat, pk)
    return invite_to_team(
        seat=seat,
        email=old.email,
        role=old.role,
        asks=old.asks,
        language=old.language,
        now=now,
    )


@transaction.atomic
def withdraw_invitation(*, seat: Seat, pk: int, now: datetime) -> None:
    """Erase an invitation: its link stops working."""
    member = sit_down(seat, as_organiser=True)
    _invitation(seat, pk).delete()
    note(seat.initiative, EventKind.INVITATION_WITHDRAWN, by=member.user, now=now)


def _invitation(seat: Seat, pk: int) -> Invitation:
    found = Invitation.objects.filter(initiative=seat.initiative, pk=pk).first()
    if found is None:
        raise PlanError(_("This invitation is no longer open."))
    return found


def erase_old_invitations(*, now: datetime) -> int:
    """Erase what was not answered in time; returns how many."""
    return Invitation.objects.filter(expires_at__lte=now).delete()[0]


# --- joining -------------------------------------------------------------------------------------
@transaction.atomic
def accept_invitation(*, token: str, user: User, now: datetime) -> Initiative | None:
    """Take the chair, and the hand that was asked for with it. None when the link is no good.

    For somebody who is in the team nothing changes: the link stays for whom it was meant.
    """
    invitation = find_invitation(token, now=now)
    if invitation is None:
        return None
    initiative = invitation.initiative
    hold(initiative)
    if Member.objects.filter(initiative=initiative, user=user).exists():
        return initiative
    if not use_up(invitation):
        return None
    member = Member(initiative=initiative, user=user, role=invitation.role, joined_at=now)
    member.full_clean()
    member.save()
    note(initiative, EventKind.JOINED, by=user, now=now)
    if invitation.asks:
        Hand.objects.create(
            initiative=initiative,
            text=invitation.asks,
            taken_by=member,
            asked_by=invitation.invited_by,
            asked_at=invitation.sent_at,
        )
        note(initiative, EventKind.HAND_TAKEN, by=user, now=now, subject=invitation.asks)
    return initiative


def use_up(invitation: Invitation) -> bool:
    """Erase an invitation; False when somebody else just did: a link works once."""
    return Invitation.objects.filter(pk=invitation.pk).delete()[0] == 1


@transaction.atomic
def decline_invitation(*, token: str, now: datetime) -> bool:
    """Erase it, and keep nothing about who it was for. False when the link is no good."""
    invitation = find_invitation(token, now=now)
    if invitation is None or not use_up(invitation):
        return False
    note(invitation.initiative, EventKind.INVITATION_DECLINED, by=None, now=now)
    return True


# --- in the team ---------------------------------------------------------------------------------
@transaction.atomic
def change_member(
    *, seat: Seat, pk: int, role: str, task: str, seen: tuple[str, str], now: datetime
) -> Member:
    """Change what someone does, or their role; members change only their own task.

    `seen`: the role and task that the change started from. Raises ChangedMeanwhileError with the
    member as they are now when that is no longer so, LastOrganiserError, PlanError, and
    ValidationError by field.
    """
    actor = sit_down(seat)
    member = member_of(seat.initiative, pk)
    own_task = member == actor and role == member.role
    if actor.role != TeamRole.ORGANISER and not own_task:
        raise PlanError(_("Only organisers change what others do."))
    before = (member.role, member.task)
    if before != seen:
        raise ChangedMeanwhileError(member)
    if role != TeamRole.ORGANISER:
        keep_an_organiser(member)
        HandOver.objects.filter(giver=member).delete()
    member.role, member.task = role, task
    member.full_clean(validate_unique=False)
    member.save(update_fields=["role", "task"])
    for kind, is_new in (
        (EventKind.ROLE_CHANGED, member.role != before[0]),
        (EventKind.TASK_CHANGED, member.task != before[1]),
    ):
        if is_new:
            note(seat.initiative, kind, by=actor.user, now=now, about=member.user)
    return member


@transaction.atomic
def leave_team(*, seat: Seat, now: datetime) -> None:
    """Go. Hands that were taken are free again. Raises LastOrganiserError."""
    member = sit_down(seat)
    keep_an_organiser(member)
    member.delete()
    note_leaving(seat.initiative, member, by=member.user, now=now)


@transaction.atomic
def remove_member(*, seat: Seat, pk: int, now: datetime) -> None:
    """Take someone else out of the team. Raises PlanError."""
    actor = sit_down(seat, as_organiser=True)
    member = member_of(seat.initiative, pk)
    keep_an_organiser(member)
    member.delete()
    note_leaving(seat.initiative, member, by=actor.user, now=now)


def note_leaving(initiative: Initiative, member: Member, *, by: User, now: datetime) -> None:
    """Write down that someone is gone, and as what: a team feels it when an organiser goes."""
    about, role = member.user, member.role
    note(initiative, EventKind.LEFT, by=by, now=now, about=about, subject=role)


@transaction.atomic
def step_up(*, seat: Seat, now: datetime) -> None:
    """Become the organiser of a plan that lost its own. Raises PlanError when it has one."""
    member = sit_down(seat)
    organisers = Member.objects.filter(initiative=seat.initiative, role=TeamRole.ORGANISER)
    if organisers.exists():
        raise PlanError(_("The plan has an organiser again."))
    Member.objects.filter(pk=member.pk).update(role=TeamRole.ORGANISER)
    note(
        seat.initiative,
        EventKind.ROLE_CHANGED,
        by=member.user,
        now=now,
        about=member.user,
    )
