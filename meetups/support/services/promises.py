"""What an office promises, keeps and takes back, and the budget that its money comes from.

The row of a year's budget is the lock when money is promised or the budget changes: so never more
is promised than there is. What frees money (withdrawing, keeping) needs no lock. Money that is
promised is in the budget of the team too: `income`.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetups.accounts.models import Office, User
from meetups.accounts.services.versions import claim
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.models import Event, EventKind, Initiative
from meetups.initiatives.money import format_euros
from meetups.initiatives.services.record import note
from meetups.outbox.services.posting import post, post_all

from ..models import Kind, Promise, PromiseState, RequestState, SupportRequest, YearBudget
from ..queries.promises import colleagues_of, sums_of
from .dossiers import turn_of
from .errors import SupportError
from .income import (
    hold_income,
    promise_income,
    receive_income,
    reopen_income,
    withdraw_income,
)
from .requests import answered, settle
from .thread import organisers_of


@transaction.atomic
def make_promise(
    *,
    initiative: Initiative,
    office: Office,
    kind: str,
    text: str,
    owner: User,
    due_on: date,
    by: User,
    now: datetime,
    request: SupportRequest | None = None,
    made_with: Event | None = None,
    cents: int | None = None,
    year: int | None = None,
    people: int | None = None,
    hours: int | None = None,
    is_once: bool = False,
    then: str = "",
    ends_on: date | None = None,
) -> Promise:
    """Promise something: `owner`, a colleague, does it before `due_on`. The team is told.

    `request` is what it answers. A promise that comes with a decision (`made_with`) is told by
    that. Raises SupportError when there is not enough money or the request is answered already,
    ValidationError by field.
    """
    promise = Promise(
        initiative=initiative,
        office=office,
        request=request,
        made_with=made_with,
        kind=kind,
        text=text,
        cents=cents if kind == Kind.MONEY else None,
        year=year if kind == Kind.MONEY else None,
        people=people if kind == Kind.PEOPLE else None,
        hours=hours if kind == Kind.PEOPLE else None,
        owner=owner,
        due_on=due_on,
        is_once=is_once,
        then=then,
        ends_on=ends_on,
        promised_by=by,
        promised_at=now,
    )
    _check(promise, today=timezone.localdate(now))
    if promise.cents and promise.year:
        _hold_money(office, promise.year, promise.cents)
    if request is not None:
        settle(request, RequestState.PROMISED, answered_by=by, answered_at=now)
    if promise.cents:
        promise_income(promise, by=by, now=now)
    promise.save()
    event = note(initiative, EventKind.PROMISED, by=by, now=now, subject=promise.text)
    if request is not None:
        answered(request, by=by, now=now, is_told=made_with is not None)
    elif made_with is None:
        _tell(initiative, event, now=now)
    _record(promise, "make", by=by, now=now)
    return promise


@transaction.atomic
def keep_promise(*, promise: Promise, by: User, now: datetime) -> None:
    """It is done. Money is kept by paying; when less was needed, what was paid is all.

    Raises SupportError when it is settled already, or nothing was paid yet.
    """
    still = Promise.objects.filter(pk=promise.pk, state=PromiseState.PROMISED)
    if promise.kind == Kind.MONEY:
        if not promise.paid_cents:
            raise SupportError(_("Nothing is paid yet. Register the payment first."))
        still = still.filter(paid_cents=promise.paid_cents)
    row = hold_income(promise)
    _move(promise, still.update(state=PromiseState.KEPT, settled_at=now))
    receive_income(row, promise.paid_cents, by=by, now=now)
    note(promise.initiative, EventKind.PROMISE_KEPT, by=by, now=now, subject=promise.text)
    _record(promise, "keep", by=by, now=now)


@transaction.atomic
def withdraw_promise(*, promise: Promise, by: User, why: str, now: datetime) -> None:
    """It will not be done after all, and why; the team is told. What it answered is open again.

    Raises SupportError when it is settled already, ValidationError for the reason.
    """
    promise.why = why
    promise.clean_fields(exclude={f.name for f in promise._meta.fields if f.name != "why"})
    if not promise.why:
        raise ValidationError({"why": _("Say why: the team reads it.")})
    still = Promise.objects.filter(pk=promise.pk, state=PromiseState.PROMISED)
    row = hold_income(promise)
    _move(promise, still.update(state=PromiseState.WITHDRAWN, settled_at=now, why=promise.why))
    withdraw_income(promise, row, by=by, now=now)
    if promise.request_id:
        SupportRequest.objects.filter(pk=promise.request_id, state=RequestState.PROMISED).update(
            state=RequestState.OPEN, answered_by=None, answered_at=None
        )
    event = note(
        promise.initiative,
        EventKind.PROMISE_WITHDRAWN,
        by=by,
        now=now,
        subject=promise.text,
        why=promise.why,
    )
    _tell(promise.initiative, event, now=now)
    _record(promise, "withdraw", by=by, now=now)


@transaction.atomic
def give_promise(*, promise: Promise, owner: User, by: User, now: datetime) -> None:
    """Let another colleague do it, as when the one who would is away or left; the team sees who.

    That colleague hears of it by mail, unless they took it themselves. Raises SupportError when
    it is settled already, ValidationError for who does not work there.
    """
    if not colleagues_of(promise.office).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("Choose someone who works for the municipality.")})
    still = Promise.objects.filter(pk=promise.pk, state=PromiseState.PROMISED)
    _move(promise, still.update(owner=owner))
    _record(promise, "give", by=by, now=now)
    if owner != by:
        post(
            "promise_given",
            subject_id=promise.pk,
            group_id=promise.initiative_id,
            revision=turn_of(now),
            now=now,
        )


@transaction.atomic
def pay(*, promise: Promise, cents: int, paid_on: date, by: User, now: datetime) -> None:
    """Register a payment. When all is paid, the promise is kept.

    `promise` is as it was read: of two who register the same payment at once, the second hears
    it. Raises SupportError for that and for more than is left, ValidationError by field.
    """
    if promise.kind != Kind.MONEY or promise.cents is None:
        raise SupportError(_("This promise is not about money."))
    if cents < 1:
        raise ValidationError({"cents": _("Fill in an amount of more than 0.")})
    if paid_on > timezone.localdate(now):
        raise ValidationError({"paid_on": _("That day is still to come.")})
    promised = timezone.localdate(promise.promised_at)
    if paid_on < promised:
        day = {"day": date_format(promised, "j F Y")}
        said = _("This was promised on %(day)s. Choose that day or later.") % day
        raise ValidationError({"paid_on": said})
    left = promise.cents - promise.paid_cents
    if cents > left:
        words = {"left": format_euros(left)}
        raise ValidationError({"cents": _("Of this promise %(left)s is left to pay.") % words})
    paid = promise.paid_cents + cents
    still = Promise.objects.filter(
        pk=promise.pk, state=PromiseState.PROMISED, paid_cents=promise.paid_cents
    )
    values: dict[str, object] = {"paid_cents": paid, "paid_on": paid_on}
    if paid == promise.cents:
        values |= {"state": PromiseState.KEPT, "settled_at": now}
    row = hold_income(promise) if paid == promise.cents else None
    _move(promise, still.update(**values))
    receive_income(row, paid, by=by, now=now)
    code = promise.office.area.code
    record(Act.PAYMENT, by=by.pk, now=now, office=code, about=promise, cents=cents, paid=paid)
    if paid == promise.cents:
        note(promise.initiative, EventKind.PROMISE_KEPT, by=by, now=now, subject=promise.text)


@transaction.atomic
def correct_payment(*, promise: Promise, cents: int, by: User, now: datetime) -> None:
    """Put right what was registered: so much is paid in all. Less than promised: it is open again.

    `promise` is as it was read, as for `pay`. Raises SupportError when it was changed meanwhile,
    when nothing was paid, or when the budget has no room for a promise that was kept for less;
    ValidationError by field.
    """
    was = promise.paid_cents
    if promise.kind != Kind.MONEY or promise.cents is None or promise.year is None:
        raise SupportError(_("This promise is not about money."))
    if not was or promise.state == PromiseState.WITHDRAWN:
        raise SupportError(_("Of this promise no payment can be corrected."))
    if cents == was:
        raise ValidationError({"cents": _("So much is registered already.")})
    if not 0 <= cents <= promise.cents:
        words = {"promised": format_euros(promise.cents)}
        raise ValidationError({"cents": _("No more than %(promised)s was promised.") % words})
    if promise.state == PromiseState.KEPT and was < promise.cents:
        _hold_money(promise.office, promise.year, promise.cents - was)
    row = hold_income(promise)
    is_kept = cents == promise.cents
    still = Promise.objects.filter(pk=promise.pk, state=promise.state, paid_cents=was)
    values: dict[str, object] = {
        "paid_cents": cents,
        "paid_on": promise.paid_on if cents else None,
        "state": PromiseState.KEPT if is_kept else PromiseState.PROMISED,
        "settled_at": now if is_kept else None,
    }
    _move(promise, still.update(**values))
    if is_kept:
        receive_income(row, cents, by=by, now=now)
    else:
        reopen_income(row, promise.cents or 0, by=by, now=now)
    kind = EventKind.PROMISE_KEPT if is_kept else EventKind.MONEY_CHANGED
    note(promise.initiative, kind, by=by, now=now, subject=promise.text)
    record(
        Act.PAYMENT,
        by=by.pk,
        now=now,
        office=promise.office.area.code,
        about=promise,
        did="correct",
        cents=cents - was,
        paid=cents,
    )


@transaction.atomic
def set_budget(
    *,
    office: Office,
    year: int,
    cents: int,
    by: User,
    now: datetime,
    version: int | None = None,
) -> YearBudget:
    """What the office can give in a year.

    `version`: that of the budget which was seen, 0 when there was none yet; without it, it goes
    over whatever there is. Raises SupportError when more is promised already, and
    ChangedMeanwhileError.
    """
    YearBudget.objects.get_or_create(office=office, year=year, defaults={"version": 0})
    budget = YearBudget.objects.select_for_update().get(office=office, year=year)
    claim(budget, version=budget.version if version is None else version, by=by, now=now)
    before, budget.cents = budget.cents, cents
    budget.full_clean()
    taken, _paid = sums_of(Promise.objects.filter(office=office, year=year))
    if cents < taken:
        words = {"amount": format_euros(taken)}
        raise SupportError(_("%(amount)s is promised already: it cannot be less.") % words)
    budget.save(update_fields=["cents"])
    code = office.area.code
    record(
        Act.BUDGET, by=by.pk, now=now, office=code, about=budget, year=year, cents=cents, was=before
    )
    return budget


def _check(promise: Promise, *, today: date) -> None:
    """Raise ValidationError, by field, for what nobody should promise."""
    errors = {}
    if promise.due_on < today:
        errors["due_on"] = _("That day is over. Choose today or later.")
    if promise.ends_on and promise.ends_on < today:
        errors["ends_on"] = _("That day is over. Choose today or later.")
    if promise.is_once and not promise.then.strip():
        errors["then"] = _("Say what comes after it, or whom they can ask then.")
    if promise.kind == Kind.MONEY and not promise.cents:
        errors["cents"] = _("Fill in an amount of more than 0.")
    if promise.kind == Kind.MONEY and not promise.year:
        errors["year"] = _("Choose from which budget.")
    owner = promise.owner
    if owner is None or not colleagues_of(promise.office).filter(pk=owner.pk).exists():
        errors["owner"] = _("Choose someone who works for the municipality.")
    if errors:
        raise ValidationError(errors)
    promise.full_clean()


def _hold_money(office: Office, year: int, cents: int) -> None:
    """See that there is enough, and keep others from promising it meanwhile."""
    budget = hold_budget(office, year)
    taken, _paid = sums_of(Promise.objects.filter(office=office, year=year))
    left = (budget.cents if budget else 0) - taken
    if cents > left:
        words = {"left": format_euros(max(0, left)), "year": year}
        raise SupportError(
            _("Of the budget of %(year)s %(left)s is left. A manager can raise it first.") % words
        )


def hold_budget(office: Office, year: int) -> YearBudget | None:
    """The budget of a year, locked; SQLite holds the whole database."""
    budgets = YearBudget.objects.select_for_update()
    return budgets.filter(office=office, year=year).first()


def _move(promise: Promise, changed: int) -> None:
    """The row is the lock: of two at once, the second changes nothing and hears it."""
    if not changed:
        raise SupportError(_("This promise was changed meanwhile. Look at how it is now."))
    promise.refresh_from_db()


def _tell(initiative: Initiative, event: Event, *, now: datetime) -> None:
    post_all(
        "promise_told",
        subject_ids=organisers_of(initiative),
        group_id=initiative.pk,
        revision=event.pk,
        now=now,
    )


def _record(promise: Promise, did: str, *, by: User, now: datetime) -> None:
    record(
        Act.PROMISE,
        by=by.pk,
        now=now,
        office=promise.office.area.code,
        about=promise,
        did=did,
        kind=promise.kind,
        cents=promise.cents,
        year=promise.year,
    )
