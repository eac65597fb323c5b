"""Plans that a process keeps for a minute: as good as new, and what was done shows at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from meetups.accounts.models import Office, User
from meetups.agenda.models import Meetup
from meetups.dashboard.queries import kept
from meetups.dashboard.queries import radar as queries
from meetups.dashboard.queries.radar import Radar, Wanted, radar_of
from meetups.initiatives.access import get_initiative_for, office_of
from meetups.initiatives.models import Event, EventKind, Initiative, Member, TeamRole
from meetups.initiatives.services.moves import move_initiative
from meetups.initiatives.services.plan import edit_plan
from meetups.initiatives.services.record import note
from meetups.initiatives.services.steps import finish_step
from meetups.support.models import SupportRequest
from meetups.support.services.adopting import adopt
from meetups.support.services.promises import (
    correct_payment,
    keep_promise,
    make_promise,
    withdraw_promise,
)
from meetups.support.services.requests import ask_for_help, decline_request
from tests.agenda.makers import make_meetup
from tests.factories import NOW, make_area, make_initiative, make_member, make_step, make_user
from tests.support.makers import make_money, make_request, promised_by
from tests.support.makers import make_promise as promised

LATER = NOW + timedelta(seconds=30)
TODAY = date(2027, 3, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeping(monkeypatch: pytest.MonkeyPatch, reckoning_anew: None) -> None:
    monkeypatch.setattr(kept, "KEPT_FOR", timedelta(minutes=1))
    queries.KEPT.forget()


@pytest.fixture
def plan(organiser: User, office: Office) -> Initiative:
    """A plan that runs and stands: two organisers, a place and a next date."""
    return firm("Staat", organiser)


def firm(title: str, organiser: User | None = None, **columns: Any) -> Initiative:
    values = {"status": "running", "submitted_at": NOW, "place_name": "De Dennenappel"}
    name = title.replace(" ", "-")
    plan = make_initiative(
        organiser or make_user(f"Fatma-{name}"), title=title, **values, **columns
    )
    make_member(plan, make_user(f"Anneke-{name}"), role=TeamRole.ORGANISER)
    return plan


def radar(office: Office, user: User, now: datetime = LATER, **wanted: Any) -> Radar:
    return radar_of(office, user, Wanted(**wanted), page=None, now=now)


def said(office: Office, user: User, now: datetime = LATER) -> dict[str, list[str]]:
    """The plans that may stop and why, in their order."""
    rows = radar(office, user, now).rows
    return {row.initiative.title: [r.code for r in row.continuity.reasons] for row in rows}


def test_the_same_as_when_all_is_reckoned(
    office: Office, reviewer: User, plan: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = firm("Ver weg", area=make_area("BU02430701", "Verweg-Noord"), place_until=TODAY)
    firm("Zaal dicht", place_until=TODAY - timedelta(1))
    make_step(there, due_on=TODAY - timedelta(30))
    _late(plan)
    asked: list[dict[str, Any]] = [
        {},
        {"area": "WK024307"},
        {"pillar": "place"},
        {"pillar": "time", "only_gone": True},
        {"only_gone": True},
    ]

    def found() -> list[Any]:
        pages = [radar(office, reviewer, **wanted) for wanted in asked]
        return [
            (p.plans, p.gone, p.shaky, [(r.initiative.pk, r.continuity) for r in p.rows])
            for p in pages
        ]

    radar(office, reviewer, NOW)
    from_kept = found()
    monkeypatch.setattr(kept, "KEPT_FOR", timedelta(0))
    assert found() == from_kept
    assert [len(rows) for _plans, _gone, _shaky, rows in from_kept] == [3, 1, 2, 0, 2]


def test_what_is_kept_is_not_reckoned(
    office: Office, reviewer: User, plan: Initiative, django_assert_num_queries: Any
) -> None:
    """Without an event nothing tells that a plan changed; so what is kept is what is shown."""
    with django_assert_num_queries(6):
        assert said(office, reviewer, NOW) == {}
    Initiative.objects.update(place_until=TODAY)
    with django_assert_num_queries(1):
        assert said(office, reviewer) == {}


def _promise(plan: Initiative, reviewer: User) -> None:
    make_promise(**promised_by(reviewer, plan) | {"ends_on": TODAY + timedelta(30)})


def _keep(plan: Initiative, reviewer: User) -> None:
    keep_promise(promise=plan.promises.get(), by=reviewer, now=LATER)


def _correct(plan: Initiative, reviewer: User) -> None:
    correct_payment(promise=plan.promises.get(), cents=500, by=reviewer, now=LATER)


def _withdraw(plan: Initiative, reviewer: User) -> None:
    withdraw_promise(promise=plan.promises.get(), by=reviewer, why="Op", now=LATER)


def _decline(plan: Initiative, reviewer: User) -> None:
    request = SupportRequest.objects.get(initiative=plan)
    decline_request(request=request, by=reviewer, why="Op", now=LATER)


def _ask(plan: Initiative, _reviewer: User) -> None:
    organiser = plan.members.first()
    assert organiser is not None
    ask_for_help(
        initiative=plan,
        by=organiser.user,
        kind="people",
        text="Een hulp",
        needed_on=TODAY + timedelta(3),
        now=LATER,
    )


def _adopt(plan: Initiative, reviewer: User) -> None:
    adopt(seat=get_initiative_for(reviewer, plan.pk), now=LATER)


def _stop(plan: Initiative, _reviewer: User) -> None:
    member = plan.members.first()
    assert member is not None
    seat = get_initiative_for(member.user, plan.pk)
    move_initiative(seat=seat, slug="stop", why="Geen tijd", now=LATER)


def _finish(plan: Initiative, _reviewer: User) -> None:
    member = plan.members.first()
    assert member is not None
    finish_step(seat=get_initiative_for(member.user, plan.pk), step=plan.steps.get(), now=LATER)


def _late(plan: Initiative) -> object:
    return promised(plan, late=3)


def _paid(plan: Initiative) -> object:
    columns = {"state": "kept", "paid_cents": 5000, "paid_on": TODAY}
    return make_money(plan, 5000, late=3, **columns)


def _asked(plan: Initiative) -> object:
    return make_request(plan, asked_at=NOW - timedelta(9))


def _left_alone(plan: Initiative) -> object:
    return Member.objects.filter(initiative=plan).delete()


def _step(plan: Initiative) -> object:
    return make_step(plan, due_on=TODAY - timedelta(30))


@pytest.mark.parametrize(
    ("prepare", "before", "act", "after"),
    [
        (None, {}, _promise, {"Staat": ["help_ends"]}),
        (_late, {"Staat": ["promise_late"]}, _keep, {}),
        (_late, {"Staat": ["promise_late"]}, _withdraw, {}),
        (_paid, {}, _correct, {"Staat": ["promise_late"]}),
        (_asked, {"Staat": ["unanswered"]}, _decline, {}),
        (None, {}, _ask, {"Staat": ["unanswered"]}),
        (_left_alone, {"Staat": ["no_organiser"]}, _adopt, {"Staat": ["one_organiser"]}),
        (_late, {"Staat": ["promise_late"]}, _stop, {}),
        (_step, {"Staat": ["steps_late"]}, _finish, {}),
    ],
)
def test_what_is_done_shows_at_once(
    office: Office,
    reviewer: User,
    plan: Initiative,
    prepare: Callable[[Initiative], object] | None,
    before: dict[str, list[str]],
    act: Callable[[Initiative, User], None],
    after: dict[str, list[str]],
) -> None:
    """In any process: they share only the database, and this one does not know who wrote in it."""
    if prepare:
        prepare(plan)
    assert said(office, reviewer, NOW) == before
    act(plan, reviewer)
    assert said(office, reviewer) == after


def test_what_was_being_written_meanwhile_is_not_missed(
    office: Office, reviewer: User, plan: Initiative
) -> None:
    """Another event got a later number, and was there before."""
    old = {"initiative": plan, "kind": EventKind.CHANGED}
    Event.objects.create(pk=1000, at=NOW - timedelta(hours=1), **old)
    Event.objects.create(pk=1002, at=NOW - timedelta(seconds=1), **old)
    other = firm("Ander")
    assert said(office, reviewer, NOW) == {}
    Initiative.objects.filter(pk=other.pk).update(place_until=TODAY)
    assert said(office, reviewer) == {}
    Event.objects.create(
        pk=1001, initiative=other, kind=EventKind.CHANGED, at=NOW - timedelta(seconds=9)
    )
    assert said(office, reviewer) == {"Ander": ["place_ends"]}


def test_the_rest_shows_in_a_minute_and_on_a_new_day(
    office: Office, reviewer: User, plan: Initiative
) -> None:
    begins = {"starts_at": NOW + timedelta(minutes=1), "ends_at": NOW + timedelta(minutes=2)}
    make_meetup(plan, place_name="", address="", **begins)
    assert said(office, reviewer, NOW) == {"Staat": ["no_place"]}
    Meetup.objects.all().delete()
    assert said(office, reviewer, NOW + timedelta(seconds=59)) == {"Staat": ["no_place"]}
    assert said(office, reviewer, NOW + timedelta(seconds=60)) == {}
    midnight = datetime(2027, 3, 9, 23, tzinfo=UTC)  # that of the Netherlands
    Initiative.objects.update(place_until=TODAY + timedelta(91))
    assert said(office, reviewer, midnight - timedelta(seconds=1)) == {}
    assert said(office, reviewer, midnight) == {"Staat": ["place_ends"]}


def test_what_an_office_says_of_itself_counts_at_once(
    office: Office, reviewer: User, plan: Initiative
) -> None:
    Initiative.objects.update(status="submitted", submitted_at=NOW - timedelta(days=5))
    assert said(office, reviewer, NOW) == {}
    office.answer_days = 4
    office.save()
    assert said(office, reviewer) == {"Staat": ["answer_late"]}


def test_of_each_office_its_own(
    office: Office, reviewer: User, other_reviewer: User, plan: Initiative
) -> None:
    firm("Hier", place_until=TODAY)
    other = Office.objects.exclude(pk=office.pk).get()
    for now in (NOW, LATER):
        assert said(office, reviewer, now) == {"Hier": ["place_ends"]}
        assert said(other, other_reviewer, now) == {}


def test_what_is_gone_or_taken_back_has_no_row(
    office: Office, reviewer: User, plan: Initiative
) -> None:
    for title in ("Gewist", "Concept"):
        firm(title, place_until=TODAY)
    assert len(said(office, reviewer, NOW)) == 2
    Initiative.objects.filter(title="Gewist").delete()
    Initiative.objects.filter(title="Concept").update(status="draft")
    assert said(office, reviewer) == {}


def test_a_row_is_kept_for_all_and_whose_it_is_for_none(
    office: Office, reviewer: User, organiser: User, plan: Initiative
) -> None:
    Initiative.objects.update(place_until=TODAY)
    for title in ("Staat", "Soep"):
        for user, is_own in ((organiser, True), (reviewer, False), (organiser, True)):
            (row,) = radar(office, user).rows
            assert (row.is_own, row.initiative.title) == (is_own, title)
        seat = get_initiative_for(organiser, plan.pk)
        edit_plan(seat=seat, version=seat.initiative.version, now=LATER, title="Soep")


def test_of_a_district_the_rows_are_kept_too(
    office: Office, reviewer: User, plan: Initiative, django_assert_num_queries: Any
) -> None:
    Initiative.objects.update(place_until=TODAY)
    assert len(radar(office, reviewer, NOW, area="WK024305").rows) == 1
    with django_assert_num_queries(3):
        assert len(radar(office, reviewer, area="WK024305").rows) == 1
    assert radar(office, reviewer, area="WK024301").rows == []


def test_no_more_rows_are_kept_than_fit(
    office: Office, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_SHOWN", 1)
    for title in ("Een", "Twee", "Drie"):
        firm(title, place_until=TODAY)
    for page, title in (("1", "Een"), ("3", "Drie"), ("2", "Twee")):
        shown = radar_of(office, reviewer, Wanted(), page=page, now=NOW, most=1)
        assert [row.initiative.title for row in shown.rows] == [title]
        assert len(queries.KEPT.of(office, now=NOW).shown) == 1


def test_many_changes_are_reckoned_once(
    office: Office,
    reviewer: User,
    plan: Initiative,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr(kept, "MANY", 1)
    for title in ("Een", "Twee"):
        firm(title)
    radar(office, reviewer, NOW)
    Initiative.objects.update(place_until=TODAY)
    for row in Initiative.objects.all():
        note(row, EventKind.CHANGED, by=None, now=NOW)
    with django_assert_num_queries(10):  # what is told, all, the rows and the edition of formats
        assert len(said(office, reviewer)) == 3


def test_news_is_sought_among_what_is_newer(office: Office, plan: Initiative) -> None:
    """Not by the thousands of plans of the office."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {kept._NEWER}", [office.area_id, 1] * 2)
            steps = [row[-1] for row in cursor.fetchall()]
        assert steps.count("SEARCH told USING INTEGER PRIMARY KEY (rowid>?)") == 2
        assert steps.count("SEARCH plan USING INTEGER PRIMARY KEY (rowid=?)") == 2


def test_only_some_offices_are_kept(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    monkeypatch.setattr(kept, "OFFICES", 2)
    for days in (1, 2, 3):
        office.answer_days = days
        queries.KEPT.of(office, now=NOW)
    assert list(queries.KEPT._kept) == [(office.pk, 2), (office.pk, 3)]


def test_as_many_queries_for_many(
    office: Office, reviewer: User, plan: Initiative, django_assert_num_queries: Any
) -> None:
    """What changed; four to reckon that anew; three for the rows, with the edition of formats."""
    assert office_of(plan) == office
    radar(office, reviewer, NOW)
    for number in range(25):
        changed = firm(f"Plan {number}", place_until=TODAY)
        note(changed, EventKind.CHANGED, by=None, now=LATER)
        if number in (0, 24):
            with django_assert_num_queries(8):
                assert radar(office, reviewer).plans == number + 2
            with django_assert_num_queries(2):
                assert radar(office, reviewer).plans == number + 2
