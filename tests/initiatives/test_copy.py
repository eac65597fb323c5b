"""A plan again, for another street or next year: what goes along and what does not."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError

from meetups.accounts.models import Office, User
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.models import BudgetLine, Funding, Initiative, InviteText, Member
from meetups.initiatives.services.copies import copy_initiative
from meetups.initiatives.services.errors import PlanError
from meetups.suggestions.models import ActivityType
from tests.factories import (
    NOW,
    make_area,
    make_member,
    make_place,
    make_step,
    make_user,
    publish_now,
)
from tests.initiatives.test_start import make_rule, start
from tests.initiatives.test_versions import at_once
from tests.suggestions.answers import THREATENED

pytestmark = pytest.mark.usefixtures("catalogue")
NEXT_YEAR = date(2028, 4, 22)
KEY = UUID("6f0c7f0e-5f5e-4b53-9d0c-7a5f3b0f2c12")


def copy(user: User, plan: Initiative, **values: Any) -> Initiative:
    known: dict[str, Any] = {
        "seat": get_initiative_for(user, plan.pk, Right.CHANGE),
        "area": plan.area,
        "first_date": NEXT_YEAR,
        "start_key": uuid4(),
        "now": NOW + timedelta(days=300),
    }
    return copy_initiative(**known | values)


def test_facts_go_along_in_a_new_draft(organiser: User) -> None:
    place = make_place(make_area())
    values: dict[str, Any] = {
        "starts_at": time(14),
        "ends_at": time(17),
        "times_planned": 3,
        "place": place,
    }
    plan = start(organiser, aim="Elkaar zien.", spot="own_ground", **values)
    Initiative.objects.update(
        status="completed",
        submitted_at=NOW,
        is_public=True,
        contact_line="Bel Anneke",
        arranged=["shared_task"],
        lessons="Meer stoelen.",
    )
    made = Initiative.objects.get(pk=copy(organiser, plan).pk)
    same = ("title", "aim", "activity_type", "area", "spot", "place", "people_expected", *values)
    assert {name: getattr(made, name) for name in same} == {
        name: getattr(plan, name) for name in same
    }
    assert (made.first_date, made.status, made.submitted_at) == (NEXT_YEAR, "draft", None)
    assert (made.is_public, made.contact_line, made.arranged, made.lessons) == (False, "", [], "")
    assert made.code != plan.code
    assert (made.answers, made.advice) == (plan.answers, plan.advice)


def test_in_another_neighbourhood_the_place_stays_behind_and_its_rules_apply(
    organiser: User, office: Office
) -> None:
    make_rule(office, "Regel van Harderwijk")
    plan = start(organiser, place_name="De Dennenappel")
    made = copy(organiser, plan, area=make_area("WK062201", "Holy"))
    assert (made.area.code, made.municipality.code, made.place_name) == ("WK062201", "GM0622", "")
    assert plan.steps.filter(origin="office").count() == 1
    assert made.steps.filter(origin="office").count() == 0


def test_planned_money_own_steps_and_texts_go_along_but_nothing_that_happened(
    organiser: User,
) -> None:
    plan = start(organiser)
    stamp: dict[str, Any] = {"initiative": plan, "changed_at": NOW}
    BudgetLine.objects.create(
        **stamp, name="Soep", planned_cents=2500, spent_cents=2610, payer="office"
    )
    Funding.objects.create(**stamp, payer="office", cents=2500, state="received")
    InviteText.objects.create(**stamp, kind="app", language="nl", text="Kom ook!")
    helper = make_member(plan, make_user("Gerrit"))
    step = make_step(
        plan,
        "Leen stoelen.",
        days_before=9,
        doer=helper,
        state="done",
        settled_at=NOW,
        note="Twintig.",
    )
    plan.steps.filter(key="format-1").update(state="done", settled_at=NOW)
    made = copy(organiser, plan)
    line = made.budget_lines.get()
    assert (line.name, line.planned_cents, line.spent_cents, line.payer) == (
        "Soep",
        2500,
        None,
        "office",
    )
    assert made.funding.count() == 0
    assert [(t.kind, t.language, t.text) for t in made.invite_texts.all()] == [
        ("app", "nl", "Kom ook!")
    ]
    own = made.steps.get(origin="own")
    assert (own.text_nl, own.state, own.doer, own.note, own.settled_at) == (
        "Leen stoelen.",
        "open",
        None,
        "",
        None,
    )
    assert own.due_on == NEXT_YEAR - timedelta(days=9)
    assert own.key != step.key
    assert set(made.steps.values_list("state", flat=True)) == {"open"}
    assert made.steps.count() == plan.steps.count()
    assert Member.objects.get(initiative=made).user == organiser
    event = made.events.get()
    assert (event.kind, event.by, event.subject) == (
        "copied",
        organiser,
        "Samen sporten (Stadsdennen, 24-04-2027)",
    )


def test_the_original_stays_as_it_was(organiser: User) -> None:
    plan = start(organiser)
    make_step(plan)
    before = (Initiative.objects.values().get(), list(plan.steps.values()))
    copy(organiser, plan)
    assert (Initiative.objects.values().get(pk=plan.pk), list(plan.steps.values())) == before


def test_safety_points_come_anew(organiser: User) -> None:
    plan = start(organiser, THREATENED, "listening-round")
    plan.safety_points.update(how="Besproken.", settled_at=NOW, settled_name="Marit")
    made = copy(organiser, plan)
    assert [(p.key, p.is_settled) for p in made.safety_points.all()] == [
        ("refer-professional", False),
        ("reason-N2", False),
    ]
    assert made.is_sensitive


def test_the_advice_of_today_decides(organiser: User) -> None:
    plan = start(organiser)
    ActivityType.objects.filter(slug="mixed-sports").update(status="draft")
    publish_now()
    with pytest.raises(PlanError):
        copy(organiser, plan)
    assert Initiative.objects.count() == 1


def test_the_whole_country_is_no_neighbourhood(organiser: User) -> None:
    plan = start(organiser)
    with pytest.raises(ValidationError):
        copy(organiser, plan, area=make_area().ancestors[-1])


def test_a_form_sent_twice_makes_one_copy(organiser: User) -> None:
    plan = start(organiser)
    make_step(plan)
    first = copy(organiser, plan, start_key=KEY)
    assert copy(organiser, plan, start_key=KEY) == first
    assert Initiative.objects.count() == 2
    assert first.steps.filter(origin="own").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_copy() -> None:
    user = make_user()
    plan = start(user)
    BudgetLine.objects.create(initiative=plan, name="Soep", planned_cents=1, changed_at=NOW)
    assert at_once(lambda number: copy(user, plan, start_key=KEY), 4) == ["won"] * 4
    made = Initiative.objects.get(start_key=KEY)
    assert (Initiative.objects.count(), made.budget_lines.count()) == (2, 1)
