"""Every address of a plan, by every method, for everyone who may come to its door.

Who has no business with a plan gets 404, whatever they try; parts of another plan are not there.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import get_resolver

from .plans import ROLES, World, undone, world
from .test_doors import names, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

# What each role gets, in the order of ROLES:
# anonymous, stranger, another municipality, curator, helper, organiser, reviewer
SEEN = "302 404 404 404 200 200 200"
ORGANISER = "302 404 404 404 404 200 404"
ORGANISER_FORM = "302 404 404 404 404 422 404"  # an empty form: what is wrong with it
ORGANISER_AGAIN = "302 404 404 404 404 409 404"  # no version: somebody may have changed it
ORGANISER_DOES = "302 404 404 404 404 302 404"
MEMBER_DOES = "302 404 404 404 302 302 404"
OFFICE_DOES = "302 404 404 404 404 404 302"
ALL = "200 200 200 200 200 200 200"
NOT = "405 405 405 405 405 405 405"


class Door(NamedTuple):
    """A sample address, and what looking and posting give to each role."""

    path: str
    looking: str
    posting: str
    data: Mapping[str, str] = {}


DOORS = {
    "mine": Door("/initiatives/", "302 200 200 200 200 200 200", NOT),
    "start": Door("/initiatives/new/", ALL, "422 422 422 422 422 422 422"),
    "overview": Door("{at}/", SEEN, NOT),
    "advice": Door("{at}/advice/", SEEN, NOT),
    "edit": Door("{at}/edit/", ORGANISER, ORGANISER_FORM),
    "move_date": Door("{at}/move/", ORGANISER, ORGANISER_FORM),
    "copy": Door("{at}/copy/", ORGANISER, ORGANISER_FORM),
    "steps": Door("{at}/steps/", SEEN, NOT),
    "add_step": Door("{at}/steps/add/", ORGANISER, ORGANISER_FORM),
    "change_step": Door("{at}/steps/{step}/", ORGANISER, ORGANISER_FORM),
    "finish_step": Door("{at}/steps/{step}/done/", NOT, MEMBER_DOES),
    "reopen_step": Door("{at}/steps/{step}/reopen/", NOT, MEMBER_DOES),
    "take_step": Door("{at}/steps/{step}/take/", NOT, MEMBER_DOES),
    "give_back_step": Door("{at}/steps/{step}/give-back/", NOT, MEMBER_DOES),
    "skip_step": Door("{at}/steps/{step}/skip/", ORGANISER, ORGANISER_FORM),
    "remove_step": Door("{at}/steps/{step}/remove/", ORGANISER, ORGANISER_DOES),
    "invited": Door("/initiatives/invitation/{token}/", ALL, "422 422 422 422 422 422 422"),
    "team": Door("{at}/team/", SEEN, NOT),
    "invite": Door("{at}/team/invite/", NOT, ORGANISER_FORM),
    "invite_again": Door("{at}/team/invitations/{invitation}/again/", NOT, ORGANISER_DOES),
    "withdraw_invitation": Door(
        "{at}/team/invitations/{invitation}/withdraw/", NOT, ORGANISER_DOES
    ),
    "change_member": Door("{at}/team/members/{member}/", NOT, "302 404 404 404 409 422 404"),
    "remove_member": Door("{at}/team/members/{member}/remove/", ORGANISER, ORGANISER_DOES),
    "leave_team": Door(
        "{at}/team/leave/",
        "302 404 404 404 200 200 404",
        "302 404 404 404 302 409 404",
    ),
    "step_up": Door("{at}/team/step-up/", NOT, "302 404 404 404 409 409 404"),
    "hand_over": Door("{at}/team/hand-over/", ORGANISER, ORGANISER_FORM),
    "answer_offer": Door(
        "{at}/team/offers/{offer}/",
        NOT,
        "302 404 404 404 302 409 404",
        {"answer": "yes"},
    ),
    "ask_for_hand": Door("{at}/team/hands/", NOT, ORGANISER_FORM),
    "lend_hand": Door("{at}/team/hands/{hand}/", NOT, MEMBER_DOES, {"do": "take"}),
    "budget": Door("{at}/budget/", SEEN, NOT),
    "budget_csv": Door("{at}/budget.csv", SEEN, NOT),
    "add_line": Door("{at}/budget/lines/add/", ORGANISER, ORGANISER_FORM),
    "change_line": Door("{at}/budget/lines/{line}/", ORGANISER, ORGANISER_FORM),
    "remove_line": Door("{at}/budget/lines/{line}/remove/", NOT, ORGANISER_AGAIN),
    "add_funding": Door("{at}/budget/money/add/", ORGANISER, ORGANISER_FORM),
    "change_funding": Door("{at}/budget/money/{money}/", ORGANISER, ORGANISER_FORM),
    "remove_funding": Door("{at}/budget/money/{money}/remove/", NOT, ORGANISER_AGAIN),
    "add_receipt": Door("{at}/budget/lines/{line}/receipts/", NOT, ORGANISER_FORM),
    "receipt": Door("{at}/receipts/{receipt}/", SEEN, NOT),
    "remove_receipt": Door("{at}/receipts/{receipt}/remove/", NOT, ORGANISER_DOES),
    "check": Door("{at}/check/", SEEN, ORGANISER_FORM),
    "settle_safety": Door("{at}/safety/{point}/settle/", NOT, ORGANISER_FORM),
    "reopen_safety": Door("{at}/safety/{point}/reopen/", NOT, ORGANISER_DOES),
    "invitations": Door("{at}/invitations/", SEEN, NOT),
    "save_text": Door("{at}/invitations/letter/nl/", NOT, ORGANISER_FORM),
    "reset_text": Door("{at}/invitations/letter/nl/reset/", NOT, ORGANISER_DOES),
    "save_coming": Door("{at}/invitations/coming/", NOT, ORGANISER_FORM),
    "open_page": Door("{at}/invitations/open/", NOT, ORGANISER_DOES),
    "close_page": Door("{at}/invitations/close/", NOT, ORGANISER_DOES),
    "poster": Door("{at}/poster.pdf", SEEN, NOT),
    "poster_image": Door("{at}/poster.png", SEEN, NOT),
    "slip": Door("{at}/slip.pdf", SEEN, NOT),
    "door_list": Door("{at}/list.pdf", SEEN, NOT),
    "plan_pdf": Door("{at}/plan.pdf", SEEN, NOT),
    "qr": Door("{at}/qr.svg", SEEN, NOT),
    "office": Door("/initiatives/office/", "302 404 200 404 404 404 200", NOT),
    "support": Door("{at}/support/", SEEN, NOT),
    "move": Door("{at}/move/approve/", "302 404 404 404 404 404 200", OFFICE_DOES),
    "history": Door("{at}/history/", SEEN, NOT),
    "adopt": Door("{at}/adopt/", NOT, OFFICE_DOES),
    "public": Door("/m/{code}/", ALL, NOT),
}


@pytest.fixture
def around() -> World:
    return world()


@pytest.fixture
def visitors(around: World) -> dict[str, Client]:
    """Everyone, signed in with a second factor as far as they have an account."""
    return {role: around.visitor(role) for role in ROLES}


def test_every_address_is_in_the_table() -> None:
    all_names = names(get_resolver().url_patterns)
    assert {n.split(":")[1] for n in all_names if n.startswith("initiatives:")} == set(DOORS)


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
