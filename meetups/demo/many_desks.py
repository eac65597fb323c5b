"""What many teams asked their municipality and what it promised: in bulk, spread by arithmetic."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from meetups.accounts.models import Membership, Office, Role, User
from meetups.audit.models import Act, Record
from meetups.initiatives.lifecycle import OPEN, Status
from meetups.initiatives.models import (
    Event,
    EventKind,
    Funding,
    FundingState,
    Initiative,
    Payer,
)
from meetups.support.models import (
    ASKABLE,
    Dossier,
    Kind,
    Message,
    PrivateNote,
    Promise,
    PromiseState,
    RequestState,
    Side,
    SupportRequest,
    Tag,
    YearBudget,
)
from meetups.support.services.promises import set_budget

BATCH = 500
TAGS = ("eten", "groen", "jongeren", "bewegen", "muziek", "taal", "straat", "nieuw")
THINGS = {
    Kind.MONEY: "Geld voor de boodschappen",
    Kind.PEOPLE: "Twee mensen om op te bouwen",
    Kind.PLACE: "Een zaal voor een avond",
    Kind.MATERIALS: "Twaalf klapstoelen",
    Kind.KNOWLEDGE: "Iemand die meeleest",
    Kind.PROMOTION: "Een stukje in de wijkkrant",
}
WORD = "We bellen of schrijven je over het plan."
DECIDED = {
    Status.CHANGES_ASKED: ("ask-changes", Status.CHANGES_ASKED),
    Status.DECLINED: ("decline", Status.DECLINED),
}
YES = ("approve", Status.APPROVED)
DAY = timedelta(days=1)
ANSWERED = 6 * DAY
"""After it was sent."""
R, P = RequestState, PromiseState
REQUEST_STATES = (R.OPEN, R.PROMISED, R.DECLINED, R.PROMISED, R.WITHDRAWN)
LATE_ONE_IN, WITHDRAWN_ONE_IN, ONCE_ONE_IN, PARTLY_ONE_IN = 6, 13, 5, 3
REACH = 60
"""Promises are due within so many days, before or after today."""


@dataclass(frozen=True)
class Case:
    """One plan at its office. `turn`: what it differs by from others. `pace`: a day, or as long
    as it is there when that is less."""

    turn: int
    plan: Initiative
    office: Office
    sent: datetime
    pace: timedelta

    @property
    def is_decided(self) -> bool:
        return self.plan.status != Status.SUBMITTED

    @property
    def answered(self) -> datetime:
        return self.sent + ANSWERED


@dataclass(frozen=True)
class Desks:
    """The desks of offices (by the key of their municipality), as they are at `now`."""

    now: datetime
    today: date
    offices: Mapping[int, Office]

    def sow(self, numbers: Sequence[int], plans: Sequence[Initiative]) -> None:
        cases = [
            Case(
                number // 10,
                plan,
                self.offices[plan.municipality_id],
                plan.submitted_at,
                min(DAY, self.now - plan.submitted_at),
            )
            for number, plan in zip(numbers, plans, strict=True)
            if plan.submitted_at and plan.municipality_id in self.offices
        ]
        Event.objects.bulk_create((e for c in cases for e in self._events(c)), BATCH)
        Message.objects.bulk_create((m for c in cases for m in self._messages(c)), BATCH)
        PrivateNote.objects.bulk_create((n for c in cases for n in self._notes(c)), BATCH)
        self._open_dossiers(cases)
        requests = SupportRequest.objects.bulk_create(
            (r for case in cases for r in self._requests(case)), BATCH
        )
        asked = {request.initiative_id: request for request in requests}
        promises = [p for c in cases for p in self._promises(c, asked.get(c.plan.pk))]
        self._raise_budgets(promises)
        Funding.objects.bulk_create(map(self._income, filter(_brings_money, promises)), BATCH)
        Promise.objects.bulk_create(promises, BATCH)
        Record.objects.bulk_create((_decision(case) for case in cases if case.is_decided), BATCH)
        Record.objects.bulk_create(map(_promised, promises), BATCH)

    @cached_property
    def colleagues(self) -> dict[int, list[User]]:
        """By office, in the order in which they came."""
        found: dict[int, list[User]] = {}
        for row in Membership.objects.select_related("user").order_by("pk"):
            found.setdefault(row.office_id, []).append(row.user)
        return found

    @cached_property
    def tags(self) -> dict[int, list[Tag]]:
        return {
            office.pk: [Tag.objects.get_or_create(office=office, name=name)[0] for name in TAGS]
            for office in self.offices.values()
        }

    def _officer(self, case: Case, step: int = 0) -> User:
        people = self.colleagues[case.office.pk]
        return people[(case.turn + step) % len(people)]

    def _events(self, case: Case) -> Iterator[Event]:
        moved = EventKind.MOVED
        yield Event(
            initiative=case.plan,
            kind=moved,
            subject="submit",
            before=Status.DRAFT,
            after=Status.SUBMITTED,
            at=case.sent,
        )
        if case.is_decided:
            slug, after = DECIDED.get(Status(case.plan.status), YES)
            yield Event(
                initiative=case.plan,
                kind=moved,
                by=self._officer(case),
                subject=slug,
                before=Status.SUBMITTED,
                after=after,
                at=case.answered,
                why="Maak het kleiner, dan kan het." if slug in {"ask-changes", "decline"} else "",
            )

    # --- the dossier -----------------------------------------------------------------------------
    def _messages(self, case: Case) -> Iterator[Message]:
        """A question and an answer of every second plan; some teams wait for another word."""
        if case.turn % 2 == 0:
            asked = {"initiative": case.plan, "at": case.sent + case.pace / 4}
            answered = {"initiative": case.plan, "at": case.sent + case.pace / 2}
            by = self._officer(case)
            yield Message(side=Side.OFFICE, by=by, text="Wie doet er mee?", **asked)
            yield Message(side=Side.TEAM, text="De hele straat.", **answered)
        if case.turn % 8:
            at = case.sent + case.pace
            yield Message(
                initiative=case.plan, side=Side.OFFICE, by=self._officer(case), text="Fijn!", at=at
            )

    def _notes(self, case: Case) -> Iterator[PrivateNote]:
        if case.turn % 3 == 0:
            yield PrivateNote(
                office=case.office,
                initiative=case.plan,
                by=self._officer(case),
                text="Even bellen met wie er vorig jaar bij was.",
                at=case.sent + case.pace / 3,
            )

    def _open_dossiers(self, cases: Sequence[Case]) -> None:
        dossiers = Dossier.objects.bulk_create((self._dossier(case) for case in cases), BATCH)
        link = Dossier.tags.through
        link.objects.bulk_create(
            (
                link(dossier=dossier, tag=self.tags[case.office.pk][case.turn % len(TAGS)])
                for case, dossier in zip(cases, dossiers, strict=True)
            ),
            BATCH,
        )

    def _dossier(self, case: Case) -> Dossier:
        waits = case.turn % 8 == 0
        has_reviewer = case.turn % 4 > 0
        return Dossier(
            initiative=case.plan,
            reviewer=self._officer(case) if has_reviewer else None,
            assigned_at=case.sent + case.pace / 8 if has_reviewer else None,
            last_side=Side.TEAM if waits else Side.OFFICE,
            last_at=case.sent + (DAY / 2 if waits else DAY),
        )

    # --- asked and promised ----------------------------------------------------------------------
    def _requests(self, case: Case) -> Iterator[SupportRequest]:
        if case.turn % 2:
            return
        turn = case.turn // 2
        kind = ASKABLE[turn % len(ASKABLE)]
        state = REQUEST_STATES[turn // len(ASKABLE) % len(REQUEST_STATES)]
        if not case.is_decided:
            state = R.OPEN
        is_answered = state in {R.PROMISED, R.DECLINED}
        yield SupportRequest(
            initiative=case.plan,
            office=case.office,
            kind=kind,
            text=THINGS[kind],
            needed_on=case.plan.first_date if turn % 3 else None,
            cents=_cents(case) if kind == Kind.MONEY else None,
            people=2 if kind == Kind.PEOPLE else None,
            hours=3 if kind == Kind.PEOPLE else None,
            state=state,
            asked_at=min(case.sent + (turn % 40) * DAY, self.now - case.pace / 24),
            answer="Alles is uitgeleend." if state == R.DECLINED else "",
            answered_by=self._officer(case) if is_answered else None,
            answered_at=case.answered if is_answered else None,
        )

    def _promises(self, case: Case, request: SupportRequest | None) -> Iterator[Promise]:
        """Word by a day with each decision; help with three of four, and where it was asked.

        Of ten plans in a row all lie in one municipality, so these turns go round them by three.
        """
        if case.is_decided:
            is_heard = case.turn % LATE_ONE_IN > 0
            yield Promise(
                initiative=case.plan,
                office=case.office,
                kind=Kind.CONTACT,
                text=WORD,
                owner=self._officer(case),
                due_on=timezone.localdate(case.answered + 7 * DAY),
                state=P.KEPT if is_heard else P.PROMISED,
                promised_by=self._officer(case),
                promised_at=case.answered,
                settled_at=case.answered + DAY if is_heard else None,
            )
        is_asked = request is not None and request.state == R.PROMISED
        if is_asked or (case.is_decided and case.turn % 4):
            usual = ASKABLE[case.turn // 3 % len(ASKABLE)]
            kind = request.kind if is_asked and request else usual
            yield self._help(case, Kind(kind), request if is_asked else None)

    def _help(self, case: Case, kind: Kind, request: SupportRequest | None) -> Promise:
        due_on = self._due_on(case)
        is_over = case.plan.status not in OPEN
        state = P.PROMISED
        if case.turn % WITHDRAWN_ONE_IN == 0:
            state = P.WITHDRAWN
        elif is_over or (due_on < self.today and case.turn % LATE_ONE_IN):
            state = P.KEPT
        cents = _cents(case) if kind == Kind.MONEY else None
        is_once = case.turn % ONCE_ONE_IN == 0
        paid = _paid(case, cents or 0, state)
        return Promise(
            initiative=case.plan,
            office=case.office,
            request=request,
            kind=kind,
            text=THINGS[kind],
            cents=cents,
            year=due_on.year if cents else None,
            people=2 if kind == Kind.PEOPLE else None,
            hours=3 if kind == Kind.PEOPLE else None,
            owner=self._officer(case, 1),
            due_on=due_on,
            is_once=is_once,
            then="Daarna helpt het buurthuis." if is_once else "",
            ends_on=due_on + 30 * DAY if is_once else None,
            state=state,
            promised_by=self._officer(case),
            promised_at=case.answered,
            settled_at=self.now - DAY if state != P.PROMISED else None,
            why="Het budget ging naar iets anders." if state == P.WITHDRAWN else "",
            paid_cents=paid,
            paid_on=self.today - DAY if paid else None,
        )

    def _income(self, promise: Promise) -> Funding:
        """The row of the team's budget that promised money is; the promise holds it."""
        cents = promise.cents or 0
        promise.funding = Funding(
            initiative=promise.initiative,
            payer=Payer.OFFICE,
            cents=cents,
            state=FundingState.RECEIVED if promise.paid_cents == cents else FundingState.PROMISED,
            changed_by=promise.promised_by,
            changed_at=promise.promised_at,
        )
        return promise.funding

    def _due_on(self, case: Case) -> date:
        """Around today, and not before it was promised."""
        day = self.today + (case.turn * 11 % (2 * REACH) - REACH) * DAY
        return max(day, timezone.localdate(case.answered))

    def _raise_budgets(self, promises: Sequence[Promise]) -> None:
        """So that never more is promised than there is."""
        more: Counter[tuple[Office, int]] = Counter()
        for promise in promises:
            if promise.cents and promise.year:
                more[promise.office, promise.year] += promise.cents
        for (office, year), cents in more.items():
            had = YearBudget.objects.filter(office=office, year=year).first()
            manager = Membership.objects.filter(office=office, role=Role.MANAGER).earliest("pk")
            total = cents + (had.cents if had else 0)
            set_budget(office=office, year=year, cents=total, by=manager.user, now=self.now)


def _brings_money(promise: Promise) -> bool:
    return bool(promise.cents) and promise.state != P.WITHDRAWN


def _cents(case: Case) -> int:
    return 50_00 + 10_00 * (case.turn % 20)


def _paid(case: Case, cents: int, state: PromiseState) -> int:
    if state == P.KEPT:
        return cents
    return cents // 2 if state == P.PROMISED and case.turn % PARTLY_ONE_IN == 0 else 0


def _decision(case: Case) -> Record:
    return Record(
        at=case.answered,
        act=Act.DECISION,
        office=str(case.office.area.code),
        object_kind=Initiative._meta.label_lower,
        object_id=str(case.plan.pk),
        details={"decision": DECIDED.get(Status(case.plan.status), YES)[0]},
    )


def _promised(promise: Promise) -> Record:
    return Record(
        at=promise.promised_at,
        act=Act.PROMISE,
        by=promise.promised_by_id,
        office=str(promise.office.area.code),
        object_kind=Promise._meta.label_lower,
        object_id=str(promise.pk),
        details={"did": "make", "kind": promise.kind, "cents": promise.cents, "year": promise.year},
    )
