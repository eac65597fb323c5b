"""The radar: what threatens first is on top, each row has something to do, and only one's own."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Funding, Initiative, Member, TeamRole
from meetups.support.models import SupportRequest
from neighbourhoods.models import Area
from tests.factories import NOW, make_area, make_initiative, make_member, make_step, make_user
from tests.signing_in import sign_in

PAGE = "/en/offices/GM0243/desk/radar/"
TODAY = date(2027, 3, 9)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    """A session that was begun today would be over by then."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def sent(title: str, **columns: Any) -> Initiative:
    """A plan that runs, with two organisers: it stands, but for what is named."""
    values = {"status": "running", "submitted_at": NOW, "place_name": "De Dennenappel"}
    name = title.replace(" ", "-")
    plan = make_initiative(make_user(f"Fatma-{name}"), title=title, **values | columns)
    make_member(plan, make_user(f"Anneke-{name}"), role=TeamRole.ORGANISER)
    return plan


def shown(client: Client, query: str = "") -> str:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return str(response.content.decode())


def titles(page: str) -> list[str]:
    return re.findall(r'<h2 class="bb-h-small"><a href="[^"]+">([^<]+)</a>', page)


def row_of(page: str, plan: Initiative) -> str:
    return page.split(f'<li id="plan-{plan.pk}"')[1].split("</li>\n      ")[0]


def test_what_threatens_first_is_on_top(desk: Client) -> None:
    alone = sent("Alleen")
    alone.members.filter(user__name__startswith="Anneke").delete()
    sent("Staat")
    sent("Zaal dicht", place_until=TODAY + timedelta(53))
    orphan = sent("Wees", place_until=TODAY - timedelta(1))
    orphan.members.all().delete()
    late = sent("Te laat")
    make_step(late, due_on=TODAY - timedelta(30))
    sent("Concept", status="draft")
    sent("Klaar", status="completed").members.all().delete()
    page = shown(desk)
    assert titles(page) == ["Wees", "Te laat", "Zaal dicht", "Alleen"]
    assert "Plans that go on here: 5. A pillar is gone: 1. Only shaky: 3." in page
    assert row_of(page, orphan).count('class="is-mist"') == 2
    assert row_of(page, orphan).count('class="is-vast"') == 2
    assert "Nobody organises it any more." in row_of(page, orphan)
    assert "The place could be used until 8 March." in row_of(page, orphan)


def test_every_row_has_something_to_do(desk: Client, office: Office) -> None:
    hall = sent("Zaal dicht", place_until=TODAY + timedelta(20))
    money = sent("Geld op")
    columns = {"payer": "fund", "cents": 100, "state": "received", "changed_at": NOW}
    Funding.objects.create(initiative=money, until=TODAY + timedelta(9), **columns)
    asked = sent("Vraag")
    SupportRequest.objects.create(
        initiative=asked, office=office, kind="people", text="Een hulp", asked_at=NOW - timedelta(9)
    )
    quiet = sent("Stil", first_date=TODAY - timedelta(30))
    page = shown(desk)
    for plan, link in (
        (hall, "/en/neighbourhoods/WK024305/#strengths"),
        (money, f"/en/initiatives/{money.pk}/promises/add/?kind=money"),
        (asked, f"/en/initiatives/{asked.pk}/review/#requests"),
        (quiet, f"/en/initiatives/{quiet.pk}/review/#thread"),
    ):
        assert f'href="{link}"' in row_of(page, plan)
        assert f'href="/en/initiatives/{plan.pk}/introduce/"' in row_of(page, plan)
        assert desk.get(link.split("#")[0]).status_code == 200


def test_of_a_plan_of_ones_own_there_is_only_its_page(desk: Client, reviewer: User) -> None:
    plan = sent("Van mij", place_until=TODAY + timedelta(20))
    make_member(plan, reviewer)
    row = row_of(shown(desk), plan)
    assert f'href="/en/initiatives/{plan.pk}/"' in row
    assert "/introduce/" not in row
    assert "/promises/" not in row


def test_by_district_and_by_pillar(desk: Client) -> None:
    inside = make_area("BU02430701", "Verweg-Noord")
    sent("Ver weg", area=inside, place_until=TODAY + timedelta(53))
    here = sent("Hier", place_until=TODAY - timedelta(20))
    make_step(here, due_on=TODAY - timedelta(30))
    assert titles(shown(desk, "?area=WK024307")) == ["Ver weg"]
    assert titles(shown(desk, "?pillar=time")) == ["Hier"]
    assert titles(shown(desk, "?pillar=place")) == ["Hier", "Ver weg"]
    assert titles(shown(desk, "?pillar=place&state=gone")) == ["Hier"]
    assert titles(shown(desk, "?pillar=time&state=gone")) == []
    assert "Show all plans" in shown(desk, "?pillar=money")
    for nonsense in ("?area=GM0622&pillar=x&state=y&page=z", "?area=%00", "?page=999"):
        assert titles(shown(desk, nonsense)) == ["Hier", "Ver weg"]


def test_pages_of_twenty_and_the_fragment(desk: Client) -> None:
    for number in range(21):
        sent(f"Plan {number:02}", place_until=TODAY + timedelta(number + 1))
    first, second = shown(desk), shown(desk, "?pillar=place&page=2")
    assert titles(first) == [f"Plan {number:02}" for number in range(20)]
    assert titles(second) == ["Plan 20"]
    assert f'{PAGE}?pillar=place&amp;page=1"' in second
    part = desk.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="radar">')
    assert part.strip() in first


def test_as_many_queries_for_many(desk: Client, django_assert_max_num_queries: Any) -> None:
    """Fourteen, and one for the edition of a plan whose format is no longer published."""
    sent("Een", place_until=TODAY)
    with django_assert_max_num_queries(15) as few:
        desk.get(PAGE)
    for number in range(25):
        sent(f"Nog {number}", place_until=TODAY)
    with django_assert_max_num_queries(15) as many:
        desk.get(PAGE)
    assert len(few) == len(many)


def test_only_the_own_municipality(
    client: Client, other_reviewer: User, organiser: User, curator: User, reviewer: User
) -> None:
    sent("Geheim", place_until=TODAY)
    for user in (other_reviewer, organiser, curator):
        sign_in(client, user)
        assert client.get(PAGE).status_code == 404
    sign_in(client, other_reviewer)
    own = client.get("/en/offices/GM0622/desk/radar/?area=WK024305").content.decode()
    assert "Geheim" not in own
    assert "Plans that go on here: 0." in own
    assert Member.objects.filter(user=reviewer).count() == 0


def test_a_row_that_tells_something_new_is_drawn_anew(desk: Client, reviewer: User) -> None:
    """Rows are kept by what they tell; here one thing after another becomes otherwise."""
    plan = sent("Zaal dicht", place_until=TODAY + timedelta(20))
    drawn = [row_of(shown(desk), plan)]
    for change in (
        lambda: Initiative.objects.update(title="Zaal zoek"),
        lambda: Initiative.objects.update(status="approved"),
        lambda: Area.objects.filter(pk=plan.area_id).update(name="Elders"),
        lambda: Initiative.objects.update(place_until=TODAY + timedelta(21)),
        lambda: make_step(plan, due_on=TODAY - timedelta(30)),
        lambda: make_member(plan, reviewer),
    ):
        change()
        drawn.append(row_of(shown(desk), plan))
    assert len(set(drawn)) == 7
    assert row_of(shown(desk), plan) == drawn[-1]
    assert row_of(desk.get(PAGE.replace("/en/", "/nl/")).content.decode(), plan) not in drawn
