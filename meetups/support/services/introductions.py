"""Bringing two teams together: an office asks both, and names are shared after two yeses."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from meetups.accounts.models import Office
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.access import Seat
from meetups.initiatives.lifecycle import OPEN
from meetups.initiatives.models import EventKind, Initiative, TeamRole
from meetups.initiatives.services.record import note
from meetups.initiatives.services.team import sit_down
from meetups.outbox.services.posting import post_all

from ..models import Answer, Introduction
from ..queries.introductions import Stage, other_of, stage_of
from .errors import SupportError
from .thread import organisers_of

ASKED, ANSWERED = "introduction", "introduction_answered"


@transaction.atomic
def introduce(*, seat: Seat, other: Seat, why: str, now: datetime) -> Introduction:
    """Ask two teams of one municipality whether they want to meet; both are told by mail.

    Raises SupportError when that cannot be, ValidationError for the reason.
    """
    one, two = sorted((seat.initiative, other.initiative), key=lambda plan: plan.pk)
    office = _may_introduce(seat, other)
    row = Introduction(office=office, first=one, second=two, why=why, by=seat.user, at=now)
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # one introduction for two plans, also of two at once
        raise SupportError(_("These two teams were asked before.")) from error
    for plan in (one, two):
        note(plan, EventKind.INTRODUCED, by=seat.user, now=now)
        _post(ASKED, row, plan, now)
    _account(row, by=seat.user.pk, now=now, outcome="asked")
    return row


def _may_introduce(seat: Seat, other: Seat) -> Office:
    office = seat.office
    if office is None or not (seat.may_review and other.may_review) or other.office != office:
        raise SupportError(_("Only who reviews both plans can bring their teams together."))
    if seat.initiative == other.initiative:
        raise SupportError(_("Choose another plan than this one."))
    for plan in (seat.initiative, other.initiative):
        if plan.status not in OPEN:
            raise SupportError(_("One of these plans is over."))
        if not organisers_of(plan):
            raise SupportError(_("Nobody organises one of these plans, so nobody can answer."))
    if _organisers(seat.initiative) & _organisers(other.initiative):
        raise SupportError(_("Somebody organises both plans, so these teams know each other."))
    return office


def _organisers(plan: Initiative) -> set[int]:
    """Who organise a plan, by the number of the person."""
    members = plan.members.filter(role=TeamRole.ORGANISER)
    return set(members.values_list("user", flat=True))


@transaction.atomic
def answer_introduction(*, seat: Seat, pk: int, says_yes: bool, now: datetime) -> Introduction:
    """Say for a team whether it wants to meet the other. After two yeses both hear who it is.

    Raises PlanError for who does not organise the plan, SupportError when nothing waits for them.
    """
    member = sit_down(seat, as_organiser=True)
    plan = seat.initiative
    # Its row is the lock: of two yeses at once, the second finds the first.
    row = held(pk, plan)
    if stage_of(row, plan) != Stage.ASKED:
        raise SupportError(_("This waits for no answer of yours any more."))
    answer, side = Answer.YES if says_yes else Answer.NO, _side(row, plan)
    setattr(row, side, answer)
    row.agreed_at = now if row.is_agreed else None
    row.save(update_fields=[side, "agreed_at"])
    _account(row, by=member.user.pk, now=now, outcome=answer.value)
    other = other_of(row, plan)
    if row.is_agreed:
        for one in (plan, other):
            note(one, EventKind.INTRODUCTION_AGREED, by=None, now=now)
            _post(ANSWERED, row, one, now)
    elif not says_yes:
        note(plan, EventKind.INTRODUCTION_REFUSED, by=member.user, now=now)
        # Who said no, and that they did, is not for the other team.
        note(other, EventKind.INTRODUCTION_REFUSED, by=None, now=now)
        _post(ANSWERED, row, other, now)
    return row


def held(pk: int, plan: Initiative) -> Introduction:
    """An introduction of this plan, kept as it is until the transaction ends."""
    found = Introduction.objects.select_for_update(of=("self",)).filter(
        Q(first=plan) | Q(second=plan), pk=pk
    )
    row = found.select_related("first", "second", "office__area").first()
    if row is None:
        raise SupportError(_("This waits for no answer of yours any more."))
    return row


def _side(row: Introduction, plan: Initiative) -> str:
    return "first_answer" if row.first_id == plan.pk else "second_answer"


def _post(kind: str, row: Introduction, plan: Initiative, now: datetime) -> None:
    members = organisers_of(plan)
    post_all(kind, subject_ids=members, group_id=plan.pk, revision=row.pk, now=now)


def _account(row: Introduction, *, by: int, now: datetime, outcome: str) -> None:
    record(
        Act.INTRODUCTION,
        by=by,
        now=now,
        office=str(row.office.area.code),
        about=row,
        first=row.first_id,
        second=row.second_id,
        outcome=outcome,
        agreed=row.is_agreed,
    )
