"""Every address of people and offices, by every method, for everyone who may come."""

from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import get_resolver

from meetups.accounts.models import Membership, Office, OfficeRule, Role, User
from tests.factories import make_office, make_reviewer, make_user
from tests.signing_in import sign_in

from .plans import undone
from .test_doors import names, rows

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "volunteer", "reviewer", "other", "manager", "bare")
"""`other` manages another municipality; `bare` manages this one, but showed no second factor."""
ALL = "200 200 200 200 200 200"
NOT = "405 405 405 405 405 405"
SIGNED_IN = "302 200 200 200 200 200"
FORM = "302 422 422 422 422 422"
GOES = "302 302 302 302 302 302"
MANAGER = "302 404 404 404 200 302"
MANAGER_FORM = "302 404 404 404 422 302"
MANAGER_DOES = "302 404 404 404 302 302"


HAS_NONE = "302 404 404 404 404 404"
CANNOT = "302 403 403 403 403 403"
ROOMS = ("accounts:", "account_", "mfa_", "reminders:choices", "reminders:text")
DATA = {"sent": "yes"}


class Door(NamedTuple):
    """A sample address, and what looking and an empty post give to each role."""

    path: str
    looking: str
    posting: str


DOORS = {
    "account_login": Door(
        "/account/sign-in/", "200 302 302 302 302 302", "422 302 302 302 302 302"
    ),
    "account_request_login_code": Door(
        "/account/sign-in/", "200 302 302 302 302 302", "422 302 302 302 302 302"
    ),
    "account_confirm_login_code": Door("/account/sign-in/code/", GOES, GOES),
    "account_logout": Door("/account/sign-out/", SIGNED_IN, GOES),
    "account_inactive": Door("/account/inactive/", ALL, NOT),
    "mfa_index": Door("/account/second-factor/", SIGNED_IN, "302 405 405 405 405 405"),
    "mfa_authenticate": Door("/account/second-factor/authenticate/", GOES, GOES),
    "mfa_reauthenticate": Door("/account/second-factor/again/", CANNOT, CANNOT),
    "mfa_activate_totp": Door("/account/second-factor/app/add/", SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Door("/account/second-factor/app/remove/", HAS_NONE, HAS_NONE),
    "mfa_view_recovery_codes": Door(
        "/account/second-factor/codes/", HAS_NONE, "302 405 405 405 405 405"
    ),
    "mfa_generate_recovery_codes": Door("/account/second-factor/codes/new/", SIGNED_IN, SIGNED_IN),
    "mfa_download_recovery_codes": Door(
        "/account/second-factor/codes/download/", HAS_NONE, HAS_NONE
    ),
    "mfa_list_webauthn": Door(
        "/account/second-factor/passkeys/", SIGNED_IN, "302 405 405 405 405 405"
    ),
    "mfa_add_webauthn": Door("/account/second-factor/passkeys/add/", SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate_webauthn": Door("/account/second-factor/passkeys/again/", CANNOT, CANNOT),
    "mfa_login_webauthn": Door("/account/second-factor/passkeys/sign-in/", GOES, GOES),
    "mfa_edit_webauthn": Door("/account/second-factor/passkeys/1/", HAS_NONE, HAS_NONE),
    "mfa_remove_webauthn": Door("/account/second-factor/passkeys/1/remove/", HAS_NONE, HAS_NONE),
    "accounts:account": Door("/account/", SIGNED_IN, FORM),
    "accounts:welcome": Door("/account/welcome/", SIGNED_IN, FORM),
    "accounts:new_address": Door("/account/address/", SIGNED_IN, FORM),
    "accounts:new_address_code": Door("/account/address/code/", GOES, GOES),
    "accounts:stay": Door("/account/stay/", NOT, "302 204 204 204 204 204"),
    "accounts:sign_out_everywhere": Door("/account/sign-out-everywhere/", NOT, GOES),
    "accounts:data": Door("/account/data.json", SIGNED_IN, NOT),
    "accounts:erase": Door("/account/erase/", SIGNED_IN, SIGNED_IN),
    "accounts:office": Door("/offices/GM0243/", ALL, NOT),
    "accounts:office_style": Door("/offices/GM0243/style.css", ALL, NOT),
    "accounts:office_logo": Door("/offices/GM0243/logo.png", "404 404 404 404 404 404", NOT),
    "accounts:office_sign_in": Door("/offices/GM0243/sign-in/", NOT, "404 404 404 404 404 404"),
    "accounts:office_signed_in": Door("/offices/GM0243/signed-in/", "404 404 404 404 404 404", NOT),
    "accounts:office_edit": Door("/offices/GM0243/edit/", MANAGER, MANAGER_FORM),
    "accounts:office_rules": Door("/offices/GM0243/rules/", MANAGER, NOT),
    "accounts:rule_add": Door("/offices/GM0243/rules/add/", MANAGER, MANAGER_FORM),
    "accounts:rule_edit": Door("/offices/GM0243/rules/{rule}/", MANAGER, MANAGER_FORM),
    "accounts:rule_remove": Door("/offices/GM0243/rules/{rule}/remove/", MANAGER, MANAGER_DOES),
    "accounts:office_members": Door("/offices/GM0243/members/", MANAGER, MANAGER_FORM),
    "accounts:member_role": Door("/offices/GM0243/members/{seat}/role/", NOT, MANAGER_DOES),
    "accounts:member_remove": Door("/offices/GM0243/members/{seat}/remove/", MANAGER, MANAGER_DOES),
    "reminders:choices": Door("/account/mail/", SIGNED_IN, FORM),
    "reminders:texts": Door("/mail-texts/GM0243/", MANAGER, NOT),
    "reminders:text": Door("/mail-texts/GM0243/guest_day/nl/", MANAGER, MANAGER_FORM),
    "reminders:text_back": Door("/mail-texts/GM0243/guest_day/nl/back/", NOT, MANAGER_DOES),
}


@pytest.fixture
def office() -> Office:
    office = make_office("GM0243")
    OfficeRule.objects.create(
        office=office, text_nl="Vraag het", text_en="Ask", occasion="always", days=7
    )
    return office


@pytest.fixture
def people(office: Office) -> dict[str, User | None]:
    return {
        "anonymous": None,
        "volunteer": make_user("Fatma"),
        "reviewer": make_reviewer(office, "Marit"),
        "other": make_reviewer(make_office("GM0622"), "Sanne", role=Role.MANAGER),
        "manager": make_reviewer(office, "Joost", role=Role.MANAGER),
        "bare": make_reviewer(office, "Nieuw", role=Role.MANAGER),
    }


def visitor(role: str, people: dict[str, User | None]) -> Client:
    client = Client()
    if user := people[role]:
        sign_in(client, user, second_factor=role != "bare")
    return client


def path_of(door: Door) -> str:
    seat = Membership.objects.get(user__name="Marit").pk
    return "/en" + door.path.format(rule=OfficeRule.objects.get().pk, seat=seat)


def given(method: str, people: dict[str, User | None]) -> dict[str, str]:
    """What each address gives to each role; what happens is taken back."""
    found = {}
    for name, door in DOORS.items():
        codes = []
        for role in ROLES:
            client = visitor(role, people)
            with undone():
                codes.append(str(getattr(client, method)(path_of(door), DATA).status_code))
        found[name] = " ".join(codes)
    return found


def test_every_address_is_in_the_table() -> None:
    ours = {n for n in names(get_resolver().url_patterns) if n.startswith(ROOMS)}
    assert ours == set(DOORS)


def test_looking(people: dict[str, User | None]) -> None:
    assert given("get", people) == {name: door.looking for name, door in DOORS.items()}


def test_looking_changes_nothing(people: dict[str, User | None]) -> None:
    client = visitor("manager", people)
    before = rows()
    for door in DOORS.values():
        client.get(path_of(door))
    assert rows() == before


def test_posting(people: dict[str, User | None]) -> None:
    assert given("post", people) == {name: door.posting for name, door in DOORS.items()}


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_there(people: dict[str, User | None], method: str) -> None:
    client = visitor("manager", people)
    for name, door in DOORS.items():
        if not name.startswith(("mfa_", "account_")):  # those are allauth's own
            assert getattr(client, method)(path_of(door)).status_code == 405, name
