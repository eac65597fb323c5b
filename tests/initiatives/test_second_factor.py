"""An office comes to a plan with a second factor, whichever page, method or way of asking."""

import pytest
from django.test import Client

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from tests.doors.plans import undone, world
from tests.doors.test_plans import DOORS
from tests.factories import NOW, make_member
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_without_it_no_address_of_a_plan_opens(
    client: Client, method: str, headers: dict[str, str]
) -> None:
    around = world()
    reviewer = around.people["reviewer"]
    assert reviewer
    sign_in(client, reviewer, second_factor=False)
    for name, door in DOORS.items():
        if "{at}" not in door.path:
            continue
        plain = (door.looking if method == "get" else door.posting).split()[-1]
        with undone():
            response = getattr(client, method)(around.path(door.path), door.data, headers=headers)
        if plain in ("404", "405") and str(response.status_code) == plain:
            continue  # as shut as with it
        where = response.headers.get("HX-Redirect" if headers else "Location", "")
        assert where == "/en/account/second-factor/", name
        assert not response.content, name


def test_then_they_come_back_to_the_plan(
    client: Client, initiative: Initiative, reviewer: User
) -> None:
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    page = f"/en/initiatives/{initiative.pk}/budget/"
    sign_in(client, reviewer, second_factor=False)
    client.get(page)
    assert client.session["second_factor_next"] == page
    sign_in(client, reviewer)
    assert client.get(page).status_code == 200


def test_who_is_in_the_team_comes_as_a_neighbour(
    client: Client, initiative: Initiative, reviewer: User
) -> None:
    make_member(initiative, reviewer)
    sign_in(client, reviewer, second_factor=False)
    assert client.get(f"/en/initiatives/{initiative.pk}/").status_code == 200
