"""Signing in through a municipality, against a real provider that runs on this machine."""

import logging
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.shortcuts import resolve_url
from django.test import Client
from pytest_django import Settings

from meetups.accounts.checks import check_offices
from meetups.accounts.models import Membership, Office, Role, User
from meetups.accounts.municipal_sign_in import read_providers
from tests.factories import make_office, make_user
from tests.oidc_provider import CLIENT, OTHER_KEY, SECRET, Provider, running

START = "/en/offices/GM0243/sign-in/"
BACK = "/nl/offices/GM0243/signed-in/"
EDIT = "/en/offices/GM0243/edit/"
ADDRESS = "joost@harderwijk.example"
ENVIRONMENT = {
    "OFFICE_SIGN_IN": "GM0243",
    "OIDC_GM0243_URL": "https://login.harderwijk.example",
    "OIDC_GM0243_CLIENT_ID": CLIENT,
    "OIDC_GM0243_SECRET": SECRET,
    "OIDC_GM0243_DOMAINS": "harderwijk.example,Meerinzicht.example",
    "OIDC_GM0243_REVIEWERS": "buurtbrug-beoordelaars,wijkteam",
    "OIDC_GM0243_MANAGERS": "buurtbrug-beheer",
}


def read(https_only: bool = False, **more: str) -> dict[str, Any]:
    """The setting for this environment."""
    env = environ.Env()
    env.ENVIRON = ENVIRONMENT | more
    return read_providers(env, https_only=https_only)


@pytest.fixture(scope="module")
def municipality() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(municipality: Provider, office: Office, settings: Settings) -> Provider:
    """The provider of Harderwijk, as good as new, bound to its office."""
    fresh = Provider(url=municipality.url)
    vars(municipality).update(vars(fresh))
    settings.SOCIALACCOUNT_PROVIDERS = read(OIDC_GM0243_URL=municipality.url)
    return municipality


def go_there(client: Client, **sent: str) -> str:
    """Press the button, and give the address at the municipality."""
    page = client.post(START, sent)
    assert page.status_code == 200
    delay, _, url = page["Refresh"].partition("; url=")
    assert delay == "0"
    assert f'href="{url.replace("&", "&amp;")}"' in page.content.decode()
    return url


def come_back(url: str) -> str:
    """Sign in at the municipality, and give the path with which it sends someone back."""
    back = httpx.get(url).headers["Location"]
    assert back.startswith(f"http://testserver{BACK}?")
    return back.removeprefix("http://testserver")


def sign_in(client: Client, **sent: str) -> Any:
    return client.get(come_back(go_there(client, **sent)))


def who(client: Client) -> str:
    """The address of who is signed in; empty when nobody is."""
    user = User.objects.filter(pk=client.session.get("_auth_user_id") or 0).first()
    return user.email if user else ""


# --- all is well ---------------------------------------------------------------------------------
def test_the_page_to_sign_in_has_a_button_for_it(client: Client, provider: Provider) -> None:
    page = client.get(f"/en/account/sign-in/?next={EDIT}").content.decode()
    assert "Sign in with Gemeente Harderwijk" in page
    assert f'action="{START}"' in page
    assert page.count("Sign in with Gemeente") == 1


def test_without_a_municipality_there_is_no_button(client: Client, office: Office) -> None:
    page = client.get("/en/account/sign-in/").content.decode()
    assert "Do you work for a municipality?" not in page
    assert client.post(START).status_code == 404
    assert client.get(BACK).status_code == 404


def test_a_new_colleague_gets_an_account_and_the_role_of_their_group(
    client: Client, provider: Provider, office: Office
) -> None:
    response = sign_in(client, next=EDIT)
    assert (response.status_code, response["Location"]) == (302, EDIT)
    user = User.objects.get(email=ADDRESS)
    assert (who(client), user.name, user.has_usable_password()) == (ADDRESS, "Joost Bakker", False)
    member = office.memberships.get()
    assert (member.user, member.role, member.by_sign_in) == (user, Role.REVIEWER, True)
    assert EmailAddress.objects.get(user=user).verified
    assert response["Cache-Control"] == "no-store"


def test_we_keep_nothing_of_what_the_municipality_tells_but_who_it_is(
    client: Client, provider: Provider
) -> None:
    sign_in(client)
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.uid, kept.extra_data) == ("GM0243", "f3a9", {})
    assert not SocialToken.objects.exists()


def test_the_question_carries_state_nonce_and_pkce(client: Client, provider: Provider) -> None:
    one, two = (
        {name: values[0] for name, values in parse_qs(urlsplit(go_there(client)).query).items()}
        for _again in range(2)
    )
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name]) >= 16
        assert one[name] != two[name]
    assert one["redirect_uri"] == f"http://testserver{BACK}"


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["buurtbrug-beoordelaars"], Role.REVIEWER),
        (["wijkteam", "anders"], Role.REVIEWER),
        (["buurtbrug-beheer"], Role.MANAGER),
        (["buurtbrug-beheer", "wijkteam"], Role.MANAGER),
        ("wijkteam", Role.REVIEWER),
        (["anders"], None),
        ([], None),
        (None, None),
    ],
)
def test_groups_give_roles(
    client: Client, provider: Provider, office: Office, groups: Any, role: Role | None
) -> None:
    provider.person["groups"] = groups
    sign_in(client)
    assert who(client) == ADDRESS
    assert list(office.memberships.values_list("role", flat=True)) == ([role] if role else [])


def test_another_group_changes_the_role_and_none_takes_it_away(
    client: Client, provider: Provider, office: Office
) -> None:
    for groups, role in (
        (["wijkteam"], [Role.REVIEWER]),
        (["buurtbrug-beheer"], [Role.MANAGER]),
        (["wijkteam"], [Role.REVIEWER]),
        ([], []),
        (["wijkteam"], [Role.REVIEWER]),
    ):
        provider.person["groups"] = groups
        sign_in(client)
        assert list(office.memberships.values_list("role", flat=True)) == role
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_a_role_given_by_hand_stays(client: Client, provider: Provider, office: Office) -> None:
    user = User.objects.create_user(ADDRESS)
    Membership.objects.create(office=office, user=user, role=Role.MANAGER)
    for groups in (["wijkteam"], []):
        provider.person["groups"] = groups
        sign_in(client)
        member = office.memberships.get()
        assert (member.role, member.by_sign_in) == (Role.MANAGER, False)


def test_groups_may_stand_elsewhere(
    client: Client, provider: Provider, office: Office, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = read(
        OIDC_GM0243_URL=provider.url, OIDC_GM0243_GROUPS_CLAIM="roles"
    )
    provider.person |= {"roles": ["wijkteam"], "groups": []}
    sign_in(client)
    assert office.memberships.get().role == Role.REVIEWER


def test_groups_of_one_municipality_give_nothing_in_another(
    client: Client, provider: Provider
) -> None:
    other = make_office("GM0622")
    sign_in(client)
    assert not other.memberships.exists()


def test_an_account_with_the_same_address_is_theirs(client: Client, provider: Provider) -> None:
    known = make_user("Joost", email=ADDRESS)
    sign_in(client)
    assert (who(client), User.objects.count()) == (ADDRESS, 1)
    known.refresh_from_db()
    assert known.name == "Joost"


def test_the_same_person_with_a_new_address_keeps_the_account(
    client: Client, provider: Provider
) -> None:
    sign_in(client)
    provider.person["email"] = "j.bakker@meerinzicht.example"
    sign_in(client)
    assert (who(client), User.objects.count()) == (ADDRESS, 1)


# --- the second proof ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amr", "opens"), [(["pwd", "mfa"], True), (["hwk"], True), (["pwd"], False), (None, False)]
)
def test_a_second_proof_there_counts_here(
    client: Client, provider: Provider, amr: list[str] | None, opens: bool
) -> None:
    provider.person["groups"] = ["buurtbrug-beheer"]
    provider.token["amr"] = amr
    sign_in(client)
    assert (client.get(EDIT).status_code == 200) is opens


def test_or_the_municipality_asks_it_of_everyone(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = read(
        OIDC_GM0243_URL=provider.url, OIDC_GM0243_SECOND_FACTOR="1"
    )
    provider.person["groups"] = ["buurtbrug-beheer"]
    sign_in(client)
    assert client.get(EDIT).status_code == 200


def test_a_municipality_does_not_vouch_for_who_keeps_the_site(
    client: Client, provider: Provider
) -> None:
    User.objects.create_user(provider.person["email"], is_staff=True)
    provider.token["amr"] = ["mfa"]
    sign_in(client)
    assert client.get("/admin/").status_code == 302


# --- who is not let in ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "claims",
    [
        {"email": "joost@gmail.example"},
        {"email": "joost@evil.harderwijk.example"},
        {"email": "joost@harderwijk.example.evil.example"},
        {"email": "joost@harderwijk.example@evil.example"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
    ],
)
def test_an_address_from_elsewhere_or_not_vouched_for_is_refused(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    """Also when it is that of someone here: nobody gets into another's account."""
    make_user("Joost", email="joost@gmail.example")
    make_user("Bakker", email=ADDRESS)
    provider.person |= claims
    response = sign_in(client)
    assert response.status_code == 403
    assert response.context["kind"] == "address"
    assert who(client) == ""
    assert not SocialAccount.objects.exists()
    assert not Membership.objects.exists()


def test_what_entra_says_instead_of_verified_is_enough(client: Client, provider: Provider) -> None:
    provider.person |= {"email_verified": None, "xms_edov": "1"}
    sign_in(client)
    assert who(client) == ADDRESS


PAST = int(time.time()) - 3600


@pytest.mark.parametrize(
    "token",
    [
        {"nonce": "of-another-time"},
        {"nonce": None},
        {"exp": PAST},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"aud": "another-site"},
        {"aud": None},
        {"azp": "another-site"},
        {"iss": "https://evil.example"},
        {"sub": "someone-else"},
        {"sub": ""},
        {"sub": "x" * 300},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(
    client: Client,
    provider: Provider,
    caplog: pytest.LogCaptureFixture,
    token: dict[str, Any],
) -> None:
    provider.token |= token
    with caplog.at_level(logging.WARNING, "meetups"):
        response = sign_in(client)
    assert response.status_code == 403
    assert who(client) == ""
    assert not User.objects.filter(email=ADDRESS).exists()
    assert caplog.messages[0].startswith("Sign-in through GM0243 failed: the t")
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize(
    ("key", "algorithm"), [(OTHER_KEY, "RS256"), ("shared" * 8, "HS256"), (None, "none")]
)
def test_a_token_with_another_signature_is_refused(
    client: Client, provider: Provider, key: Any, algorithm: str
) -> None:
    provider.key, provider.algorithm = key, algorithm
    assert sign_in(client).status_code == 403
    assert who(client) == ""


def test_two_answers_about_two_people_are_refused(client: Client, provider: Provider) -> None:
    provider.userinfo["sub"] = "someone-else"
    assert sign_in(client).status_code == 403
    assert who(client) == ""


def test_an_answer_counts_once_and_for_who_asked(client: Client, provider: Provider) -> None:
    path = come_back(go_there(client))
    thief = Client()
    assert thief.get(path).status_code == 403
    assert who(thief) == ""
    changed = path.replace("state=", "state=x")
    assert client.get(changed).status_code == 403
    assert client.get(path).status_code == 302
    assert client.get(path).status_code == 403


def test_a_question_to_one_municipality_is_not_answered_by_another(
    client: Client, provider: Provider, settings: Settings
) -> None:
    make_office("GM0622")
    apps = [
        app | {"provider_id": code}
        for code in ("GM0243", "GM0622")
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    path = come_back(go_there(client)).replace("GM0243", "GM0622")
    assert client.get(path).status_code == 403
    assert who(client) == ""


def test_a_closed_account_stays_closed(client: Client, provider: Provider) -> None:
    make_user("Joost", email=ADDRESS, is_active=False)
    sign_in(client)
    assert who(client) == ""


def test_it_goes_on_to_our_own_pages_only(
    client: Client, provider: Provider, settings: Settings
) -> None:
    home = resolve_url(settings.OFFICE_REDIRECT_URL)
    assert sign_in(client, next="https://evil.example/")["Location"] == home


# --- what breaks ---------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/userinfo"])
def test_a_provider_that_breaks_gives_a_page_of_ours(
    client: Client, provider: Provider, path: str
) -> None:
    back = come_back(go_there(client))
    provider.broken.add(path)
    response = client.get(back)
    assert response.status_code == 503
    assert 'class="bb-header"' in response.content.decode()
    assert who(client) == ""


def test_a_token_that_is_not_given_gives_a_page_of_ours(client: Client, provider: Provider) -> None:
    provider.broken.add("/token")
    response = sign_in(client)
    assert response.status_code == 403
    assert 'class="bb-header"' in response.content.decode()


def test_a_provider_that_is_away_gives_a_page_of_ours(
    client: Client, provider: Provider, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = read(OIDC_GM0243_URL="http://127.0.0.1:1")
    response = client.post(START)
    assert response.status_code == 503
    assert "Try again in a few minutes" in response.content.decode()
    assert client.get(BACK).status_code == 403


def test_stopping_there_is_fine(client: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(go_there(client)).query)["state"][0]
    response = client.get(BACK, {"error": "access_denied", "state": state})
    assert (response.status_code, response.context["kind"]) == (403, "cancelled")


def test_it_starts_by_a_press_of_the_button_only(client: Client, provider: Provider) -> None:
    assert client.get(START).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START).status_code == 403
    assert provider.asked == []


# --- the settings --------------------------------------------------------------------------------
def test_without_municipalities_there_is_nothing_to_set() -> None:
    assert read(OFFICE_SIGN_IN="") == {}


def test_domains_are_read_in_small_letters() -> None:
    (app,) = read()["openid_connect"]["APPS"]
    assert app["settings"]["domains"] == ["harderwijk.example", "meerinzicht.example"]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"OFFICE_SIGN_IN": "Harderwijk"}, "Harderwijk is not the code of a municipality"),
        ({"OFFICE_SIGN_IN": "GM0243,GM0243"}, "names a municipality twice"),
        ({"OFFICE_SIGN_IN": "GM0243,GM0622"}, "OIDC_GM0622_CLIENT_ID must be set."),
        ({"OIDC_GM0243_SECRET": ""}, "OIDC_GM0243_SECRET must be set."),
        ({"OIDC_GM0243_DOMAINS": ""}, "OIDC_GM0243_DOMAINS must be set."),
        ({"OIDC_GM0243_URL": "login.harderwijk.example"}, "must start with https://"),
        ({"OIDC_GM0243_URL": "http://login.harderwijk.example"}, "must start with https://"),
        (
            {"OIDC_GM0243_REVIEWERS": "", "OIDC_GM0243_MANAGERS": ""},
            "REVIEWERS or OIDC_GM0243_MANAGERS must name a group.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_start(more: dict[str, str], fault: str) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        read(https_only=True, **more)
    assert fault in str(told.value)


def test_a_municipality_without_an_office_is_told_and_has_no_button(
    client: Client, settings: Settings, db: None
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = read()
    (warning,) = check_offices(databases=["default"])
    assert warning.id == "accounts.W001"
    assert "GM0243" in warning.msg
    assert check_offices() == []
    assert client.post(START).status_code == 404
    assert "Sign in with Gemeente" not in client.get("/en/account/sign-in/").content.decode()
    make_office("GM0243")
    assert check_offices(databases=["default"]) == []
    call_command("check", databases=["default"], fail_level="WARNING")
