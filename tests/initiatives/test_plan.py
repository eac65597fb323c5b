"""Changing a plan: facts, date, the steps that follow, and an advice that changed since."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from meetups.accounts.models import Occasion, Office, User
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.models import (
    EventKind,
    Funding,
    FundingState,
    Initiative,
    Payer,
    Step,
    StepState,
)
from meetups.initiatives.queries.advice import advice_since
from meetups.initiatives.services.errors import ChangedMeanwhileError
from meetups.initiatives.services.plan import edit_plan, move_date, sync_steps
from meetups.recommender.questions import accepted
from meetups.suggestions.models import ActivityType
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.queries import catalogue as newest
from meetups.suggestions.services import advise
from tests.factories import FIRST_DATE, NOW, make_initiative, make_step, make_user, publish_now
from tests.initiatives.test_start import make_rule, start
from tests.suggestions.answers import FULL

LATER = NOW + timedelta(hours=1)


def seat_of(user: User, initiative: Initiative) -> Seat:
    return get_initiative_for(user, initiative.pk, Right.CHANGE)


def kinds(initiative: Initiative) -> list[str]:
    return [event.kind for event in initiative.events.order_by("pk")]


# --- the rules of the municipality ---------------------------------------------------------------
def rule_steps(initiative: Initiative) -> list[str]:
    return [step.text_nl for step in initiative.steps.filter(origin="office").order_by("pk")]


def sync(initiative: Initiative, user: User) -> None:
    sync_steps(initiative=Initiative.objects.get(pk=initiative.pk), now=NOW, by=user)


def test_steps_follow_the_rules_that_apply(
    initiative: Initiative, organiser: User, office: Office
) -> None:
    make_rule(office, "Meld je plan.")
    make_rule(office, "Vraag het plein aan.", occasion=Occasion.PUBLIC_SPACE)
    make_rule(office, "Regel een EHBO’er.", people_from=100)
    sync(initiative, organiser)
    assert rule_steps(initiative) == ["Meld je plan."]
    sync(initiative, organiser)
    assert rule_steps(initiative) == ["Meld je plan."]
    Initiative.objects.update(spot="public_space", people_expected=100)
    sync(initiative, organiser)
    assert rule_steps(initiative) == ["Meld je plan.", "Vraag het plein aan.", "Regel een EHBO’er."]
    Initiative.objects.update(spot="indoors", people_expected=40)
    sync(initiative, organiser)
    assert rule_steps(initiative) == ["Meld je plan."]
    assert [(e.kind, e.subject) for e in initiative.events.order_by("pk")] == [
        ("step_added", "Meld je plan."),
        ("step_added", "Vraag het plein aan."),
        ("step_added", "Regel een EHBO’er."),
        ("step_removed", "Vraag het plein aan."),
        ("step_removed", "Regel een EHBO’er."),
    ]


def test_what_is_done_skipped_or_pinned_stays(
    initiative: Initiative, organiser: User, office: Office
) -> None:
    texts = ["Klaar", "Overgeslagen", "Vast", "Open"]
    for text in texts:
        make_rule(office, text, occasion=Occasion.STREET_CLOSED)
    Initiative.objects.update(closes_street=True)
    sync(initiative, organiser)
    steps = {text: initiative.steps.filter(text_nl=text) for text in texts}
    steps["Klaar"].update(state=StepState.DONE, settled_at=NOW)
    steps["Overgeslagen"].update(state=StepState.SKIPPED, settled_at=NOW, note="Hoeft niet.")
    steps["Vast"].update(is_pinned=True)
    Initiative.objects.update(closes_street=False)
    sync(initiative, organiser)
    assert rule_steps(initiative) == ["Klaar", "Overgeslagen", "Vast"]


def test_steps_of_the_format_and_the_team_are_left_alone(
    initiative: Initiative, organiser: User, office: Office
) -> None:
    make_step(initiative, "Van ons")
    make_step(initiative, "Van de werkvorm", key="format-1", origin="format")
    sync(initiative, organiser)
    assert [step.text_nl for step in initiative.steps.order_by("pk")] == [
        "Van ons",
        "Van de werkvorm",
    ]


def test_the_rule_about_money_applies_once_money_is_asked(
    initiative: Initiative, organiser: User, office: Office
) -> None:
    make_rule(office, "Stuur de bonnetjes.", occasion=Occasion.MONEY_ASKED, is_after=True, days=28)
    row = Funding(initiative=initiative, payer=Payer.FUND, cents=20000, changed_at=NOW)
    row.save()
    sync(initiative, organiser)
    assert rule_steps(initiative) == []
    Funding.objects.update(payer=Payer.OFFICE)
    sync(initiative, organiser)
    step = initiative.steps.get()
    assert (step.text_nl, step.days_before, step.due_on) == (
        "Stuur de bonnetjes.",
        -28,
        date(2027, 5, 22),
    )
    Funding.objects.update(state=FundingState.REFUSED)
    sync(initiative, organiser)
    assert rule_steps(initiative) == []


# --- facts ---------------------------------------------------------------------------------------
def test_a_change_is_kept_noted_and_followed_by_the_steps(
    initiative: Initiative, organiser: User, office: Office
) -> None:
    make_rule(office, "Vraag het plein aan.", occasion=Occasion.PUBLIC_SPACE)
    seat = seat_of(organiser, initiative)
    with translation.override("en"):
        edit_plan(seat=seat, version=1, now=LATER, title="Soep", spot="public_space")
    plan = Initiative.objects.get()
    assert (plan.title, plan.spot, plan.version) == ("Soep", "public_space", 2)
    assert (plan.changed_by, plan.changed_at) == (organiser, LATER)
    assert rule_steps(plan) == ["Vraag het plein aan."]
    event = plan.events.order_by("pk")[0]
    assert (event.kind, event.subject) == (EventKind.CHANGED, "title, kind of place")


def test_the_same_again_changes_nothing(initiative: Initiative, organiser: User) -> None:
    for _again in range(2):
        edit_plan(seat=seat_of(organiser, initiative), version=1, now=NOW, title="Soep")
    assert Initiative.objects.get().version == 2
    assert kinds(initiative) == ["changed"]


def test_who_comes_second_is_told(initiative: Initiative, organiser: User) -> None:
    mine, theirs = seat_of(organiser, initiative), seat_of(organiser, initiative)
    edit_plan(seat=theirs, version=1, now=NOW, title="Soep")
    with pytest.raises(ChangedMeanwhileError):
        edit_plan(seat=mine, version=1, now=NOW, title="Brood")
    assert Initiative.objects.get().title == "Soep"
    assert kinds(initiative) == ["changed"]


def test_what_cannot_be_is_not_kept(initiative: Initiative, organiser: User) -> None:
    seat = seat_of(organiser, initiative)
    with pytest.raises(ValidationError):
        edit_plan(seat=seat, version=1, now=NOW, title="x" * 5000)
    assert (Initiative.objects.get().version, kinds(initiative)) == (1, [])


# --- the date ------------------------------------------------------------------------------------
def test_moving_the_meetup_moves_what_is_open_and_not_pinned(
    initiative: Initiative, organiser: User
) -> None:
    free = make_step(initiative, "Open")
    own_day = make_step(initiative, "Eigen dag", due_on=FIRST_DATE - timedelta(days=3))
    stays = [
        make_step(initiative, "Vast", is_pinned=True),
        make_step(initiative, "Klaar", state="done", settled_at=NOW),
        make_step(initiative, "Over", state="skipped", settled_at=NOW, note="Hoeft niet."),
    ]
    other = make_step(make_initiative(make_user("Ander")), "Van een ander")
    new = FIRST_DATE + timedelta(days=14)
    moved = move_date(seat=seat_of(organiser, initiative), version=1, first_date=new, now=LATER)
    assert [step.pk for step in moved] == [free.pk, own_day.pk]
    for step in (free, own_day):
        row = Step.objects.get(pk=step.pk)
        assert row.due_on == step.due_on + timedelta(days=14)
        assert (row.version, row.changed_by, row.changed_at) == (2, organiser, LATER)
    for step in (*stays, other):
        row = Step.objects.get(pk=step.pk)
        assert (row.due_on, row.version) == (step.due_on, 1)
    plan = Initiative.objects.get(pk=initiative.pk)
    assert (plan.first_date, plan.version) == (new, 2)
    event = plan.events.get()
    assert (event.kind, event.subject) == ("date_moved", "24-04-2027 → 08-05-2027")


def test_moving_to_the_same_day_does_nothing(initiative: Initiative, organiser: User) -> None:
    seat = seat_of(organiser, initiative)
    assert move_date(seat=seat, version=1, first_date=FIRST_DATE, now=NOW) == []
    assert (Initiative.objects.get().version, kinds(initiative)) == (1, [])


def test_a_date_that_somebody_moved_meanwhile_moves_no_steps(
    initiative: Initiative, organiser: User
) -> None:
    step = make_step(initiative)
    mine = seat_of(organiser, initiative)
    day = FIRST_DATE + timedelta(days=1)
    move_date(seat=seat_of(organiser, initiative), version=1, first_date=day, now=NOW)
    with pytest.raises(ChangedMeanwhileError):
        move_date(seat=mine, version=1, first_date=FIRST_DATE + timedelta(days=9), now=NOW)
    assert Step.objects.get().due_on == step.due_on + timedelta(days=1)
    assert Initiative.objects.get().first_date == day


class AnyMove(TestCase):
    @given(
        days=st.lists(st.integers(-30, 30), min_size=1, max_size=4),
        before=st.lists(st.integers(-40, 800), max_size=4),
    )
    @settings(max_examples=20, deadline=None)
    def test_after_any_moves_each_step_is_as_far_from_the_meetup(
        self, days: list[int], before: list[int]
    ) -> None:
        user = make_user()
        plan = make_initiative(user)
        for number in before:
            make_step(plan, days_before=number)
        for number in days:
            seat = seat_of(user, plan)
            row = seat.initiative
            move_date(
                seat=seat,
                version=row.version,
                first_date=row.first_date + timedelta(days=number),
                now=NOW,
            )
        moved = Initiative.objects.get().first_date
        assert moved == FIRST_DATE + timedelta(days=sum(days))
        for step in Step.objects.all():
            assert step.due_on == moved - timedelta(days=step.days_before)


# --- an advice that changed ----------------------------------------------------------------------
def change_catalogue(slug: str, **columns: Any) -> CatalogueSnapshot:
    ActivityType.objects.filter(slug=slug).update(**columns)
    publish_now()
    return newest()


@pytest.fixture
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("english")
class TestAdviceSince:
    def test_nothing_is_said_while_the_catalogue_is_the_same(
        self, organiser: User, catalogue: CatalogueSnapshot
    ) -> None:
        assert advice_since(start(organiser), catalogue) is None

    def test_nor_when_a_change_touches_neither_the_format_nor_what_stands_above_it(
        self, organiser: User, catalogue: CatalogueSnapshot
    ) -> None:
        plan = start(organiser)
        assert (
            advice_since(plan, change_catalogue("listening-round", cost_note_nl="Zelf geteld."))
            is None
        )

    def test_a_format_that_no_longer_suits_says_why(
        self, organiser: User, catalogue: CatalogueSnapshot
    ) -> None:
        plan = start(organiser)
        change = advice_since(plan, change_catalogue("mixed-sports", ages=["seniors"]))
        assert change is not None
        assert change.since == NOW.date()
        assert change.said[0] == "We would not advise it now."
        now = advise(accepted(FULL), newest())
        assert [row.slug for row in change.above] == list(now.top)

    def test_a_format_that_falls_back_says_from_where_and_what_stands_above_it(
        self, organiser: User, catalogue: CatalogueSnapshot
    ) -> None:
        plan = start(organiser)
        change = advice_since(plan, change_catalogue("mixed-sports", goal_meet=1))
        assert change is not None
        assert change.said[0].startswith("It was number 1 in the advice. Now it is number ")
        assert change.said[1] == "It helps a little with your goal: ‘Get to know each other’."
        assert [row.slug for row in change.above][:2] == ["community-garden", "neighbourhood-meal"]

    def test_a_format_that_is_gone(self, organiser: User, catalogue: CatalogueSnapshot) -> None:
        plan = start(organiser)
        change = advice_since(plan, change_catalogue("mixed-sports", status="draft"))
        assert change is not None
        assert change.said == [
            "This format is no longer in our collection. Your plan stays as it is."
        ]

    def test_a_new_format_above_it_is_named(
        self, organiser: User, catalogue: CatalogueSnapshot
    ) -> None:
        change_catalogue("mixed-sports", status="draft")
        plan = start(organiser, slug="community-garden")
        change = advice_since(plan, change_catalogue("mixed-sports", status="published"))
        assert change is not None
        assert change.said == ["It was number 1 in the advice. Now it is number 2."]
        assert [row.slug for row in change.above] == ["mixed-sports"]

    def test_a_format_that_the_old_advice_did_not_know(
        self, organiser: User, catalogue: CatalogueSnapshot
    ) -> None:
        plan = start(organiser, slug="community-garden")
        lists: dict[str, Any] = {"fits_now": [], "arrange_first": [], "later": [], "not_now": []}
        plan.advice = {**lists, "top": [], "reserves": [], "notices": []}
        change = advice_since(plan, change_catalogue("mixed-sports", cost_note_nl="Zelf geteld."))
        assert change is not None
        assert change.said == []
        assert [row.slug for row in change.above] == ["mixed-sports"]
