"""Moving a plan on: by the table only, each time with who and why; and adopting an orphan."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from meetups.accounts.models import Office, User
from meetups.initiatives.access import Seat, get_initiative_for
from meetups.initiatives.lifecycle import BY_SLUG, SEEN_BY_OFFICE, Side, Status, moves_from
from meetups.initiatives.models import Event, Initiative, Member, TeamRole
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.moves import adopt_initiative, move_initiative
from tests.factories import NOW, make_initiative, make_member, make_office, make_reviewer, make_user

from .test_versions import at_once, make_plan, without


def move(user: User, initiative: Initiative, slug: str, why: str = "", **values: str) -> None:
    seat = get_initiative_for(user, initiative.pk)
    move_initiative(seat=seat, slug=slug, why=why, now=NOW, **values)


def moved(initiative: Initiative) -> list[tuple[str, str, str, str, str]]:
    """The moves in the history: by whom, what, from where, to where, why."""
    found = Event.objects.filter(initiative=initiative, kind="moved").order_by("pk")
    return list(found.values_list("by__name", "subject", "before", "after", "why"))


def test_each_move_is_told(initiative: Initiative, organiser: User, reviewer: User) -> None:
    move(organiser, initiative, "submit")
    move(reviewer, initiative, "ask-changes", "Waar is het?")
    move(organiser, initiative, "submit", "In De Dennenappel.")
    move(reviewer, initiative, "approve")
    assert moved(initiative) == [
        ("Fatma", "submit", "draft", "submitted", ""),
        ("Marit", "ask-changes", "submitted", "changes_asked", "Waar is het?"),
        ("Fatma", "submit", "changes_asked", "submitted", "In De Dennenappel."),
        ("Marit", "approve", "submitted", "approved", ""),
    ]
    initiative.refresh_from_db()
    assert (initiative.status, initiative.submitted_at) == ("approved", NOW)


def test_a_move_needs_its_reason(initiative: Initiative, organiser: User) -> None:
    with pytest.raises(PlanError):
        move(organiser, initiative, "stop", "  ")
    with pytest.raises(ValidationError):
        move(organiser, initiative, "stop", "x" * 2001)
    with pytest.raises(ValidationError):
        move(organiser, initiative, "stop", "Op.", lessons="x" * 2001)
    initiative.refresh_from_db()
    assert (initiative.status, moved(initiative)) == ("draft", [])


def test_the_lessons_of_a_plan_that_ends_are_kept(initiative: Initiative, organiser: User) -> None:
    move(organiser, initiative, "stop", "Te druk.", lessons="Begin met drie mensen.\r\nEcht.")
    move(organiser, initiative, "take-up-again")
    initiative.refresh_from_db()
    assert initiative.lessons == "Begin met drie mensen.\nEcht."
    move(organiser, initiative, "stop", "Toch te druk.")
    initiative.refresh_from_db()
    assert initiative.lessons == "Begin met drie mensen.\nEcht."


class Life(RuleBasedStateMachine):
    """A plan in the hands of a team and an office, who try anything at all."""

    @initialize(office=st.booleans())
    def start(self, office: bool) -> None:
        Initiative.objects.all().delete()
        User.objects.all().delete()
        Office.objects.all().delete()
        self.organiser, self.reviewer = make_user("Fatma"), make_user("Marit")
        self.reviewer.gave_second_factor = True
        self.has_office = office
        if office:
            make_office().memberships.create(user=self.reviewer)
        self.plan = make_initiative(self.organiser)

    @rule(
        side=st.sampled_from(Side),
        slug=st.sampled_from([*BY_SLUG, "fly"]),
        why=st.sampled_from(["", " ", "Omdat het kan."]),
    )
    def try_to_move(self, side: Side, slug: str, why: str) -> None:
        self.plan.refresh_from_db()
        status, known = self.plan.status, BY_SLUG.get(slug)
        may = known in moves_from(status, side=side, has_office=self.has_office)
        if side == Side.REVIEWER:
            may = may and status in SEEN_BY_OFFICE and self.plan.submitted_at is not None
        may = may and bool(known and (why.strip() or not known.needs_why))
        user = self.organiser if side == Side.ORGANISER else self.reviewer
        try:
            move(user, self.plan, slug, why)
        except (PlanError, Http404):
            assert not may
            self.plan.refresh_from_db()
            assert self.plan.status == status
        else:
            assert may
            self.plan.refresh_from_db()
            assert known
            assert self.plan.status == known.to

    @invariant()
    def the_history_explains_the_state(self) -> None:
        if not hasattr(self, "plan"):
            return
        self.plan.refresh_from_db()
        status: str = Status.DRAFT
        for _who, slug, before, after, _why in moved(self.plan):
            assert before == status
            assert before in BY_SLUG[slug].sources
            assert after == BY_SLUG[slug].to
            status = after
        assert self.plan.status == status


@pytest.mark.django_db
def test_whatever_both_sides_try_the_table_holds() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=checks
        ),
    )


# --- two at once ---------------------------------------------------------------------------------
def both_decide() -> list[str]:
    """Two reviewers decide on one plan at one moment, having read the same."""
    office = make_office()
    plan = make_plan(status=Status.SUBMITTED, submitted_at=NOW)
    seats = []
    for name in ("Marit", "Joost"):
        user = make_reviewer(office, name)
        seats.append(get_initiative_for(user, plan.pk))
    ways = [("approve", ""), ("decline", "Te vol.")]
    return at_once(
        lambda number: move_initiative(
            seat=seats[number], slug=ways[number][0], why=ways[number][1], now=NOW
        ),
        writers=2,
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_hears_it() -> None:
    assert both_decide() == ["PlanError", "won"]
    plan = Initiative.objects.get()
    assert [after for *_, after, _why in moved(plan)] == [plan.status]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_status_both_think_they_decided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without("status", monkeypatch)
    assert both_decide() == ["won", "won"]
    assert len(moved(Initiative.objects.get())) == 2


# --- adopting ------------------------------------------------------------------------------------
@pytest.fixture
def orphan(initiative: Initiative, organiser: User, reviewer: User) -> Initiative:
    move(organiser, initiative, "submit")
    organiser.delete()
    return initiative


def test_an_office_adopts_an_orphan(orphan: Initiative, reviewer: User) -> None:
    adopt_initiative(seat=get_initiative_for(reviewer, orphan.pk), now=NOW)
    seat = get_initiative_for(reviewer, orphan.pk)
    assert (seat.is_organiser, seat.may_review) == (True, False)
    assert Event.objects.get(kind="adopted").by == reviewer


def test_a_helper_who_works_there_becomes_the_organiser(orphan: Initiative, reviewer: User) -> None:
    make_member(orphan, reviewer, task="Soep")
    adopt_initiative(seat=get_initiative_for(reviewer, orphan.pk), now=NOW)
    [member] = orphan.members.all()
    assert (member.role, member.task) == (TeamRole.ORGANISER, "Soep")


def test_a_plan_with_an_organiser_is_nobodys_to_adopt(
    initiative: Initiative, organiser: User, helper: User, reviewer: User
) -> None:
    move(organiser, initiative, "submit")
    for user in (reviewer, helper, organiser):
        with pytest.raises(PlanError):
            adopt_initiative(seat=get_initiative_for(user, initiative.pk), now=NOW)
    assert initiative.members.filter(role=TeamRole.ORGANISER).count() == 1


def test_a_helper_adopts_nothing(orphan: Initiative) -> None:
    user = make_user("Gerrit")
    make_member(orphan, user)
    with pytest.raises(PlanError):
        adopt_initiative(seat=get_initiative_for(user, orphan.pk), now=NOW)


def adopt_together() -> list[str]:
    office = make_office()
    plan = make_plan(status=Status.SUBMITTED, submitted_at=NOW)
    plan.members.all().delete()
    seats: list[Seat] = []
    for name in ("Marit", "Joost", "Els"):
        user = make_reviewer(office, name)
        seats.append(get_initiative_for(user, plan.pk))
    return at_once(lambda number: adopt_initiative(seat=seats[number], now=NOW), writers=3)


@pytest.mark.django_db(transaction=True)
def test_of_those_who_adopt_at_once_one_does() -> None:
    assert adopt_together() == ["PlanError", "PlanError", "won"]
    assert Initiative.objects.get().members.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_looking_again_all_adopt(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = QuerySet.exists

    def blind(self: Any) -> bool:
        return False if self.model is Member else kept(self)

    monkeypatch.setattr(QuerySet, "exists", blind)
    assert adopt_together() == ["won"] * 3
    assert Initiative.objects.get().members.count() == 3
