"""The list of somebody's plans, and what waits for their answer."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from meetups.accounts.models import User
from meetups.initiatives.access import initiatives_of
from meetups.initiatives.models import HandOver, Initiative, Invitation, Member, Step, TeamRole
from tests.factories import FIRST_DATE, NOW, make_initiative, make_member, make_step, make_user
from tests.initiatives.test_start_page import text

MINE = "/en/initiatives/"


@pytest.fixture(autouse=True)
def nine_march() -> Any:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def fatma(client: Client, organiser: User) -> Client:
    client.force_login(organiser)
    return client


def test_who_is_not_signed_in_signs_in_first(client: Client) -> None:
    response = client.get(MINE)
    assert response.status_code == 302
    assert response.url.endswith("?next=/en/initiatives/")  # type: ignore[attr-defined]


def test_without_plans_the_guide_is_the_way(fatma: Client) -> None:
    response = fatma.get(MINE)
    assert response.headers["Cache-Control"] == "no-store"
    assert "You have no plans of your own yet." in text(response)
    assert 'href="/en/guide/"' in response.content.decode()


def test_a_plan_tells_where_it_is_and_what_comes_next(
    fatma: Client, initiative: Initiative
) -> None:
    make_step(initiative, "Kook soep.", due_on=date(2027, 3, 6))
    make_step(initiative, "Zet stoelen klaar.", due_on=date(2027, 3, 8))
    make_step(initiative, "Hang posters op.", due_on=date(2027, 4, 10))
    page = text(fatma.get(MINE))
    assert "Samen koken, samen eten Draft Stadsdennen, Saturday 24 April 2027." in page
    assert "You are organiser." in page
    assert "Next step: Kook soep. Was due 6 March, 3 days late In all, 2 steps are late." in page
    assert "Hang posters op." not in page


def test_what_is_over_stands_apart_and_asks_nothing(fatma: Client, initiative: Initiative) -> None:
    make_step(initiative)
    Initiative.objects.update(status="completed")
    page = text(fatma.get(MINE))
    assert "No plans are going on now." in page
    assert page.index("Plans that are over") < page.index("Samen koken, samen eten")
    assert "Next step" not in page


def test_only_their_own_plans_are_there(fatma: Client, stranger: User) -> None:
    make_initiative(stranger, title="Van een ander")
    assert "Van een ander" not in text(fatma.get(MINE))


def test_a_helper_has_it_in_their_list_too(
    client: Client, initiative: Initiative, helper: User
) -> None:
    client.force_login(helper)
    assert "You are helper." in text(client.get(MINE))


def test_offers_and_invitations_to_them_are_named_and_others_are_not(
    fatma: Client, organiser: User, stranger: User
) -> None:
    plan = make_initiative(stranger, title="Wandelen")
    giver = Member.objects.get(initiative=plan)
    taker = make_member(plan, organiser)
    HandOver.objects.create(initiative=plan, giver=giver, taker=taker, offered_at=NOW)
    other = make_initiative(make_user("Anneke"), title="Zingen")
    for number, (email, days) in enumerate([(organiser.email, 1), ("gerrit@example.org", 1)]):
        invite(other, email, days, number)
    gone = make_initiative(make_user("Piet"), title="Vroeger")
    invite(gone, organiser.email, -1, 9)
    page = text(fatma.get(MINE))
    assert "Vreemde wants to hand ‘Wandelen’ over to you" in page
    assert f'href="/en/initiatives/{plan.pk}/team/"' in fatma.get(MINE).content.decode()
    assert page.count("Anneke invites you to help with ‘Zingen’") == 1
    assert "Vroeger" not in page
    assert "@" not in page


def invite(plan: Initiative, email: str, days: int, number: int) -> None:
    Invitation.objects.create(
        initiative=plan,
        email=email,
        token_digest=str(number) * 64,
        invited_by=plan.members.all()[0].user,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=days),
    )


def test_the_list_costs_as_much_with_thirty_plans(
    fatma: Client,
    organiser: User,
    initiative: Initiative,
    django_assert_max_num_queries: Any,
) -> None:
    make_step(initiative)
    with django_assert_max_num_queries(6) as with_one:
        fatma.get(MINE)
    for number in range(29):
        plan = make_initiative(organiser, title=f"Plan {number}")
        make_step(plan)
        make_step(plan, "Nog iets.")
        make_member(plan, make_user(f"Helper{number}"), role=TeamRole.HELPER)
    with django_assert_max_num_queries(6) as with_thirty:
        page = text(fatma.get(MINE))
    assert page.count("Next step:") == 30
    assert len(with_thirty) == len(with_one)


def explained(rows: Any) -> str:
    """How the database means to find these rows, if reading a whole table is no way to go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(rows.explain()).lower()


def test_plans_and_their_steps_are_found_by_an_index(
    organiser: User, initiative: Initiative
) -> None:
    Initiative.objects.update(first_date=FIRST_DATE)
    for rows, table in (
        (initiatives_of(organiser), "initiatives_member"),
        (Step.objects.filter(state="open", initiative__in=[initiative.pk]), "initiatives_step"),
        (Invitation.objects.filter(email=organiser.email, expires_at__gt=NOW), "initiatives_inv"),
    ):
        plan = explained(rows)
        assert "index" in plan, plan
        assert f"scan {table}" not in plan, plan


def test_who_works_for_an_office_is_led_to_what_waits(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert 'href="/en/desk/"' in client.get(MINE).content.decode()
