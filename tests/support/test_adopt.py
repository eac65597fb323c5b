"""Taking over what nobody organises, from the radar, and on to a resident."""

import pytest
from django.test import Client

from meetups.accounts.models import User
from meetups.audit.models import Record
from meetups.initiatives.models import Initiative
from tests.factories import NOW, make_initiative
from tests.signing_in import sign_in

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
    assert f'action="/en/initiatives/{orphan.pk}/adopt/"' in radar
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


def test_too_late_to_adopt(desk: Client, organiser: User) -> None:
    plan = make_initiative(organiser, status="running", submitted_at=NOW)
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
