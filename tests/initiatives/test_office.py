"""What an office has before it, adopting what nobody organises, and the admin of plans."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative
from meetups.initiatives.queries.record import plans_seen_by, waiting
from tests.factories import NOW, make_area, make_initiative, make_member, make_user
from tests.signing_in import sign_in

PAGE = "/en/initiatives/office/"


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    """A session that was begun today would be over by then."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def shown(client: Client, query: str = "") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return str(response.content.decode())


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', page)


def sent(organiser: User, title: str, **columns: Any) -> Initiative:
    values = {"status": "submitted", "submitted_at": NOW, "title": title}
    return make_initiative(organiser, **values | columns)


def test_what_comes_first_and_what_waits_longest(desk: Client, organiser: User) -> None:
    sent(organiser, "Later", first_date=date(2027, 6, 1))
    sent(organiser, "Kort", first_date=date(2027, 5, 1))
    sent(organiser, "Lang", first_date=date(2027, 5, 1), submitted_at=NOW - timedelta(3))
    sent(organiser, "Goedgekeurd", status="approved", first_date=date(2027, 4, 1))
    sent(organiser, "Loopt", status="running", first_date=date(2027, 4, 2))
    page = shown(desk)
    assert titles(page) == ["Lang", "Kort", "Later", "Loopt", "Goedgekeurd"]
    assert "Sent 3 days ago. Answer before 16 March." in page
    assert "Sent today. Answer before 19 March." in page
    assert "Saturday 1 May, 40 people" in page


def test_only_what_was_sent_to_this_office(desk: Client, organiser: User) -> None:
    sent(organiser, "Vlaardingen", area=make_area("WK062201", "Westwijk"))
    sent(organiser, "Concept", status="draft")
    sent(organiser, "Nooit verstuurd", status="running", submitted_at=None)
    sent(organiser, "Gestopt concept", status="stopped", submitted_at=None)
    sent(organiser, "Hier", slug="soup")
    page = shown(desk)
    assert titles(page) == ["Hier"]
    assert "@example.org" not in page


@pytest.mark.parametrize("number", [1, 100])
def test_the_list_costs_the_same_with_many_plans(
    number: int, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for count in range(number):
        plan = sent(make_user(f"U{count}"), "Wacht")
        make_member(plan, make_user(f"V{count}"))
        sent(make_user(f"W{count}"), "Loopt", status="running")
        sent(make_user(f"X{count}"), "Wees", status="running").members.all().delete()
    with django_assert_max_num_queries(15):
        assert titles(shown(desk)).count("Wacht") == number


def test_the_list_uses_its_index(office: Office, initiative: Initiative) -> None:
    plans = waiting(plans_seen_by([office]))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        # With so few rows it may take either index of the municipality, but never all rows.
        assert "Seq Scan on initiatives_initiative" not in plans.explain()
    else:
        assert "by_municipality" in plans.explain()


def test_paging_what_waits_for_nothing(desk: Client, organiser: User) -> None:
    for count in range(60):
        day = date(2027, 4, 1) + timedelta(count)
        sent(organiser, f"Plan {count}", status="running", first_date=day)
    assert titles(shown(desk)) == [f"Plan {count}" for count in range(59, 9, -1)]
    assert titles(shown(desk, "?page=2")) == [f"Plan {count}" for count in range(9, -1, -1)]


@pytest.mark.parametrize("who", ["organiser", "stranger", "curator"])
def test_others_have_no_office(who: str, client: Client, request: pytest.FixtureRequest) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 404


def test_the_list_asks_a_second_factor(client: Client, reviewer: User) -> None:
    sign_in(client, reviewer, second_factor=False)
    assert client.get(PAGE).status_code == 302
    client.logout()
    assert client.get(PAGE)["Location"].endswith(f"?next={PAGE}")


# --- adopting ------------------------------------------------------------------------------------
def test_a_plan_without_an_organiser_is_offered_and_adopted(
    desk: Client, organiser: User, reviewer: User
) -> None:
    plan = sent(organiser, "Wees")
    assert "Without an organiser" not in shown(desk)
    organiser.delete()
    page = shown(desk)
    assert "Without an organiser" in page
    assert titles(page) == ["Wees", "Wees"]
    response = desk.post(f"/en/initiatives/{plan.pk}/adopt/")
    assert (response.status_code, response["Location"]) == (302, f"/en/initiatives/{plan.pk}/")
    assert [member.user for member in plan.members.all()] == [reviewer]
    assert "Without an organiser" not in shown(desk)


def test_too_late_to_adopt(desk: Client, organiser: User) -> None:
    plan = sent(organiser, "Van Fatma")
    response = desk.post(f"/en/initiatives/{plan.pk}/adopt/", follow=True)
    assert "Somebody may have been quicker." in response.content.decode()
    assert plan.members.count() == 1


def test_a_draft_that_was_never_sent_cannot_be_adopted(
    desk: Client, initiative: Initiative, organiser: User
) -> None:
    organiser.delete()
    assert desk.post(f"/en/initiatives/{initiative.pk}/adopt/").status_code == 404
    assert titles(shown(desk)) == []


@pytest.mark.parametrize("who", ["helper", "stranger", "other_reviewer", "curator"])
def test_nobody_else_adopts(
    who: str, client: Client, initiative: Initiative, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    initiative.members.exclude(user=user).delete()
    before = initiative.members.count()
    sign_in(client, user)
    assert client.post(f"/en/initiatives/{initiative.pk}/adopt/").status_code == 404
    assert initiative.members.count() == before


# --- the admin -----------------------------------------------------------------------------------
def test_support_staff_look_and_change_nothing(client: Client, initiative: Initiative) -> None:
    Initiative.objects.update(contact_line="Bel Anneke", aim="Geheim", lessons="Geleerd")
    sign_in(client, make_user("Chef", is_staff=True, is_superuser=True))
    url = "/admin/initiatives/initiative/"
    assert "Samen koken, samen eten" in client.get(url).content.decode()
    page = client.get(f"{url}{initiative.pk}/change/").content.decode()
    assert "Samen koken, samen eten" in page
    for hidden in ("Bel Anneke", "Geheim", "Geleerd", "little-contact", "fatma@example.org"):
        assert hidden not in page
    assert client.get(f"{url}add/").status_code == 403
    assert client.post(f"{url}{initiative.pk}/change/", {"title": "Gekaapt"}).status_code == 403
    assert client.post(f"{url}{initiative.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Initiative.objects.get().title == "Samen koken, samen eten"


def test_the_admin_of_plans_is_for_superusers(
    client: Client, initiative: Initiative, curator: User
) -> None:
    sign_in(client, curator)
    assert client.get("/admin/initiatives/initiative/").status_code == 403
