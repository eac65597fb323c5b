"""Every address of an office's desk, for those who work or worked at one: as the tables say.

The tables have a reviewer and someone of another municipality. A manager gets what a reviewer
gets and more; a manager elsewhere, who was let go, and who gave no second proof get no more than
others do.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from meetups.accounts.models import Membership, Office, Role
from tests.factories import make_reviewer
from tests.signing_in import sign_in

from .desk_doors import DESK_DOORS, MANAGERS
from .plan_doors import PLAN_DOORS
from .plans import ROLES, World, undone, world
from .table import Door

pytestmark = pytest.mark.django_db

DOORS = {
    name: door
    for name, door in (PLAN_DOORS | DESK_DOORS).items()
    if name.startswith(("support:", "dashboard:"))
}
DRAWN = ("dashboard:report",)
"""Paper, which is slow to draw: who may have it is tried once."""


@pytest.fixture
def around() -> World:
    return world()


def column(codes: str, role: str) -> str:
    return codes.split()[ROLES.index(role)]


def for_manager(name: str, door: Door) -> tuple[str, str]:
    usual = (column(door.looking, "reviewer"), column(door.posting, "reviewer"))
    return MANAGERS.get(name, usual)


def for_other(name: str, door: Door) -> tuple[str, str]:
    return column(door.looking, "other"), column(door.posting, "other")


def for_stranger(name: str, door: Door) -> tuple[str, str]:
    return column(door.looking, "stranger"), column(door.posting, "stranger")


def for_bare(name: str, door: Door) -> tuple[str, str]:
    """On to the second proof, wherever there is something for a manager."""
    looking, posting = (
        code if code in ("404", "405") else "302" for code in for_manager(name, door)
    )
    return looking, posting


def given(around: World, client: Client, door: Door) -> tuple[str, str]:
    address = around.path(door.path)
    looking = client.get(address).status_code
    with undone():
        posting = client.post(address, door.data).status_code
    return str(looking), str(posting)


def who(role: str) -> tuple[Client, Callable[[str, Door], tuple[str, str]]]:
    """Someone signed in, and what the tables say for them."""
    here, there = Office.objects.get(area__code="GM0243"), Office.objects.get(area__code="GM0622")
    place = there if role == "manager elsewhere" else here
    user = make_reviewer(place, "Sanne", role=Role.MANAGER)
    client = Client()
    sign_in(client, user, second_factor=role != "bare")
    if role == "let go":
        assert client.get("/en/offices/GM0243/desk/").status_code == 200
        Membership.objects.filter(user=user).delete()
    says = {
        "manager": for_manager,
        "manager elsewhere": for_other,
        "let go": for_stranger,
        "bare": for_bare,
    }
    return client, says[role]


@pytest.mark.parametrize("role", ["manager", "manager elsewhere", "let go", "bare"])
def test_who_works_or_worked_there(around: World, role: str) -> None:
    client, says = who(role)
    tried = {name: door for name, door in DOORS.items() if name not in DRAWN or role == "manager"}
    got = {name: given(around, client, door) for name, door in tried.items()}
    assert got == {name: says(name, door) for name, door in tried.items()}


def test_what_is_for_managers_is_shut_for_reviewers() -> None:
    for name in MANAGERS:
        codes = {*DOORS[name].looking.split(), *DOORS[name].posting.split()}
        assert codes <= {"302", "404", "405"}
