"""What passed between a team and its municipality in a story: decided, asked, promised and kept.

Everything goes through the services, at the moments of the story, so the audit record and the
budgets come with it. The mail that they post counts as sent by then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import singledispatchmethod

from django.db.models import F

from meetups.accounts.models import Membership, Office, Role, User
from meetups.initiatives.access import Seat
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.support.access import Desk
from meetups.support.models import Kind, Promise, PromiseState, Side, SupportRequest
from meetups.support.services.decisions import Offer, decide
from meetups.support.services.dossiers import assign, note_access, set_tags
from meetups.support.services.introductions import answer_introduction, introduce
from meetups.support.services.notes import add_note
from meetups.support.services.promises import keep_promise, make_promise, pay, withdraw_promise
from meetups.support.services.requests import ask_for_help, decline_request, withdraw_request
from meetups.support.services.thread import write_message

from .cast import user_of
from .stories import desk as d
from .stories.shape import Turn

MAIL = (
    *("plan_decided", "review_assigned", "office_wrote", "team_wrote", "help_asked"),
    *("help_answered", "promise_told", "introduction", "introduction_answered"),
)


@dataclass
class Desking:
    """The desk's side of one plan.

    `seat`: someone's seat at the plan. `find`: the plan of another story, None when it is gone.
    """

    seat: Callable[[str], Seat]
    find: Callable[[str], Initiative | None]
    today: date
    touched: set[int] = field(default_factory=set)
    """Plans that mail was posted about."""

    def do(self, act: d.Act, now: datetime) -> None:
        seat = self.seat(act.who)
        self._look(seat, now)
        self._do(act, seat, now)

    def decide(self, turn: Turn, now: datetime) -> None:
        """Answer a plan, with help and with word by a day."""
        seat = self.seat(turn.who)
        self._look(seat, now)
        offers = [
            Offer(
                kind=given.kind,
                text=given.text,
                owner=user_of(given.owner or turn.who),
                due_on=self._day(given.due_in),
                cents=given.cents,
                year=self._day(given.due_in).year if given.cents else None,
                people=given.people,
                hours=given.hours,
                then=given.then,
            )
            for given in turn.help
        ]
        decide(
            seat=seat,
            decision=turn.move,
            why=turn.why,
            contact=seat.user,
            hear_by=now.date() + timedelta(days=turn.hears_within),
            offers=offers,
            now=now,
        )
        self.touched.add(seat.initiative.pk)

    def settle_mail(self) -> None:
        """Nobody gets mail of last month from a demo that was made today."""
        planned = OutboundMessage.objects.filter(
            group_id__in=self.touched, kind__in=MAIL, state=State.PLANNED
        )
        planned.update(state=State.SENT, ended_at=F("due_at"), attempts=1)

    def _look(self, seat: Seat, now: datetime) -> None:
        """Who acts for an office has the page before them, which is on the record."""
        self.touched.add(seat.initiative.pk)
        if seat.works_for_office:
            note_access(seat=seat, code=str(seat.initiative.municipality.code), now=now)

    # --- one for each kind of act ----------------------------------------------------------------
    @singledispatchmethod
    def _do(self, act: d.Act, seat: Seat, now: datetime) -> None:
        raise TypeError(act)

    @_do.register
    def _(self, act: d.Writes, seat: Seat, now: datetime) -> None:
        side = Side.OFFICE if seat.works_for_office else Side.TEAM
        plan = seat.initiative
        write_message(initiative=plan, side=side, by=seat.user, text=act.text, now=now)

    @_do.register
    def _(self, act: d.Notes, seat: Seat, now: datetime) -> None:
        add_note(desk=desk_of(seat), initiative=seat.initiative, text=act.text, now=now)

    @_do.register
    def _(self, act: d.Gives, seat: Seat, now: datetime) -> None:
        plan = seat.initiative
        assign(desk=desk_of(seat), initiative=plan, reviewer=user_of(act.to), now=now)

    @_do.register
    def _(self, act: d.Tags, seat: Seat, now: datetime) -> None:
        set_tags(desk=desk_of(seat), initiative=seat.initiative, names=act.names, now=now)

    @_do.register
    def _(self, act: d.AsksHelp, seat: Seat, now: datetime) -> None:
        ask_for_help(
            initiative=seat.initiative,
            kind=act.kind,
            text=act.text,
            by=seat.user,
            now=now,
            needed_on=None if act.needed_in is None else self._day(act.needed_in),
            cents=act.cents,
            people=act.people,
            hours=act.hours,
        )

    @_do.register
    def _(self, act: d.AsksNoMore, seat: Seat, now: datetime) -> None:
        withdraw_request(request=asked(seat, act.text), by=seat.user, now=now)

    @_do.register
    def _(self, act: d.SaysNo, seat: Seat, now: datetime) -> None:
        decline_request(request=asked(seat, act.text), by=seat.user, why=act.why, now=now)

    @_do.register
    def _(self, act: d.Promises, seat: Seat, now: datetime) -> None:
        given = act.help
        due_on = self._day(given.due_in)
        make_promise(
            initiative=seat.initiative,
            office=desk_of(seat).office,
            kind=given.kind,
            text=given.text,
            owner=user_of(given.owner or act.who),
            due_on=due_on,
            by=seat.user,
            now=now,
            request=asked(seat, given.answers) if given.answers else None,
            cents=given.cents,
            year=due_on.year if given.cents else None,
            people=given.people,
            hours=given.hours,
            is_once=bool(given.then),
            then=given.then,
            ends_on=None if act.ends_in is None else self._day(act.ends_in),
        )

    @_do.register
    def _(self, act: d.Keeps, seat: Seat, now: datetime) -> None:
        keep_promise(promise=promised(seat, act.text), by=seat.user, now=now)

    @_do.register
    def _(self, act: d.TakesBack, seat: Seat, now: datetime) -> None:
        withdraw_promise(promise=promised(seat, act.text), by=seat.user, why=act.why, now=now)

    @_do.register
    def _(self, act: d.Pays, seat: Seat, now: datetime) -> None:
        promise = promised(seat, act.text)
        pay(promise=promise, cents=act.cents, paid_on=now.date(), by=seat.user, now=now)

    @_do.register
    def _(self, act: d.Introduces, seat: Seat, now: datetime) -> None:
        other = self.find(act.other)
        if other is None:
            return
        theirs = Seat(other, seat.user, None, is_before_office=True)
        row = introduce(seat=seat, other=theirs, why=act.why, now=now)
        for who in act.yes:
            later = now + timedelta(hours=6)
            answer_introduction(seat=self.seat(who), pk=row.pk, says_yes=True, now=later)
        self.touched.add(other.pk)

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)


def desk_of(seat: Seat) -> Desk:
    """At which an officer sits."""
    office = seat.office
    assert office is not None  # only plans with an office have acts of officers
    return Desk(office, seat.user, is_manager(office, seat.user))


def is_manager(office: Office, user: User) -> bool:
    return Membership.objects.filter(office=office, user=user, role=Role.MANAGER).exists()


def asked(seat: Seat, text: str) -> SupportRequest:
    return seat.initiative.support_requests.select_related("initiative", "office__area").get(
        text=text
    )


def promised(seat: Seat, text: str) -> Promise:
    """What was promised in these words; without words, the word that came with the decision."""
    promises = seat.initiative.promises.select_related("initiative", "office__area")
    if text:
        return promises.get(text=text)
    return promises.get(kind=Kind.CONTACT, state=PromiseState.PROMISED)
