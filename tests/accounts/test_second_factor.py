"""The second proof: asked of staff, made with an app or a recovery code, never with a password."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django import Settings

from meetups.accounts.models import Role, User
from meetups.accounts.second_factor import (
    SecondFactorAdapter,
    has_second_factor,
    needs_second_factor,
    record_second_factor,
)
from tests.factories import NOW, make_office, make_reviewer, make_user
from tests.signing_in import sign_in

INDEX = "/en/account/second-factor/"
ADD_APP = f"{INDEX}app/add/"
CODES = f"{INDEX}codes/"
AGAIN = f"{INDEX}again/"
EDIT = "/en/offices/GM0243/edit/"


@pytest.fixture(autouse=True)
def amid_a_half_minute() -> Iterator[None]:
    """The clock stands still: the code of an app is the same in a whole test."""
    with time_machine.travel(NOW + timedelta(seconds=10), tick=False):
        yield


@pytest.fixture
def manager(db: None) -> User:
    return make_reviewer(make_office("GM0243"), "Sanne", role=Role.MANAGER)


def app_code(secret: str) -> str:
    """What an app on a phone shows for this secret now."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return code


def add_app(client: Client) -> str:
    """Add an app, as a person does, and give its secret."""
    page = client.get(ADD_APP).content.decode()
    found = re.search(r'class="bb-secret">([A-Z2-7]+)<', page)
    assert found
    response = client.post(ADD_APP, {"code": app_code(found[1])})
    assert (response.status_code, response["Location"]) == (302, CODES)
    return found[1]


def type_mail_code(client: Client, user: User, path: str = "") -> Any:
    """Sign in with the code from the mail, up to where the site then sends someone."""
    mail.outbox.clear()
    client.post("/en/account/sign-in/", {"email": user.email, "next": path})
    found = re.search(r"^\s*(\d{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return client.post("/en/account/sign-in/code/", {"code": found[1], "next": path})


# --- who, and when -------------------------------------------------------------------------------
def test_staff_needs_it_and_a_volunteer_does_not(
    organiser: User, reviewer: User, curator: User
) -> None:
    boss = User.objects.create_superuser("boss@example.org")
    needed = {user.pk: needs_second_factor(user) for user in (organiser, reviewer, curator, boss)}
    assert list(needed.values()) == [False, True, True, True]


def test_it_counts_for_this_person_in_this_session_only(client: Client, curator: User) -> None:
    request = RequestFactory().get("/")
    request.session, request.user = client.session, curator
    assert not has_second_factor(request)
    record_second_factor(request, "demo")
    assert has_second_factor(request)
    request.user = make_user("Ander")
    assert not has_second_factor(request)


def test_the_admin_opens_only_with_a_second_proof(client: Client, curator: User) -> None:
    anonymous = client.get("/admin/suggestions/", follow=True)
    steps = [url for url, _status in anonymous.redirect_chain]
    assert steps[0] == "/admin/login/?next=/admin/suggestions/"
    assert steps[1].endswith("/account/sign-in/?next=/admin/suggestions/")
    client.force_login(make_user("Vrijwilliger"))
    assert client.get("/admin/", follow=True).status_code == 403
    client.force_login(curator)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].endswith("/account/second-factor/")
    sign_in(client, curator)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/admin/"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"


def test_an_account_that_is_closed_opens_nothing(client: Client, curator: User) -> None:
    sign_in(client, curator)
    User.objects.filter(pk=curator.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


# --- making one ----------------------------------------------------------------------------------
def test_someone_without_a_password_makes_one_and_goes_on_where_they_were(
    client: Client, manager: User
) -> None:
    assert not manager.has_usable_password()
    client.force_login(manager)
    response = client.get(EDIT, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(INDEX, 302)]
    assert "You need this for the page you asked for" in page
    assert "Go on where you were" not in page
    add_app(client)
    page = client.get(CODES).content.decode()
    assert f'href="{EDIT}"' in page
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    assert client.get(EDIT).status_code == 200
    assert "Go on where you were" not in client.get(INDEX).content.decode()


def test_the_square_and_the_pages_run_no_script_or_style_of_their_own(
    client: Client, manager: User
) -> None:
    client.force_login(manager)
    page = client.get(ADD_APP)
    text = page.content.decode()
    assert '<svg viewBox="0 0' in text
    assert " style=" not in text
    assert "otpauth://totp/sanne%40example.org?secret=" in text
    assert "issuer=Buurtbrug" in text
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_a_wrong_code_adds_nothing(client: Client, manager: User) -> None:
    client.force_login(manager)
    client.get(ADD_APP)
    for code in ("000000", "", "x" * 100, "12\x003456"):
        page = client.post(ADD_APP, {"code": code}).content.decode()
        assert page.count('class="bb-error"') == 1
    assert not Authenticator.objects.exists()
    assert client.get(EDIT).status_code == 302


def test_the_database_holds_no_secret_that_can_be_read(
    client: Client, manager: User, settings: Settings
) -> None:
    client.force_login(manager)
    secret = add_app(client)
    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
    lock = SecondFactorAdapter()
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert lock.decrypt(stored) == secret
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [old]
    assert lock.decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    lost = {lock.decrypt(stored) for _again in range(3)}
    assert secret not in lost
    assert len(lost) == 3


# --- using one -----------------------------------------------------------------------------------
def test_signing_in_asks_the_app_too_and_a_code_works_once(client: Client, manager: User) -> None:
    client.force_login(manager)
    secret = add_app(client)
    client.logout()
    asked = type_mail_code(client, manager, EDIT)
    assert asked["Location"].startswith(f"{INDEX}authenticate/")
    assert "sessionid" in client.cookies
    assert client.get(EDIT).status_code == 302
    refused = client.post(f"{INDEX}authenticate/", {"code": "000000"})
    assert "This is not right" in refused.content.decode()
    code = app_code(secret)
    response = client.post(f"{INDEX}authenticate/", {"code": code})
    assert response["Location"] == EDIT
    assert client.get(EDIT).status_code == 200
    client.logout()
    type_mail_code(client, manager, EDIT)
    again = client.post(f"{INDEX}authenticate/", {"code": code})
    assert "This is not right" in again.content.decode()


def test_a_recovery_code_works_once(client: Client, manager: User) -> None:
    client.force_login(manager)
    add_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode())
    assert client.get(f"{CODES}download/").content.decode().split()[-10:] == codes
    client.logout()
    type_mail_code(client, manager)
    client.post(f"{INDEX}authenticate/", {"code": codes[0]})
    assert client.get(EDIT).status_code == 200
    client.logout()
    type_mail_code(client, manager)
    page = client.post(f"{INDEX}authenticate/", {"code": codes[0]}).content.decode()
    assert "This is not right" in page


def test_an_older_session_shows_the_app_again_and_goes_on(client: Client, manager: User) -> None:
    client.force_login(manager)
    secret = add_app(client)
    sign_in(client, manager, second_factor=False)
    response = client.get(EDIT)
    assert response["Location"] == f"{AGAIN}?next={EDIT.replace('/', '%2F')}"
    page = client.get(response["Location"]).content.decode()
    assert "Show that it is you" in page
    done = client.post(AGAIN, {"code": app_code(secret), "next": EDIT})
    assert done["Location"] == EDIT
    assert client.get(EDIT).status_code == 200


def test_an_address_that_is_only_posted_to_is_not_gone_back_to(
    client: Client, manager: User, settings: Settings
) -> None:
    client.force_login(manager)
    client.post("/en/offices/GM0243/rules/1/remove/")
    with override("en"):
        home = resolve_url(settings.OFFICE_REDIRECT_URL)
    assert client.session["second_factor_next"] == home
    client.post(
        "/en/offices/GM0243/rules/1/remove/",
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{EDIT}"},
    )
    assert client.session["second_factor_next"] == EDIT


def test_guessing_is_stopped(client: Client, manager: User) -> None:
    client.force_login(manager)
    secret = add_app(client)
    client.logout()
    type_mail_code(client, manager)
    for _guess in range(10):
        client.post(f"{INDEX}authenticate/", {"code": "000000"})
    client.post(f"{INDEX}authenticate/", {"code": app_code(secret)})
    assert client.get(EDIT)["Location"].startswith("/en/account/sign-in/")


# --- changing and stopping -----------------------------------------------------------------------
def test_removing_the_app_asks_it_first(client: Client, manager: User) -> None:
    client.force_login(manager)
    secret = add_app(client)
    sign_in(client, manager, second_factor=False)
    asked = client.get(f"{INDEX}app/remove/")
    assert asked["Location"].startswith(AGAIN)
    client.post(AGAIN, {"code": app_code(secret), "next": INDEX})
    page = client.get(f"{INDEX}app/remove/").content.decode()
    assert "Stop using the app?" in page
    client.post(f"{INDEX}app/remove/")
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_take_the_place_of_the_old(client: Client, manager: User) -> None:
    client.force_login(manager)
    add_app(client)
    old = set(re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode()))
    assert "no longer work" in client.get(f"{CODES}new/").content.decode()
    client.post(f"{CODES}new/")
    new = set(re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode()))
    assert (len(new), new & old) == (10, set())


@pytest.mark.parametrize("path", ["", "app/add/", "passkeys/", "passkeys/add/"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_are_ours_in_both_languages(
    client: Client, stranger: User, language: str, path: str
) -> None:
    client.force_login(stranger)
    page = client.get(f"/{language}/account/second-factor/{path}").content.decode()
    assert f'<html lang="{language}"' in page
    assert 'class="bb-header"' in page
    assert page.count("<h1>") == 1


@pytest.mark.parametrize("path", ["", "app/add/", "passkeys/", "passkeys/add/", "codes/", "again/"])
def test_they_are_for_who_is_signed_in(client: Client, db: None, path: str) -> None:
    response = client.get(f"{INDEX}{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/en/account/sign-in/")
