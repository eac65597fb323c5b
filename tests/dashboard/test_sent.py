"""What was submitted to an office, as a process keeps it: in order, and as good as new."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from meetups.accounts.models import Office, User
from meetups.dashboard.queries import kept
from meetups.dashboard.queries import sent as queries
from meetups.dashboard.queries.queue import first_rows, rows_of
from meetups.dashboard.queries.sent import (
    Fact,
    Order,
    Sent,
    Standing,
    Wanted,
    found,
    sent_to,
    summary,
)
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.lifecycle import MOVES, SEEN_BY_OFFICE, Move, Side, Status
from meetups.initiatives.models import (
    BudgetLine,
    Event,
    EventKind,
    Funding,
    Initiative,
    Member,
    SafetyPoint,
    StepOrigin,
)
from meetups.initiatives.services import budget, check, steps
from meetups.initiatives.services import plan as plans
from meetups.initiatives.services.moves import move_initiative
from meetups.initiatives.services.record import note
from meetups.support.access import Desk
from meetups.support.models import Dossier, Message, SupportRequest, Tag
from meetups.support.queries.judged import facts_of
from meetups.support.services import requests
from meetups.support.services.decisions import Condition, decide
from meetups.support.services.dossiers import assign
from meetups.support.services.judged import agree_with_changes
from meetups.support.services.promises import make_promise, withdraw_promise
from meetups.support.services.thread import write_message
from tests.dashboard.desk import TODAY, make_dossier, sent
from tests.factories import NOW, make_area, make_member, make_step, make_user
from tests.support.makers import make_request, promised_by

LATER = NOW + timedelta(seconds=30)
NEVER = datetime.max.replace(tzinfo=UTC)


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch, reckoning_anew: None) -> Iterator[None]:
    monkeypatch.setattr(kept, "KEPT_FOR", timedelta(minutes=1))
    queries.KEPT.forget()
    yield
    queries.KEPT.forget()


# --- the order -----------------------------------------------------------------------------------
def waits_first(fact: Fact, today: date, days: int) -> tuple[Any, ...]:
    """What must be first, said plainly: by the days that people count, not by moments."""
    left = None
    if fact.waits_since:
        left = (timezone.localdate(fact.waits_since) + timedelta(days) - today).days
    until = (fact.first_date - today).days
    is_over = until < 0
    meetup = (is_over, -until if is_over else until, fact.pk)
    waits = (fact.waits_since is None, fact.waits_since or NEVER)
    if left is None:
        shut = ("completed", "stopped", "declined")
        band = 3 if fact.status == "changes_asked" else 5 if fact.status in shut else 4
        return band, 0, *waits, *meetup
    if left < 0:
        return 0, 0, *waits, *meetup
    if left == 0 or 0 <= until <= 7:
        return 1, until if not is_over else 10_000, *waits, *meetup
    return 2, 0, *waits, *meetup


def plainly(facts: list[Fact], order: str, today: date, days: int) -> list[int]:
    def meetup(fact: Fact) -> tuple[Any, ...]:
        is_over = fact.first_date < today
        day = fact.first_date.toordinal()
        return is_over, -day if is_over else day, fact.pk

    def longest(fact: Fact) -> tuple[Any, ...]:
        return fact.waits_since is None, fact.waits_since or NEVER, fact.submitted_at, fact.pk

    if order == Order.NEWEST:
        ranked = sorted(facts, key=lambda fact: (fact.submitted_at, fact.pk), reverse=True)
    elif order == Order.FIRST:
        ranked = sorted(facts, key=lambda fact: waits_first(fact, today, days))
    else:
        ranked = sorted(facts, key=meetup if order == Order.MEETUP else longest)
    return [fact.pk for fact in ranked]


SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
days = st.sampled_from([SPRING, AUTUMN, TODAY]).flatmap(
    lambda day: st.integers(-12, 12).map(lambda off: day + timedelta(off))
)
"""About the ends of summer time, where a day has 23 or 25 hours."""
moments = st.builds(
    lambda day, hour, off: datetime.combine(day, time(hour), UTC) + timedelta(microseconds=off),
    days,
    st.sampled_from([0, 9, 21, 22, 23]),
    st.sampled_from([-1, 0, 1]),
)
"""Also just before and at midnight, which is at 22 or 23 hours there."""
facts = st.builds(
    lambda status, submitted, waits, first: Fact(0, status, submitted, waits, first, 1, False),
    st.sampled_from(sorted(SEEN_BY_OFFICE)),
    moments,
    st.none() | moments,
    days,
)


@given(st.lists(facts, max_size=12), days, st.sampled_from([1, 10]), st.sampled_from(Order.values))
def test_any_plans_are_in_the_order_that_people_mean(
    given_facts: list[Fact], today: date, answer_days: int, order: str
) -> None:
    numbered = [fact._replace(pk=pk) for pk, fact in enumerate(given_facts, 1)]
    office = cast("Office", SimpleNamespace(answer_days=answer_days))
    told = Sent(office, today, {}, {fact.pk: fact for fact in numbered[::-1]}, {})
    assert list(told.ordered(order=order)) == plainly(numbered, order, today, answer_days)
    assert told.ordered(order=order) is told.ordered(order=order)


@pytest.mark.django_db
def test_what_is_read_is_what_is_there(office: Office, organiser: User) -> None:
    """Moments come as text, each database in its own way."""
    odd = datetime(2027, 3, 1, 23, 59, 59, 120_000, tzinfo=UTC)
    here = sent(organiser, "Hier", submitted_at=odd, area=make_area("BU02430501", "Dennenbos"))
    wrote = sent(organiser, "Schreef", status="running", submitted_at=NOW)
    make_dossier(wrote, last_side="team", last_at=odd + timedelta(microseconds=3))
    heard = sent(organiser, "Hoorde", status="running")
    make_dossier(heard, last_side="office", last_at=odd)
    make_request(heard, asked_at=odd)
    make_request(heard, asked_at=NOW)
    make_request(wrote, asked_at=odd - timedelta(9), state="promised")
    told = sent_to(office, now=NOW)
    micro = timedelta(microseconds=3)
    assert [told.plans[plan.pk]._replace(area=0) for plan in (here, wrote, heard)] == [
        Fact(here.pk, "submitted", odd, odd, here.first_date, 0, asks=False),
        Fact(wrote.pk, "running", NOW, odd + micro, wrote.first_date, 0, asks=False),
        Fact(heard.pk, "running", NOW, odd, heard.first_date, 0, asks=True),
    ]
    for code, pks in {"BU02430501": [here.pk], "WK024305": [here.pk, wrote.pk, heard.pk]}.items():
        assert sorted(told.ordered(code)) == pks
    assert told.ordered("WK024301") == ()


# --- as good as new ------------------------------------------------------------------------------
def view(office: Office, user: User, now: datetime = LATER) -> list[Any]:
    """All that the queue tells someone: which plans where, and their rows."""
    told = sent_to(office, now=now)
    found_by = {
        (standing, order): found(told, Wanted(standing=standing, order=order), user)
        for standing in ("", *Standing.values)
        for order in Order.values
    }
    rows = rows_of(told, list(found(told, Wanted(), user)), user)
    shown = [
        (row.told, row.waits_since, row.cents, str(row.reviewer), row.days_left) for row in rows
    ]
    return [found_by, shown, summary(told, user)]


def anew(office: Office, user: User, now: datetime = LATER) -> list[Any]:
    """The same for a process that keeps nothing yet."""
    mine, queries.KEPT._kept = queries.KEPT._kept, {}
    try:
        return view(office, user, now)
    finally:
        queries.KEPT._kept = mine


@pytest.fixture
def plan(organiser: User, office: Office, keeping: None) -> Initiative:
    sent(make_user("Buur"), "Ander", days=3)
    return sent(organiser, "Soep", days=1)


def seat(plan: Initiative) -> Any:
    member = Member.objects.filter(initiative=plan, role="organiser").first()
    assert member is not None
    return get_initiative_for(member.user, plan.pk)


def _move(plan: Initiative, reviewer: User, move: Move) -> None:
    who = get_initiative_for(reviewer, plan.pk) if move.side == Side.REVIEWER else seat(plan)
    move_initiative(seat=who, slug=move.slug, why="Daarom", now=LATER)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("move", "source"),
    [(move, source) for move in MOVES for source in move.sources if not move.only_without_office],
    ids=lambda value: getattr(value, "slug", value),
)
def test_every_move_shows_at_once(
    move: Move, source: Status, plan: Initiative, office: Office, reviewer: User
) -> None:
    Initiative.objects.filter(pk=plan.pk).update(status=source)
    before = view(office, reviewer, NOW)
    _move(plan, reviewer, move)
    after = view(office, reviewer)
    assert after == anew(office, reviewer)
    assert after != before


def edit(**values: Any) -> Callable[[Initiative, User], object]:
    return lambda plan, _reviewer: plans.edit_plan(
        seat=seat(plan), version=plan.version, now=LATER, **values
    )


def _move_date(plan: Initiative, _reviewer: User) -> None:
    day = TODAY + timedelta(3)
    plans.move_date(seat=seat(plan), version=plan.version, first_date=day, now=LATER)


def write(side: str) -> Callable[[Initiative, User], object]:
    return lambda plan, reviewer: write_message(
        initiative=plan, side=cast("Any", side), by=reviewer, text="Dag", now=LATER
    )


def _ask(plan: Initiative, _reviewer: User) -> None:
    requests.ask_for_help(
        initiative=plan, by=seat(plan).user, kind="money", cents=500, text="Brood", now=LATER
    )


def _request(plan: Initiative) -> None:
    Initiative.objects.filter(pk=plan.pk).update(status="running")
    make_request(plan, kind="money", cents=900, asked_at=NOW - timedelta(4))


def _withdraw(plan: Initiative, reviewer: User) -> None:
    request = SupportRequest.objects.get(initiative=plan)
    requests.withdraw_request(request=request, by=reviewer, now=LATER)


def _decline(plan: Initiative, reviewer: User) -> None:
    request = SupportRequest.objects.get(initiative=plan)
    requests.decline_request(request=request, by=reviewer, why="Op", now=LATER)


def _promise(plan: Initiative, reviewer: User) -> None:
    request = SupportRequest.objects.get(initiative=plan)
    make_promise(**promised_by(reviewer, plan) | {"request": request, "now": LATER})


def _promised(plan: Initiative) -> None:
    request = make_request(plan, state="promised", asked_at=NOW - timedelta(4))
    Initiative.objects.filter(pk=plan.pk).update(status="running")
    plan.promises.create(
        request=request,
        office=request.office,
        kind="materials",
        text="Tafels",
        due_on=TODAY,
        promised_at=NOW,
    )


def _take_back(plan: Initiative, reviewer: User) -> None:
    withdraw_promise(promise=plan.promises.get(), by=reviewer, why="Op", now=LATER)


def _rule(plan: Initiative) -> None:
    make_step(plan, "Vraag een vergunning.", origin=StepOrigin.OFFICE, days_before=90)


def _done(plan: Initiative) -> None:
    columns = {"origin": StepOrigin.OFFICE, "days_before": 90, "state": "done", "settled_at": NOW}
    make_step(plan, "Vraag een vergunning.", **columns)


def _finish(plan: Initiative, _reviewer: User) -> None:
    steps.finish_step(seat=seat(plan), step=plan.steps.get(), now=LATER)


def _skip(plan: Initiative, _reviewer: User) -> None:
    steps.skip_step(seat=seat(plan), step=plan.steps.get(), why="Nee", now=LATER)


def _reopen(plan: Initiative, _reviewer: User) -> None:
    steps.reopen_step(seat=seat(plan), step=plan.steps.get(), now=LATER)


def _later(plan: Initiative, _reviewer: User) -> None:
    step = plan.steps.get()
    steps.change_step(
        seat=seat(plan),
        step=step,
        version=step.version,
        text=step.text,
        due_on=TODAY + timedelta(3),
        is_pinned=False,
        doer=None,
        note="",
        now=LATER,
    )


def _point(plan: Initiative) -> None:
    SafetyPoint.objects.create(initiative=plan, key="a", text_nl="Vraag na.", text_en="Ask.")


def _settled(plan: Initiative) -> None:
    settled = {"settled_at": NOW, "how": "Zo", "settled_name": "Fatma"}
    SafetyPoint.objects.create(initiative=plan, key="a", text_nl="Na.", text_en="Ask.", **settled)


def _settle(plan: Initiative, reviewer: User) -> None:
    point = SafetyPoint.objects.get()
    check.settle_point(point=point, how="Zo", who="Fatma", by=reviewer, now=LATER)


def _unsettle(plan: Initiative, reviewer: User) -> None:
    check.reopen_point(point=SafetyPoint.objects.get(), by=reviewer, now=LATER)


def _add_money(plan: Initiative, reviewer: User) -> None:
    row = BudgetLine(initiative=plan, name="Soep", planned_cents=700, payer="office")
    budget.add_money(row=row, by=reviewer, now=LATER)


def _funding(plan: Initiative) -> None:
    Funding.objects.create(initiative=plan, payer="office", cents=750, changed_at=NOW)


def _change_money(plan: Initiative, reviewer: User) -> None:
    row = Funding.objects.get()
    budget.change_money(row=row, version=row.version, by=reviewer, now=LATER, cents=50)


def _remove_money(plan: Initiative, reviewer: User) -> None:
    row = Funding.objects.get()
    budget.remove_money(row=row, version=row.version, by=reviewer, now=LATER)


def _yes_if(plan: Initiative, reviewer: User) -> None:
    decide(
        seat=get_initiative_for(reviewer, plan.pk),
        decision="approve",
        why="",
        contact=reviewer,
        hear_by=TODAY + timedelta(2),
        offers=[],
        condition=Condition("Vraag de buren.", TODAY + timedelta(9)),
        now=LATER,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        (None, edit(title="Stamppot")),
        (None, edit(people_expected=300)),
        (None, edit(times_planned=6)),
        (None, edit(is_sensitive=True)),
        (None, _move_date),
        (None, write("team")),
        (_request, write("team")),
        (lambda plan: make_dossier(plan, last_side="team", last_at=NOW), write("office")),
        (None, _ask),
        (_request, _withdraw),
        (_request, _decline),
        (_request, _promise),
        (_promised, _take_back),
        (_rule, _finish),
        (_rule, _skip),
        (_rule, _later),
        (_done, _reopen),
        (_point, _settle),
        (_settled, _unsettle),
        (None, _add_money),
        (_funding, _change_money),
        (_funding, _remove_money),
        (None, _yes_if),
    ],
)
def test_what_is_done_shows_at_once(
    prepare: Callable[[Initiative], object] | None,
    act: Callable[[Initiative, User], object],
    plan: Initiative,
    office: Office,
    reviewer: User,
) -> None:
    """In any process: they share only the database, and this one does not know who wrote in it."""
    if prepare:
        prepare(plan)
    plan.refresh_from_db()
    before = view(office, reviewer, NOW)
    assert before == anew(office, reviewer, NOW)
    act(plan, reviewer)
    after = view(office, reviewer)
    assert after == anew(office, reviewer)
    assert after != before


QUIET = {
    *("initiatives.endings.erase_lost_plans", "initiatives.versions.change"),
    *("support.filters.save_filter", "support.filters.remove_filter"),
    *("support.texts.keep_text", "support.texts.remove_text"),
    *("support.notes.add_note", "support.notes.delete_note"),
    *("support.promises.set_budget", "support.promises.give_promise"),
    *("support.income.receive_income", "support.income.reopen_income"),
    *("support.dossiers.assign", "support.dossiers.set_tags"),
    "support.judged.agree_with_changes",
}
"""Services that tell nothing: they write what is not kept, of plans that were never sent, or as a
part of a service that tells it."""


def test_a_service_writes_an_event_or_a_message_or_what_is_not_kept() -> None:
    """Of a new one that does not, say here that it changes nothing of what is kept of a plan."""
    calls = _calls_of_services("initiatives") | _calls_of_services("support")
    telling = {"note", "write_down", "write_message"}
    while more := {_short(name) for name, called in calls.items() if called & telling} - telling:
        telling |= more
    writing = {name for name, called in calls.items() if "transaction.atomic" in called}
    assert {name for name in writing if _short(name) not in telling} == QUIET


def _calls_of_services(room: str) -> dict[str, set[str]]:
    """By function, what it calls, and its decorators; what is private by its module too."""
    found: dict[str, set[str]] = {}
    for file in (settings.BASE_DIR / "meetups" / room / "services").glob("*.py"):
        module = f"{room}.{file.stem}"
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
                names = {ast.unparse(call).rpartition(".")[2] for call in calls}
                called = {f"{module}.{name}" if name[0] == "_" else name for name in names}
                called |= set(map(ast.unparse, node.decorator_list))
                found[f"{module}.{node.name}"] = called
    return found


def _short(name: str) -> str:
    short = name.rpartition(".")[2]
    return name if short.startswith("_") else short


# --- what is asked for each time -----------------------------------------------------------------
@pytest.mark.django_db
def test_what_is_in_no_history_is_not_kept(
    plan: Initiative, office: Office, reviewer: User, organiser: User, stranger: User
) -> None:
    """Who reviews, tags, names, and if it was judged as it is; an account that is gone too."""
    tag = Tag.objects.create(office=office, name="spoed")
    make_dossier(plan, judged=facts_of(plan) | {"people_expected": 2})
    helper = make_member(plan, stranger)
    desk = Desk(office, reviewer, is_manager=False)
    seen = [view(office, reviewer, NOW)]
    for change in (
        lambda: assign(desk=desk, initiative=plan, reviewer=reviewer, now=LATER),
        lambda: User.objects.filter(pk=reviewer.pk).update(name="Merel"),
        lambda: Dossier.objects.get().tags.add(tag),
        lambda: Tag.objects.update(name="haast"),
        lambda: agree_with_changes(
            desk=desk, initiative=plan, seen=dict(facts_of(plan)), now=LATER
        ),
        lambda: User.objects.filter(pk=organiser.pk).update(name="Fatima"),
        lambda: Member.objects.filter(pk=helper.pk).update(role="organiser"),
        lambda: stranger.delete(),
    ):
        change()
        seen.append(view(office, reviewer))
        assert seen[-1] == anew(office, reviewer)
        assert seen[-1] != seen[-2]
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_each_reader_has_rows_of_their_own(
    plan: Initiative, office: Office, reviewer: User, organiser: User
) -> None:
    """What is kept of a plan is the same for all; whether they are in its team is not."""
    for _again in range(2):
        for user, is_own in ((organiser, True), (reviewer, False)):
            told = sent_to(office, now=NOW)
            (row,) = rows_of(told, [plan.pk], user)
            assert (row.is_own, row.organisers) == (is_own, ["Fatma"])


@pytest.mark.django_db
def test_of_each_office_its_own(
    plan: Initiative, office: Office, reviewer: User, other_reviewer: User, organiser: User
) -> None:
    other = Office.objects.exclude(pk=office.pk).get()
    there = sent(organiser, "Daar", area=make_area("WK062201", "Westwijk"))
    for _again in range(2):
        here_told, there_told = sent_to(office, now=NOW), sent_to(other, now=NOW)
        assert [row.plan.title for row in first_rows(here_told, Wanted(), reviewer, number=9)] == [
            "Ander",
            "Soep",
        ]
        assert [row.plan.pk for row in rows_of(there_told, [plan.pk, there.pk], reviewer)] == [
            there.pk
        ]


# --- when it is kept no longer -------------------------------------------------------------------
@pytest.mark.django_db
def test_what_nothing_tells_shows_in_a_minute_and_on_a_new_day(
    plan: Initiative, office: Office, reviewer: User, django_assert_num_queries: Any
) -> None:
    def first(now: datetime) -> tuple[int, ...]:
        return sent_to(office, now=now).ordered()

    midnight = datetime(2027, 3, 9, 23, tzinfo=UTC)  # that of the Netherlands
    for start in (NOW, midnight - timedelta(seconds=1)):
        Initiative.objects.update(status="submitted")
        assert len(first(start)) == 2
        Initiative.objects.filter(pk=plan.pk).update(status="draft")
        if start == NOW:
            with django_assert_num_queries(1):
                assert len(first(start + timedelta(seconds=59))) == 2
            assert len(first(start + timedelta(seconds=60))) == 1
    assert len(first(midnight)) == 1


@pytest.mark.django_db
def test_a_clock_that_goes_back_keeps_nothing(plan: Initiative, office: Office) -> None:
    sent_to(office, now=NOW)
    Initiative.objects.filter(pk=plan.pk).update(status="draft")
    assert len(sent_to(office, now=NOW - timedelta(seconds=1)).plans) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("is_kept_before", [True, False])
def test_what_was_taken_back_was_never_there(
    plan: Initiative, office: Office, reviewer: User, is_kept_before: bool
) -> None:
    """What a process saw within a transaction that then failed."""
    if is_kept_before:
        view(office, reviewer, NOW)
    with transaction.atomic():
        Initiative.objects.filter(pk=plan.pk).update(title="Stiekem", status="approved")
        note(plan, EventKind.CHANGED, by=None, now=NOW)
        assert "Stiekem" in str(view(office, reviewer, NOW))
        transaction.set_rollback(True)
    assert "Stiekem" not in str(view(office, reviewer))
    assert view(office, reviewer) == anew(office, reviewer)


@pytest.mark.django_db
def test_a_message_that_others_saw_late_is_not_missed(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    """It got its number before that of another message, and was there after it."""
    columns = {"side": "team", "text": "Dag", "by": reviewer}
    other = Initiative.objects.exclude(pk=plan.pk).get()
    Message.objects.create(pk=10, initiative=other, at=NOW - timedelta(hours=1), **columns)
    Message.objects.create(pk=12, initiative=other, at=NOW - timedelta(seconds=1), **columns)
    Initiative.objects.update(status="running")
    assert summary(sent_to(office, now=NOW), reviewer).waiting == 0
    make_dossier(plan, last_side="team", last_at=NOW)
    Message.objects.create(pk=11, initiative=plan, at=NOW - timedelta(seconds=2), **columns)
    assert summary(sent_to(office, now=LATER), reviewer).waiting == 1


@pytest.mark.django_db
def test_what_changed_is_read_once(
    plan: Initiative, office: Office, reviewer: User, django_assert_num_queries: Any
) -> None:
    """One query when nothing happened; two more for what did, and the next time one again."""
    assert view(office, reviewer, NOW)
    told = sent_to(office, now=NOW)
    with django_assert_num_queries(1):
        assert sent_to(office, now=LATER) is told
    edit(title="Stamppot")(plan, reviewer)
    with django_assert_num_queries(3):
        changed = sent_to(office, now=LATER)
    with django_assert_num_queries(1):
        assert sent_to(office, now=LATER) is changed
    assert plan.pk in told.told
    assert plan.pk not in changed.told
    assert len(changed.told) == 1


@pytest.mark.django_db
def test_no_more_is_kept_than_fits(
    plan: Initiative, office: Office, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_ORDERS", 2)
    monkeypatch.setattr("meetups.dashboard.queries.queue.MOST_TOLD", 1)
    told = sent_to(office, now=NOW)
    for order in Order.values:
        assert len(told.ordered(order=order)) == 2
        assert len(told._orders) <= 2
    both = list(told.ordered())
    assert len(rows_of(told, both, reviewer)) == 2
    assert told.told == {}
    for pk in both:
        assert len(rows_of(told, [pk], reviewer)) == 1
        assert list(told.told) == [pk]
