"""Taking over what nobody organises, from the radar, and on to a resident."""

import re

import pytest
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.audit.models import Record
from meetups.initiatives.models import Initiative
from meetups.support.models import Dossier
from tests.factories import NOW, make_initiative, make_reviewer
from tests.signing_in import sign_in
from tests.support.makers import make_budget, make_money, make_promise, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


@pytest.fixture
def orphan(organiser: User) -> Initiative:
    plan = make_initiative(organiser, title="Wees", status="running", submitted_at=NOW)
    organiser.delete()
    return plan


def test_a_plan_without_an_organiser_is_offered_and_adopted(
    desk: Client, orphan: Initiative, reviewer: User
) -> None:
    radar = desk.get("/en/offices/GM0243/desk/radar/").content.decode()
    assert "Nobody organises it any more." in radar
    assert f'href="/en/initiatives/{orphan.pk}/adopt/"' in radar
    asked = desk.get(f"/en/initiatives/{orphan.pk}/adopt/").content.decode()
    assert "Colleagues answer it, and keep what is promised." in asked
    assert f'action="/en/initiatives/{orphan.pk}/adopt/"' in asked
    assert not orphan.members.exists()  # looking changes nothing
    response = desk.post(f"/en/initiatives/{orphan.pk}/adopt/")
    assert (response.status_code, response["Location"]) == (
        302,
        f"/en/initiatives/{orphan.pk}/team/",
    )
    assert [member.user for member in orphan.members.all()] == [reviewer]
    record = Record.objects.get(act="role")
    assert (record.by, record.office, record.object_id) == (reviewer.pk, "GM0243", str(orphan.pk))
    # From here it goes on to a resident: invited first, then handed over.
    team = desk.get(response["Location"]).content.decode()
    assert "hand the plan over when they are in the team" in team
    assert f'action="/en/initiatives/{orphan.pk}/team/invite/"' in team
    assert f'href="/en/initiatives/{orphan.pk}/team/hand-over/"' in team
    assert "/adopt/" not in desk.get("/en/offices/GM0243/desk/radar/").content.decode()


def test_a_colleague_reviews_it_from_then_on(
    desk: Client, orphan: Initiative, reviewer: User
) -> None:
    Dossier.objects.create(initiative=orphan, reviewer=reviewer, assigned_at=NOW)
    desk.post(f"/en/initiatives/{orphan.pk}/adopt/")
    dossier = Dossier.objects.get()
    assert (dossier.reviewer, dossier.assigned_at) == (None, None)


def test_the_desk_leads_to_ones_own_plan_and_leaves_it_to_colleagues(
    desk: Client, orphan: Initiative, reviewer: User, office: Office
) -> None:
    make_budget(office)
    make_request(orphan, text="Een zaal")
    make_promise(orphan, text="Zes tafels", owner=reviewer)
    make_money(orphan, 50_00)
    desk.post(f"/en/initiatives/{orphan.pk}/adopt/")
    colleague = Client()
    sign_in(colleague, make_reviewer(office, "Sanne"))
    own, review = (f"/en/initiatives/{orphan.pk}/{page}/" for page in ("support", "review"))
    for path in ("", "plans/", "radar/", "promises/", "money/?year=2027"):
        at = f"/en/offices/GM0243/desk/{path}"
        page = desk.get(at).content.decode()
        links = set(re.findall(rf'href="(/en/initiatives/{orphan.pk}/[^"#]*)', page))
        assert review not in links, at
        assert not [link for link in links if desk.get(link).status_code != 200], at
        theirs = colleague.get(at).content.decode()
        assert f'href="{own}' not in theirs
        if path.startswith(("promises", "money")):
            assert own in links
            assert f'href="{review}' in theirs
    ledger = desk.get("/en/offices/GM0243/desk/promises/").content.decode()
    assert "This is your own plan: a colleague answers." in ledger
    assert ledger.count("This is your own plan: a colleague does this.") == 2
    assert f"/initiatives/{orphan.pk}/help/" not in ledger


def test_too_late_to_adopt(desk: Client, organiser: User) -> None:
    plan = make_initiative(organiser, status="running", submitted_at=NOW)
    asked = desk.get(f"/en/initiatives/{plan.pk}/adopt/").content.decode()
    assert "This plan has an organiser" in asked
    assert f'action="/en/initiatives/{plan.pk}/adopt/"' not in asked
    response = desk.post(f"/en/initiatives/{plan.pk}/adopt/")
    assert response.status_code == 302
    assert plan.members.get().user == organiser
    assert not Record.objects.exists()


def test_a_draft_that_was_never_sent_cannot_be_adopted(
    desk: Client, initiative: Initiative, organiser: User
) -> None:
    organiser.delete()
    assert desk.post(f"/en/initiatives/{initiative.pk}/adopt/").status_code == 404


def test_nobody_else_adopts(
    client: Client, orphan: Initiative, stranger: User, other_reviewer: User, curator: User
) -> None:
    for user in (stranger, other_reviewer, curator):
        sign_in(client, user)
        assert client.post(f"/en/initiatives/{orphan.pk}/adopt/").status_code == 404
        client.logout()
    assert not orphan.members.exists()
