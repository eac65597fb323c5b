"""Asking an office for help, taking that back, and saying that it is not possible.

Saying yes is a promise: `services.promises`.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.access import office_of
from meetups.initiatives.lifecycle import ENDS
from meetups.initiatives.models import EventKind, Initiative
from meetups.initiatives.services.record import note
from meetups.outbox.services.posting import post, post_all, withdraw

from ..models import Kind, RequestState, SupportRequest
from ..queries.promises import is_seen
from .errors import SupportError
from .thread import organisers_of

MOST_OPEN = 10
TWICE = timedelta(seconds=10)
"""The same thing by the same person within this time is a button pressed twice."""


@transaction.atomic
def ask_for_help(
    *,
    initiative: Initiative,
    kind: str,
    text: str,
    by: User,
    now: datetime,
    needed_on: date | None = None,
    cents: int | None = None,
    people: int | None = None,
    hours: int | None = None,
) -> SupportRequest:
    """Ask the office for one specific thing; it is told. Pressed twice, it is asked once.

    Raises SupportError when nobody there would see it or too much is open already,
    ValidationError by field.
    """
    office = office_of(initiative)
    if office is None or not is_seen(initiative):
        raise SupportError(_("The municipality does not see this plan. Send it first."))
    if initiative.status in ENDS:
        raise SupportError(_("This plan is over. Open it again first."))
    if kind == Kind.MONEY and not cents:
        raise ValidationError({"cents": _("Fill in an amount of more than 0.")})
    Initiative.objects.select_for_update(of=("self",)).get(pk=initiative.pk)
    request = SupportRequest(
        initiative=initiative,
        office=office,
        kind=kind,
        text=text,
        needed_on=needed_on,
        cents=cents if kind == Kind.MONEY else None,
        people=people if kind == Kind.PEOPLE else None,
        hours=hours if kind == Kind.PEOPLE else None,
        asked_by=by,
        asked_at=now,
    )
    request.full_clean()
    still = initiative.support_requests.filter(state=RequestState.OPEN)
    same = still.filter(kind=kind, text=request.text, asked_by=by, asked_at__gt=now - TWICE)
    if asked := same.first():
        return asked
    if still.count() >= MOST_OPEN:
        raise SupportError(_("You ask for ten things already. Wait, or take one of them back."))
    request.save()
    note(initiative, EventKind.SUPPORT_ASKED, by=by, now=now, subject=request.text)
    post("help_asked", subject_id=request.pk, group_id=initiative.pk, now=now)
    return request


@transaction.atomic
def withdraw_request(*, request: SupportRequest, by: User, now: datetime) -> None:
    """The team needs it no longer. Raises SupportError when it is answered already."""
    settle(request, RequestState.WITHDRAWN)
    withdraw(["help_asked"], subject_id=request.pk, now=now)
    note(request.initiative, EventKind.SUPPORT_WITHDRAWN, by=by, now=now, subject=request.text)


@transaction.atomic
def decline_request(*, request: SupportRequest, by: User, why: str, now: datetime) -> None:
    """The office says that it is not possible, and why; the team is told.

    Raises SupportError when it is answered already, ValidationError for the reason.
    """
    request.answer = why
    request.clean_fields(exclude={f.name for f in request._meta.fields if f.name != "answer"})
    if not request.answer:
        raise ValidationError({"why": _("Say why: the team reads it.")})
    answer = {"answer": request.answer, "answered_by": by, "answered_at": now}
    settle(request, RequestState.DECLINED, **answer)
    answered(request, by=by, now=now, why=request.answer)
    code = request.office.area.code
    record(Act.DECISION, by=by.pk, now=now, office=code, about=request, did="decline-help")


def settle(request: SupportRequest, state: RequestState, **values: object) -> None:
    """Move an open request on. The row is the lock: of two at once, the second hears it."""
    still = SupportRequest.objects.filter(pk=request.pk, state=RequestState.OPEN)
    if not still.update(state=state, **values):
        raise SupportError(_("This is answered or withdrawn already. Somebody was quicker."))
    request.state = state
    for name, value in values.items():
        setattr(request, name, value)


def answered(
    request: SupportRequest, *, by: User, now: datetime, why: str = "", is_told: bool = False
) -> None:
    """Write down that there is an answer, and tell the team unless something else does."""
    plan = request.initiative
    event = note(plan, EventKind.SUPPORT_ANSWERED, by=by, now=now, subject=request.text, why=why)
    if is_told:
        return
    post_all(
        "help_answered",
        subject_ids=organisers_of(plan),
        group_id=plan.pk,
        revision=event.pk,
        now=now,
    )
