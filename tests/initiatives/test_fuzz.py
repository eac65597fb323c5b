"""Every form of a plan, filled in with anything."""

import pytest
from django.test import Client

from tests.doors.plans import ROLES, world
from tests.doors.test_plans import DOORS
from tests.fuzz import fill_in_all, forms_on
from tests.initiatives.test_start_page import address as start
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
MOVES = ("stop", "withdraw", "approve", "ask-changes", "decline")
MINE = {"organiser": 25, "helper": 3, "reviewer": 3}
"""Who, and how many forms they find at least."""


@pytest.mark.parametrize("who", MINE)
def test_forms_of_a_plan(who: str, client: Client) -> None:
    around = world()
    user = around.people[who]
    assert user
    sign_in(client, user)
    role = ROLES.index(who)
    pages = [
        *(around.path(d.path) for d in DOORS.values() if d.looking.split()[role] == "200"),
        *(around.path(f"{{at}}/move/{slug}/") for slug in MOVES),
        start(),
    ]
    forms = forms_on(client, pages, "/initiatives/")
    assert len(forms) >= MINE[who]
    fill_in_all(client, forms)
