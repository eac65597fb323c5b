"""What an office promises, keeps, takes back and pays, and the budget that bounds it."""

from collections import Counter
from datetime import timedelta
from functools import partial
from inspect import unwrap
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.accounts.models import Office, User
from meetups.accounts.own_data import data_of
from meetups.audit.models import Act, Record
from meetups.dashboard.queries.queue import rows_of
from meetups.dashboard.queries.sent import sent_to
from meetups.initiatives.models import BudgetLine, Event, EventKind, Funding, Initiative
from meetups.initiatives.queries.budget import budget_overview
from meetups.initiatives.services.budget import remove_money
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage
from meetups.outbox.rendering import compose
from meetups.support.letters.given import promise_given
from meetups.support.letters.help import promise_told
from meetups.support.models import Promise, PromiseState, RequestState, YearBudget
from meetups.support.queries.needs import needs_of
from meetups.support.queries.promises import broken_money, late_promises, money_of
from meetups.support.services import promises as services
from meetups.support.services.errors import SupportError
from tests.factories import (
    NOW,
    make_initiative,
    make_member,
    make_office,
    make_reviewer,
    make_user,
)
from tests.initiatives.team import Meeting, at_once
from tests.signing_in import sign_in
from tests.support.makers import (
    TODAY,
    make_budget,
    make_money,
    make_promise,
    make_request,
    promised_by,
)

pytestmark = pytest.mark.django_db
S = PromiseState


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    """Fatma's plan, sent to the office."""
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    initiative.refresh_from_db()
    return initiative


# --- promising -----------------------------------------------------------------------------------
def test_a_promise_is_written_down_told_and_accounted_for(
    plan: Initiative, reviewer: User, organiser: User
) -> None:
    promise = services.make_promise(**promised_by(reviewer, plan))
    assert (promise.state, promise.owner, promise.year) == (S.PROMISED, reviewer, None)
    event = Event.objects.get(kind=EventKind.PROMISED)
    assert (event.by, event.subject) == (reviewer, "Zes tafels")
    message = OutboundMessage.objects.get()
    assert (message.kind, message.subject_id) == ("promise_told", plan.members.get().pk)
    assert message.revision == event.pk
    record = Record.objects.get()
    assert (record.act, record.by, record.office) == (Act.PROMISE, reviewer.pk, "GM0243")
    assert record.object_id == str(promise.pk)
    letter: Any = promise_told(message, now=NOW)
    assert letter.to == organiser.email
    assert letter.context["owner"] == "Marit"
    assert "19" in letter.context["due"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("due_on", {"due_on": TODAY - timedelta(days=1)}),
        ("ends_on", {"ends_on": TODAY - timedelta(days=1)}),
        ("then", {"is_once": True}),
        ("cents", {"kind": "money", "year": 2027}),
        ("year", {"kind": "money", "cents": 100}),
        ("text", {"text": " "}),
    ],
)
def test_what_nobody_should_promise(
    field: str, values: dict[str, Any], plan: Initiative, reviewer: User
) -> None:
    with pytest.raises(ValidationError) as refused:
        services.make_promise(**promised_by(reviewer, plan, **values))
    assert field in refused.value.message_dict
    assert not Promise.objects.exists()
    assert not Event.objects.exists()


def test_only_a_colleague_can_be_the_one_who_does_it(plan: Initiative, reviewer: User) -> None:
    with pytest.raises(ValidationError) as refused:
        services.make_promise(**promised_by(reviewer, plan, owner=make_user("Vreemde")))
    assert set(refused.value.message_dict) == {"owner"}


def test_a_promise_answers_a_request_and_withdrawing_it_opens_that_again(
    plan: Initiative, reviewer: User
) -> None:
    request = make_request(plan)
    promise = services.make_promise(**promised_by(reviewer, plan, request=request))
    request.refresh_from_db()
    assert (request.state, request.answered_by) == (RequestState.PROMISED, reviewer)
    assert OutboundMessage.objects.get().kind == "help_answered"
    with pytest.raises(SupportError):
        services.make_promise(**promised_by(reviewer, plan, request=request))
    assert Promise.objects.count() == 1
    services.withdraw_promise(promise=promise, by=reviewer, why="De tafels zijn stuk.", now=NOW)
    request.refresh_from_db()
    assert (request.state, request.answered_at) == (RequestState.OPEN, None)


# --- what becomes of it --------------------------------------------------------------------------
def test_withdrawing_needs_a_reason_and_is_told(plan: Initiative, reviewer: User) -> None:
    promise = make_promise(plan)
    with pytest.raises(ValidationError):
        services.withdraw_promise(promise=promise, by=reviewer, why=" ", now=NOW)
    later = NOW + timedelta(days=1)
    services.withdraw_promise(promise=promise, by=reviewer, why="Ze zijn stuk.", now=later)
    promise = Promise.objects.get()
    assert (promise.state, promise.why, promise.settled_at) == (S.WITHDRAWN, "Ze zijn stuk.", later)
    letter: Any = promise_told(OutboundMessage.objects.get(), now=later)
    assert letter.context["is_withdrawn"] is True
    assert letter.context["why_not"] == "Ze zijn stuk."


@pytest.mark.parametrize("state", [S.KEPT, S.WITHDRAWN])
def test_what_is_settled_stays_so(state: str, plan: Initiative, reviewer: User) -> None:
    stale = make_promise(plan)
    Promise.objects.update(state=state, settled_at=NOW, why="Daarom")
    with pytest.raises(SupportError):
        services.keep_promise(promise=stale, by=reviewer, now=NOW)
    with pytest.raises(SupportError):
        services.withdraw_promise(promise=stale, by=reviewer, why="Toch niet", now=NOW)
    assert Promise.objects.get().state == state
    assert not Event.objects.exists()


def test_a_promise_is_late_when_its_day_is_over(plan: Initiative, office: Office) -> None:
    today, yesterday = make_promise(plan, late=0), make_promise(plan, late=1)
    make_promise(plan, late=5, state=S.KEPT)
    assert list(late_promises(office, TODAY)) == [yesterday]
    assert [today.is_late(TODAY), yesterday.is_late(TODAY)] == [False, True]


# --- money ---------------------------------------------------------------------------------------
def test_what_is_promised_paid_and_available_make_up_the_budget(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    make_budget(office)
    promise = make_money(plan, 60_00)
    make_money(plan, 99_00, paid_cents=10_00, state=S.WITHDRAWN, why="Niet nodig")
    services.pay(promise=promise, cents=20_00, paid_on=TODAY, by=reviewer, now=NOW)
    money = money_of(office, 2027)
    assert (money.promised, money.paid, money.available) == (40_00, 30_00, 30_00)
    services.pay(promise=promise, cents=40_00, paid_on=TODAY, by=reviewer, now=NOW)
    promise.refresh_from_db()
    assert (promise.state, promise.paid_cents) == (S.KEPT, 60_00)
    assert Event.objects.get().kind == EventKind.PROMISE_KEPT
    paid = Record.objects.filter(act=Act.PAYMENT).values_list("details__cents", flat=True)
    assert sorted(paid) == [20_00, 40_00]


def test_when_less_is_needed_the_rest_is_free_again(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    make_budget(office)
    promise = make_money(plan, 60_00)
    with pytest.raises(SupportError):
        services.keep_promise(promise=promise, by=reviewer, now=NOW)
    services.pay(promise=promise, cents=45_00, paid_on=TODAY, by=reviewer, now=NOW)
    services.keep_promise(promise=promise, by=reviewer, now=NOW)
    assert money_of(office, 2027).available == 55_00


def test_of_the_same_payment_registered_twice_the_second_hears_it(
    plan: Initiative, reviewer: User
) -> None:
    first = make_money(plan, 60_00)
    second = Promise.objects.get()
    services.pay(promise=first, cents=30_00, paid_on=TODAY, by=reviewer, now=NOW)
    with pytest.raises(SupportError):
        services.pay(promise=second, cents=30_00, paid_on=TODAY, by=reviewer, now=NOW)
    assert Promise.objects.get().paid_cents == 30_00


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("cents", {"cents": 60_01}),
        ("cents", {"cents": 0}),
        ("paid_on", {"paid_on": TODAY + timedelta(days=1)}),
        ("paid_on", {"paid_on": TODAY - timedelta(days=1)}),  # nobody promised it then
    ],
)
def test_a_payment_that_cannot_be(
    field: str, values: dict[str, Any], plan: Initiative, reviewer: User
) -> None:
    given: dict[str, Any] = {"cents": 100, "paid_on": TODAY} | values
    with pytest.raises(ValidationError) as refused:
        services.pay(promise=make_money(plan, 60_00), by=reviewer, now=NOW, **given)
    assert set(refused.value.message_dict) == {field}


def test_never_more_than_there_is(plan: Initiative, office: Office, reviewer: User) -> None:
    promised = partial(promised_by, reviewer, plan, kind="money", year=2027)
    with pytest.raises(SupportError, match="0"):
        services.make_promise(**promised(cents=1))
    services.set_budget(office=office, year=2027, cents=100_00, by=reviewer, now=NOW)
    services.make_promise(**promised(cents=60_00))
    with pytest.raises(SupportError, match="€\xa040 "):
        services.make_promise(**promised(cents=40_01))
    with pytest.raises(SupportError):
        services.set_budget(office=office, year=2027, cents=59_99, by=reviewer, now=NOW)
    services.make_promise(**promised(cents=40_00))
    assert money_of(office, 2027).available == 0
    record = Record.objects.get(act=Act.BUDGET)
    assert record.details == {"year": 2027, "cents": 100_00, "was": 0}


def test_the_invariant_names_a_year_with_too_much(plan: Initiative, office: Office) -> None:
    make_budget(office)
    make_money(plan, 100_00)
    assert broken_money() == []
    make_money(plan, 1)
    assert broken_money() == [
        f"office {office.pk}: 10001 cents promised in 2027, of a budget of 10000"
    ]


class Purse:
    """One plan, one office, and what happens to its money."""

    def __init__(self) -> None:
        self.office = make_office()
        self.marit = make_reviewer(self.office)
        self.plan = make_initiative(status="submitted", submitted_at=NOW)
        self.asked = 45
        asks(self.plan, 30, 15)

    def does(self, act: str, which: int, cents: int) -> None:
        promises = list(Promise.objects.order_by("pk"))
        promise = promises[which % len(promises)] if promises else None
        if promise is None and act in ("keep", "withdraw", "pay", "correct"):
            return
        given: dict[str, Any] = {"by": self.marit, "now": NOW}
        try:
            with transaction.atomic():
                if act == "promise":
                    values = {"kind": "money", "cents": cents, "year": 2027}
                    services.make_promise(**promised_by(self.marit, self.plan, **values))
                elif act == "set":
                    services.set_budget(office=self.office, year=2027, cents=cents * 3, **given)
                elif act == "pay":
                    services.pay(promise=promise, cents=cents, paid_on=TODAY, **given)  # type: ignore[arg-type]
                elif act == "correct":
                    services.correct_payment(promise=promise, cents=cents, **given)  # type: ignore[arg-type]
                elif act == "keep":
                    services.keep_promise(promise=promise, **given)  # type: ignore[arg-type]
                else:
                    services.withdraw_promise(promise=promise, why="Daarom", **given)  # type: ignore[arg-type]
        except (SupportError, ValidationError):
            pass

    def check(self) -> None:
        budget = sum(YearBudget.objects.values_list("cents", flat=True))
        money = money_of(self.office, 2027)
        taken = sum(
            (row.cents or 0) if row.state == S.PROMISED else row.paid_cents
            for row in Promise.objects.all()
        )
        assert taken == money.promised + money.paid <= budget
        assert money.available == budget - taken
        assert broken_money() == []
        self.check_income()

    def check_income(self) -> None:
        """Each promise is one row; and what they asked is asked still, or was promised."""
        rows = list(Promise.objects.all())
        open_rows = [row for row in rows if row.state == S.PROMISED]
        sums: Counter[str] = Counter()
        for state, cents in income():
            sums[state] += cents
        assert sums["promised"] == sum(row.cents or 0 for row in open_rows)
        assert sums["received"] == sum(row.paid_cents for row in rows if row not in open_rows)
        gone = sum(
            row.asked_cents if row.state != S.WITHDRAWN else min(row.asked_cents, row.paid_cents)
            for row in rows
        )
        assert sums["asked"] == self.asked - gone
        held = [row.funding_id for row in rows if row.funding_id]
        assert len(held) == len(set(held)) == len([r for r in income() if r[0] != "asked"])


acts = st.tuples(
    st.sampled_from(
        ["promise", "promise", "promise", "pay", "pay", "keep", "correct", "withdraw", "set"]
    ),
    st.integers(0, 5),
    st.integers(1, 40),
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=4, max_size=10))
def test_whatever_happens_no_more_is_promised_than_there_is(
    db: None, story: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        purse = Purse()
        purse.does("set", 0, 30)
        for act in story:
            purse.does(*act)
            purse.check()
        transaction.set_rollback(True)


# --- the budget of the team ----------------------------------------------------------------------
def asks(plan: Initiative, *amounts: int, state: str = "asked", **columns: Any) -> None:
    """What the budget of the team asks of the municipality."""
    for cents in amounts:
        values = {"payer": "office", "state": state, "changed_at": NOW} | columns
        Funding.objects.create(initiative=plan, cents=cents, **values)


def income() -> list[tuple[str, int]]:
    """What comes from the municipality by the budget of the team."""
    rows = Funding.objects.filter(payer="office").order_by("pk")
    return list(rows.values_list("state", "cents"))


@pytest.mark.parametrize(
    ("asked", "cents", "becomes"),
    [
        ([], 50, [("promised", 50)]),
        ([50], 50, [("promised", 50)]),
        ([70, 50], 50, [("asked", 70), ("promised", 50)]),
        ([70], 50, [("asked", 20), ("promised", 50)]),
        ([30], 50, [("promised", 50)]),
        ([30, 40], 50, [("promised", 50), ("asked", 20)]),
        ([30, 20], 50, [("promised", 50)]),
    ],
)
def test_what_the_team_asked_becomes_promised_and_asked_again_when_that_is_withdrawn(
    asked: list[int],
    cents: int,
    becomes: list[tuple[str, int]],
    plan: Initiative,
    office: Office,
    reviewer: User,
) -> None:
    make_budget(office)
    asks(plan, *asked)
    asks(plan, 10, state="refused")
    asks(plan, 90, payer="fund")
    values = {"kind": "money", "year": 2027, "cents": cents}
    promise = services.make_promise(**promised_by(reviewer, plan, **values))
    assert sorted(income()) == sorted([*becomes, ("refused", 10)])
    services.withdraw_promise(promise=promise, by=reviewer, why="Toch niet.", now=NOW)
    again = [row for row in income() if row != ("refused", 10)]
    assert {state for state, _cents in again} <= {"asked"}
    assert sum(cents for _state, cents in again) == sum(asked)
    assert len(again) <= len(asked)
    assert Funding.objects.get(payer="fund").state == "asked"


def test_what_the_team_wrote_down_as_promised_is_not_counted_twice(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    """They heard it, and wrote it down before the office did; the second is another promise."""
    make_budget(office)
    asks(plan, 50, state="promised", name="Buurtpotje")
    money = {"kind": "money", "year": 2027, "cents": 50}
    services.make_promise(**promised_by(reviewer, plan, **money))
    assert income() == [("promised", 50)]
    services.make_promise(**promised_by(reviewer, plan, **money))
    assert income() == [("promised", 50), ("promised", 50)]


def test_what_is_paid_is_received(plan: Initiative, office: Office, reviewer: User) -> None:
    make_budget(office)
    asks(plan, 50, name="Buurtpotje")
    money = {"kind": "money", "year": 2027, "cents": 50}
    promise = services.make_promise(**promised_by(reviewer, plan, **money))
    given: dict[str, Any] = {"paid_on": TODAY, "by": reviewer, "now": NOW}
    services.pay(promise=promise, cents=20, **given)
    assert income() == [("promised", 50)]
    services.pay(promise=promise, cents=30, **given)
    assert income() == [("received", 50)]
    row = Funding.objects.get()
    assert (row.name, row.version, row.changed_by) == ("Buurtpotje", 3, reviewer)


@pytest.mark.parametrize(
    ("asked", "act", "becomes"),
    [
        (50, "keep", [("received", 20)]),
        (50, "withdraw", [("received", 20), ("asked", 30)]),
        (60, "withdraw", [("asked", 40), ("received", 20)]),
        (10, "withdraw", [("received", 20)]),
    ],
)
def test_what_was_paid_stays_whatever_becomes_of_the_rest(
    asked: int,
    act: str,
    becomes: list[tuple[str, int]],
    plan: Initiative,
    office: Office,
    reviewer: User,
) -> None:
    make_budget(office)
    asks(plan, asked)
    money = {"kind": "money", "year": 2027, "cents": 50}
    promise = services.make_promise(**promised_by(reviewer, plan, **money))
    given: dict[str, Any] = {"promise": promise, "by": reviewer, "now": NOW}
    services.pay(cents=20, paid_on=TODAY, **given)
    if act == "keep":
        services.keep_promise(**given)
    else:
        services.withdraw_promise(why="Toch niet.", **given)
    assert income() == becomes


def test_a_row_that_the_team_removed_stays_away(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    make_budget(office)
    money = {"kind": "money", "year": 2027, "cents": 50}
    promise = services.make_promise(**promised_by(reviewer, plan, **money))
    row = Funding.objects.get()
    remove_money(row=row, version=row.version, by=reviewer, now=NOW)
    promise.refresh_from_db()
    services.pay(promise=promise, cents=50, paid_on=TODAY, by=reviewer, now=NOW)
    assert (income(), Promise.objects.get().state) == ([], S.KEPT)


def test_everyone_reads_that_it_is_promised(
    client: Client, plan: Initiative, office: Office, reviewer: User, organiser: User
) -> None:
    """The team, where it counts and asks; the office, in its queue."""
    make_budget(office, 500_00)
    BudgetLine.objects.create(
        initiative=plan, name="Soep", planned_cents=220_00, payer="office", changed_at=NOW
    )
    asks(plan, 200_00)
    money = {"kind": "money", "year": 2027, "cents": 200_00}
    services.make_promise(**promised_by(reviewer, plan, **money))
    budget = budget_overview(plan)
    assert (budget.asked, budget.promised, budget.missing) == (0, 200_00, 20_00)
    assert [need.cents for need in needs_of(plan) if need.kind == "money"] == [20_00]
    [row] = rows_of(sent_to(office, now=NOW), [plan.pk], reviewer)
    assert row.cents == 20_00
    sign_in(client, organiser)
    page = client.get(f"/nl/initiatives/{plan.pk}/budget/").content.decode()
    assert "toegezegd" in page
    assert "Er is nog €\xa020 te vinden" in page


def promise_at_once(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> list[Any]:
    """What two colleagues get who promise 60 of 100 euros at one moment."""
    with transaction.atomic():
        office = make_office()
        marit, joost = make_reviewer(office, "Marit"), make_reviewer(office, "Joost")
        plan = make_initiative(status="submitted", submitted_at=NOW)
        make_budget(office)
    if not guarded:
        unlocked = YearBudget.objects.filter(office=office, year=2027)
        monkeypatch.setattr(services, "hold_budget", lambda office, year: unlocked.first())
    Meeting().after(monkeypatch, services, "sums_of")
    promise: Any = services.make_promise if guarded else unwrap(services.make_promise)
    money = {"kind": "money", "cents": 60_00, "year": 2027}

    def act(user: User) -> Any:
        try:
            return promise(**promised_by(user, plan, **money))
        except SupportError as error:
            return error

    return at_once(partial(act, marit), partial(act, joost))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_the_money(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {type(result) for result in promise_at_once(monkeypatch, guarded=True)}
    assert kinds == {Promise, SupportError}
    assert broken_money() == []


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {type(result) for result in promise_at_once(monkeypatch, guarded=False)}
    assert kinds == {Promise}
    assert len(broken_money()) == 1


# --- the pages -----------------------------------------------------------------------------------
FILLED = {"kind": "materials", "text": "Zes tafels", "due_on": "2027-03-20"}


@pytest.fixture
def desk(client: Client, reviewer: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Marit at her desk."""
    monkeypatch.setattr("meetups.clock.now", lambda: NOW)
    sign_in(client, reviewer)
    return client


def test_promising_on_its_page(desk: Client, plan: Initiative, reviewer: User) -> None:
    url = f"/en/initiatives/{plan.pk}/promises/add/"
    assert desk.post(url).status_code == 422
    refused = desk.post(url, FILLED | {"owner": reviewer.pk, "is_once": "on"})
    assert refused.status_code == 409
    assert set(refused.context["form"].errors) == {"then"}
    assert 'value="Zes tafels"' in refused.content.decode()
    done = desk.post(url, FILLED | {"owner": reviewer.pk, "is_once": "on", "then": "De kringloop"})
    assert done["Location"] == f"/en/initiatives/{plan.pk}/review/#promises"
    promise = Promise.objects.get()
    assert (promise.owner, promise.then) == (reviewer, "De kringloop")


def test_a_request_fills_in_the_promise(desk: Client, plan: Initiative, office: Office) -> None:
    make_budget(office, 1_234_00)
    request = make_request(plan, "Soep", kind="money", cents=12_50)
    url = f"/en/initiatives/{plan.pk}/help/{request.pk}/promise/"
    page = desk.get(url).content.decode()
    assert 'value="Soep"' in page
    assert 'value="12.50"' in page
    assert "2027, €\xa01,234 is left" in page


def test_without_a_budget_the_page_says_what_to_do(desk: Client, plan: Initiative) -> None:
    page = desk.get(f"/en/initiatives/{plan.pk}/promises/add/?kind=money").content.decode()
    assert "There is no budget yet to promise money from." in page


def test_declining_on_its_page(desk: Client, plan: Initiative, reviewer: User) -> None:
    request = make_request(plan)
    url = f"/en/initiatives/{plan.pk}/help/{request.pk}/decline/"
    assert desk.post(url, {"why": " "}).status_code == 422
    assert desk.post(url, {"why": "Ze zijn stuk."}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.answer) == (RequestState.DECLINED, "Ze zijn stuk.")
    again = desk.post(url, {"why": "Toch niet."})
    assert again.status_code == 409
    assert "Toch niet." in again.content.decode()


def test_keeping_withdrawing_and_paying_on_their_pages(desk: Client, plan: Initiative) -> None:
    kept, taken_back, money = make_promise(plan), make_promise(plan), make_money(plan, 60_00)
    said = desk.post(f"/en/promises/{kept.pk}/keep/", follow=True).content.decode()
    assert "Kept: “Zes tafels”" in said
    withdraw = f"/en/promises/{taken_back.pk}/withdraw/"
    assert desk.post(withdraw, {"why": ""}).status_code == 422
    assert desk.post(withdraw, {"why": "Ze zijn stuk."}).status_code == 302
    pay = f"/en/promises/{money.pk}/pay/"
    assert 'value="60.00"' in desk.get(pay).content.decode()
    paid = {"cents": "20,00", "paid_on": "2027-03-09", "paid_before": "0"}
    too_early = desk.post(pay, paid | {"paid_on": "2027-03-08"})
    assert too_early.status_code == 409
    assert "This was promised on 9 March 2027." in too_early.content.decode()
    assert desk.post(pay, paid).status_code == 302
    stale = desk.post(pay, paid)
    assert stale.status_code == 409
    assert 'name="paid_before" value="2000"' in stale.content.decode()
    states = Promise.objects.order_by("pk").values_list("state", "paid_cents")
    assert list(states) == [(S.KEPT, 0), (S.WITHDRAWN, 0), (S.PROMISED, 20_00)]


def test_a_payment_that_was_registered_wrong_is_put_right(desk: Client, plan: Initiative) -> None:
    money = make_money(plan, 60_00)
    pay, correct = (f"/en/promises/{money.pk}/{act}/" for act in ("pay", "correct"))
    assert "no payment can be corrected" in desk.get(correct).content.decode()
    paid = {"cents": "60", "paid_on": "2027-03-09", "paid_before": "0"}
    assert desk.post(pay, paid).status_code == 302
    assert Promise.objects.get().state == S.KEPT
    assert f'href="{correct}"' in desk.get(f"/en/initiatives/{plan.pk}/review/").content.decode()
    assert 'name="cents" value="60.00"' in desk.get(correct).content.decode()
    for wrong in ("60", "60,01", "-1", "x", ""):
        answer = desk.post(correct, {"cents": wrong, "paid_before": "6000"})
        assert answer.status_code in (409, 422), wrong
    done = desk.post(correct, {"cents": "6", "paid_before": "6000"}, follow=True)
    assert "What was paid is corrected." in done.content.decode()
    row = Promise.objects.get()
    assert (row.state, row.paid_cents, row.settled_at) == (S.PROMISED, 6_00, None)
    record = Record.objects.filter(act=Act.PAYMENT).latest("pk")
    assert record.details == {"did": "correct", "cents": -54_00, "paid": 6_00}
    stale = desk.post(correct, {"cents": "7", "paid_before": "6000"})
    assert stale.status_code == 409
    assert 'name="paid_before" value="600"' in stale.content.decode()
    assert desk.post(correct, {"cents": "0", "paid_before": "600"}).status_code == 302
    row.refresh_from_db()
    assert (row.paid_cents, row.paid_on) == (0, None)


def test_a_promise_kept_for_less_is_opened_only_if_there_is_money(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    make_budget(office)
    money = make_money(plan, 60_00)
    given: dict[str, Any] = {"by": reviewer, "now": NOW}
    services.pay(promise=money, cents=20_00, paid_on=TODAY, **given)
    services.keep_promise(promise=money, **given)
    make_money(plan, 70_00)
    with pytest.raises(SupportError, match="€\xa010 "):
        services.correct_payment(promise=money, cents=30_00, **given)
    assert (money.state, money.paid_cents) == (S.KEPT, 20_00)
    services.set_budget(office=office, year=2027, cents=130_00, **given)
    services.correct_payment(promise=money, cents=30_00, **given)
    assert (money.state, money.paid_cents) == (S.PROMISED, 30_00)
    services.correct_payment(promise=money, cents=60_00, **given)
    assert (money.state, money.paid_cents) == (S.KEPT, 60_00)
    assert broken_money() == []


def test_a_plan_that_was_taken_back_leaves_the_promise_to_be_withdrawn(
    desk: Client, plan: Initiative
) -> None:
    promise = make_money(plan, 60_00)
    Initiative.objects.update(status="draft")
    url = f"/en/promises/{promise.pk}/withdraw/"
    page = desk.get(url).content.decode()
    assert "A plan that the team took back" in page
    assert plan.title not in page
    done = desk.post(url, {"why": "Het plan is teruggetrokken."})
    assert done["Location"] == "/en/offices/GM0243/desk/promises/"
    assert Promise.objects.get().state == S.WITHDRAWN


def test_a_colleague_takes_a_promise_over(
    desk: Client, plan: Initiative, office: Office, reviewer: User
) -> None:
    """As when the one who would do it left: the team reads another name, and the same day."""
    promise = make_promise(plan)
    ria, stranger = make_reviewer(office, "Ria"), make_user("Iemand")
    url = f"/en/promises/{promise.pk}/give/"
    assert desk.post(url, {"owner": stranger.pk}).status_code == 422
    assert desk.post(url, {"owner": ria.pk}).status_code == 302
    given = Promise.objects.get()
    assert (given.owner, given.due_on) == (ria, promise.due_on)
    audited = Record.objects.filter(act=Act.PROMISE).latest("pk")
    assert audited.details["did"] == "give"
    services.keep_promise(promise=given, by=reviewer, now=NOW)
    assert desk.post(url, {"owner": reviewer.pk}).status_code == 409
    assert Promise.objects.get().owner == ria


def test_who_gets_a_promise_hears_it_while_it_is_theirs(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    promise, ria = make_promise(plan, owner=reviewer), make_reviewer(office, "Ria")
    mails = OutboundMessage.objects.filter(kind="promise_given").order_by("revision")
    sent = []
    for minutes, owner in enumerate((ria, reviewer, ria)):  # who takes it needs no mail
        now = NOW + timedelta(minutes=minutes)
        services.give_promise(promise=promise, owner=owner, by=reviewer, now=now)
        sent.append(mails.count())
    assert sent == [1, 1, 2]
    first, second = mails
    assert isinstance(promise_given(first, now=NOW), Dropped)
    letter = promise_given(second, now=NOW)
    assert isinstance(letter, Letter)
    assert (letter.to, letter.context["plan"]) == ("ria@example.org", plan.title)
    assert str(letter.context["link"]).endswith(f"/{plan.pk}/review/#promise-{promise.pk}")
    mail = compose(letter.template, to=letter.to, language="nl", context=letter.context)
    for text in (str(mail.body), str(mail.alternatives[0][0])):
        assert "Zes tafels" in text
        assert "19 maart" in text

    Initiative.objects.update(is_sensitive=True)
    letter = promise_given(second, now=NOW)
    assert isinstance(letter, Letter)
    assert (letter.context["plan"], letter.context["text"]) == ("", "")
    Initiative.objects.update(is_sensitive=False, status="draft")
    letter = promise_given(second, now=NOW)
    assert isinstance(letter, Letter)
    assert letter.context["plan"] == ""
    assert str(letter.context["link"]).endswith(f"/desk/promises/?owner={ria.pk}")

    member = make_member(plan, ria)
    assert isinstance(promise_given(second, now=NOW), Dropped)
    member.delete()
    assert isinstance(promise_given(second, now=NOW), Letter)
    services.keep_promise(promise=promise, by=reviewer, now=NOW)
    assert isinstance(promise_given(second, now=NOW), Dropped)


@pytest.mark.parametrize("who", ["organiser", "other_reviewer", "stranger"])
def test_nobody_else_settles_a_promise(
    who: str, client: Client, plan: Initiative, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    promise = make_money(plan, 60_00)
    for act in ("keep", "withdraw", "pay", "correct", "give"):
        assert client.post(f"/en/promises/{promise.pk}/{act}/", {"why": "x"}).status_code == 404
    assert Promise.objects.get().state == S.PROMISED


def test_a_reviewer_who_is_in_the_team_settles_nothing_of_it(desk: Client, office: Office) -> None:
    marit = User.objects.get(name="Marit")
    plan = make_initiative(marit, status="submitted", submitted_at=NOW)
    promise = make_promise(plan)
    assert desk.post(f"/en/promises/{promise.pk}/keep/").status_code == 404


def test_what_someone_promised_and_asked_is_in_their_own_data(
    plan: Initiative, reviewer: User, organiser: User
) -> None:
    make_request(plan, asked_by=organiser)
    make_promise(plan, owner=reviewer)
    assert data_of(organiser)["support.supportrequest.asked_by"][0]["text"] == "Zes tafels"
    assert data_of(reviewer)["support.promise.owner"][0]["text"] == "Zes tafels"
