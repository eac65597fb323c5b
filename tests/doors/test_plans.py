"""Every address of a plan and its meetups, by every method, for everyone who may come to its door.

Who has no business with a plan gets 404, whatever they try; parts of another plan are not there.
"""

import pytest
from django.test import Client
from django.urls import get_resolver

from .desk_doors import DESK_DOORS
from .meetup_doors import MEETUP_DOORS
from .plan_doors import PLAN_DOORS
from .plans import ROLES, World, undone, world
from .test_doors import names, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

DOORS = PLAN_DOORS | MEETUP_DOORS | DESK_DOORS
ROOMS = ("initiatives:", "agenda:", "support:", "dashboard:", "reminders:mail")


@pytest.fixture
def around() -> World:
    return world()


@pytest.fixture
def visitors(around: World) -> dict[str, Client]:
    """Everyone, signed in with a second factor as far as they have an account."""
    return {role: around.visitor(role) for role in ROLES}


def test_every_address_is_in_the_table() -> None:
    all_names = names(get_resolver().url_patterns)
    assert {n for n in all_names if n.startswith(ROOMS)} == set(DOORS)


def test_looking(around: World, visitors: dict[str, Client]) -> None:
    before = rows()
    given = {
        name: " ".join(
            str(client.get(around.path(door.path)).status_code) for client in visitors.values()
        )
        for name, door in DOORS.items()
    }
    assert given == {name: door.looking for name, door in DOORS.items()}
    assert rows() == before


def test_posting(around: World, visitors: dict[str, Client]) -> None:
    given = {}
    for name, door in DOORS.items():
        codes = []
        for client in visitors.values():
            with undone():
                response = client.post(around.path(door.path), door.data)
            codes.append(str(response.status_code))
        given[name] = " ".join(codes)
    assert given == {name: door.posting for name, door in DOORS.items()}


def test_posting_by_htmx_opens_no_other_door(around: World, visitors: dict[str, Client]) -> None:
    shut = ("404", "405")
    for name, door in DOORS.items():
        for role, plain in zip(ROLES, door.posting.split(), strict=True):
            if role not in ("helper", "reviewer"):  # the nearest to the door
                continue
            with undone():
                response = visitors[role].post(
                    around.path(door.path), door.data, headers={"HX-Request": "true"}
                )
            got = str(response.status_code)
            assert (got == plain) if plain in shut else (got not in shut), (name, role, got)
            assert response.status_code < 500


@pytest.mark.parametrize("method", ["head", "put", "patch", "delete", "options"])
def test_other_methods(around: World, visitors: dict[str, Client], method: str) -> None:
    for name, door in DOORS.items():
        if ".p" in door.path:
            continue  # paper is slow to draw, and its view is as the others
        expected = door.looking.split()[ROLES.index("organiser")] if method == "head" else "405"
        got = getattr(visitors["organiser"], method)(around.path(door.path)).status_code
        assert str(got) == expected, name


def test_a_part_of_another_plan_is_not_there(around: World, visitors: dict[str, Client]) -> None:
    with_part = {name: door for name, door in DOORS.items() if door.path.count("{") > 1}
    assert len(with_part) > 15
    before = rows()
    for name, door in with_part.items():
        address = around.path(door.path, plan=around.twin)
        for role in ("organiser", "helper", "reviewer"):
            got = visitors[role].get(address).status_code
            assert got in (404, 405), (name, role)
            # 409 is what an id of nothing gets as well: "it is no longer there".
            got = visitors[role].post(address, door.data).status_code
            assert got in (404, 405, 409), (name, role)
    assert rows() == before


def test_a_draft_is_not_for_the_office(around: World, visitors: dict[str, Client]) -> None:
    type(around.plan).objects.filter(pk=around.plan.pk).update(status="draft", submitted_at=None)
    for name, door in DOORS.items():
        if "{at}" in door.path:
            assert visitors["reviewer"].get(around.path(door.path)).status_code in (404, 405), name
