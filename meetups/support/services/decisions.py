"""An office decides about a plan, and offers help with it: all in one go, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.access import Seat
from meetups.initiatives.lifecycle import DECISIONS
from meetups.initiatives.models import Event, EventKind, Initiative, TeamRole
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.moves import move_initiative
from meetups.initiatives.services.steps import ask_on_condition, drop_conditions
from meetups.outbox.services.posting import post_all

from ..models import Decision, Kind, Promise, PromiseState, SupportRequest
from .dossiers import reviewers_for
from .errors import SupportError
from .judged import note_judged
from .promises import make_promise
from .thread import organisers_of

KIND = "plan_decided"


@dataclass(frozen=True)
class Offer:
    """Something that comes with a decision. `then`: it is given once, and this comes after it."""

    kind: Kind
    text: str
    owner: User
    due_on: date
    cents: int | None = None
    year: int | None = None
    people: int | None = None
    hours: int | None = None
    then: str = ""
    request: SupportRequest | None = None


@dataclass(frozen=True)
class Condition:
    """What the team must do for a yes to hold, and before which day."""

    text: str
    due_on: date


@transaction.atomic
def decide(
    *,
    seat: Seat,
    decision: str,
    why: str,
    contact: User,
    hear_by: date,
    offers: Sequence[Offer],
    condition: Condition | None = None,
    now: datetime,
) -> Event:
    """Decide, by the lifecycle; promise that they hear from `contact`, and what is offered.

    The condition of a yes becomes a step of the plan.

    The organisers get one mail with all of it. Raises PlanError when somebody was quicker or the
    reason is lacking, SupportError and ValidationError for what cannot be promised: then nothing
    has happened at all.
    """
    plan, office = seat.initiative, seat.office
    if decision not in DECISIONS or office is None:
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    today = timezone.localdate(now)
    _check_people(seat, [contact, *(offer.owner for offer in offers)])
    if min([hear_by, *(offer.due_on for offer in offers)]) < today:
        raise SupportError(_("Promise it for today or later."))
    if condition and decision != Decision.APPROVE:
        raise SupportError(_("Only a yes has a condition."))
    event = move_initiative(seat=seat, slug=decision, why=why, now=now)
    note_judged(plan)
    drop_conditions(plan)
    if condition:
        ask_on_condition(seat=seat, decision=event, text=condition.text, due_on=condition.due_on)
    _replace_word(plan, now=now)
    word = Offer(Kind.CONTACT, _word_from_us(plan), contact, hear_by)
    for offer in (word, *offers):
        make_promise(
            initiative=plan,
            office=office,
            kind=offer.kind,
            text=offer.text,
            owner=offer.owner,
            due_on=offer.due_on,
            by=seat.user,
            now=now,
            request=offer.request,
            made_with=event,
            cents=offer.cents,
            year=offer.year,
            people=offer.people,
            hours=offer.hours,
            is_once=bool(offer.then),
            then=offer.then,
        )
    record(
        Act.DECISION,
        by=seat.user.pk,
        now=now,
        office=str(plan.municipality.code),
        about=plan,
        decision=decision,
        contact=contact.pk,
        hear_by=hear_by.isoformat(),
        offers=len(offers),
        **({"condition": True} if condition else {}),
    )
    post_all(KIND, subject_ids=organisers_of(plan), group_id=plan.pk, revision=event.pk, now=now)
    return event


def _check_people(seat: Seat, people: list[User]) -> None:
    assert seat.office is not None
    known = {user.pk for user in reviewers_for(seat.office, seat.initiative)}
    if any(user.pk not in known for user in people):
        raise SupportError(_("Choose a colleague who is not in the team of this plan."))


def _replace_word(plan: Initiative, *, now: datetime) -> None:
    """Nobody waits for two calls: that of an earlier decision is over when another is promised."""
    earlier = Promise.objects.filter(
        initiative=plan,
        kind=Kind.CONTACT,
        state=PromiseState.PROMISED,
        made_with__kind=EventKind.MOVED,
    )
    with translation.override(_language_of(plan)):
        why = _("There is a new answer, with a new day.")
    earlier.update(state=PromiseState.WITHDRAWN, settled_at=now, why=why)


def _word_from_us(plan: Initiative) -> str:
    """What is promised with every decision, in the language of whom it is promised to."""
    with translation.override(_language_of(plan)):
        return _("We call or write you about the plan.")


def _language_of(plan: Initiative) -> str:
    team = [m.user.language for m in plan.members.all() if m.role == TeamRole.ORGANISER]
    return str(team[0] if team else translation.get_language())
