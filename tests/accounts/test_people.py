"""One's own account: name, address, devices, data, and its end."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from meetups.accounts.devices import words_for
from meetups.accounts.models import User
from meetups.accounts.services.people import AddressTakenError, change_address, prove_address
from meetups.initiatives.models import Initiative, Member
from meetups.initiatives.queries.team import is_orphan
from tests.factories import make_initiative, make_member, make_user
from tests.smtp import Sink, smtp

__all__ = ["smtp"]
pytestmark = pytest.mark.django_db
PAGE = "/en/account/"
ADDRESS, ADDRESS_CODE = "/en/account/address/", "/en/account/address/code/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def fatma(client: Client, organiser: User) -> User:
    """Fatma, signed in."""
    client.force_login(organiser)
    return organiser


# --- name and language ---------------------------------------------------------------------------
def test_a_name_and_a_language_are_changed(client: Client, fatma: User) -> None:
    answer = client.post(PAGE, {"name": " Fatma\u200b B. ", "language": "en"}, follow=True)
    assert "Saved." in answer.content.decode()
    fatma.refresh_from_db()
    assert (fatma.name, fatma.language) == ("Fatma B.", "en")


@pytest.mark.parametrize(
    ("name", "language"),
    [("", "nl"), ("x" * 5000, "nl"), ("a\0b", "nl"), ("Fatma", "fr"), ("Fatma", "")],
)
def test_what_is_wrong_is_told_and_stays(
    client: Client, fatma: User, name: str, language: str
) -> None:
    answer = client.post(PAGE, {"name": name, "language": language})
    assert answer.status_code == 422
    assert "<title>Error: My account" in answer.content.decode()
    fatma.refresh_from_db()
    assert (fatma.name, fatma.language) == ("Fatma", "nl")


@pytest.mark.parametrize("name", ["فاطمة", "🙂", "Łukasz", "O’Brien"])
def test_names_of_the_world_are_names(client: Client, fatma: User, name: str) -> None:
    assert client.post(PAGE, {"name": name, "language": "nl"}).status_code == 302
    fatma.refresh_from_db()
    assert fatma.name == name


# --- address -------------------------------------------------------------------------------------
def ask_code(client: Client, email: str = "nieuw@example.org") -> str:
    assert client.post(ADDRESS, {"email": email})["Location"] == ADDRESS_CODE
    return str(re.findall(r"^    (\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)[0])


def test_an_address_is_changed_by_a_code_to_the_new_one(client: Client, fatma: User) -> None:
    prove_address(user=fatma)
    code = ask_code(client, "Nieuw@Example.org")
    assert mail.outbox[0].to == ["nieuw@example.org"]
    assert mail.outbox[0].subject == "Your code for Buurtbrug"
    answer = client.post(ADDRESS_CODE, {"code": code}, follow=True)
    assert "Your address is changed." in answer.content.decode()
    fatma.refresh_from_db()
    assert fatma.email == "nieuw@example.org"
    rows = EmailAddress.objects.values_list("user__email", "email", "verified", "primary")
    assert list(rows) == [("nieuw@example.org", "nieuw@example.org", True, True)]


def test_three_wrong_codes_end_a_change_of_address(client: Client, fatma: User) -> None:
    code = ask_code(client)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    statuses = [client.post(ADDRESS_CODE, {"code": wrong}).status_code for _ in range(3)]
    assert statuses == [422, 422, 302]
    assert client.post(ADDRESS_CODE, {"code": code})["Location"] == ADDRESS
    fatma.refresh_from_db()
    assert fatma.email == "fatma@example.org"


def test_a_code_for_an_address_gets_too_old(client: Client, fatma: User) -> None:
    code = ask_code(client)
    session = client.session
    session["new_address"] = session["new_address"] | {"at": session["new_address"]["at"] - 601}
    session.save()
    assert client.post(ADDRESS_CODE, {"code": code})["Location"] == ADDRESS


def test_an_address_of_someone_else_gets_the_same_answer_and_no_mail(
    client: Client, fatma: User, stranger: User
) -> None:
    assert client.post(ADDRESS, {"email": stranger.email})["Location"] == ADDRESS_CODE
    assert client.get(ADDRESS_CODE).status_code == 200
    assert mail.outbox == []
    assert client.post(ADDRESS_CODE, {"code": "000000"}).status_code == 422


def test_an_address_that_was_taken_meanwhile_stays_with_who_took_it(fatma: User) -> None:
    make_user("Snel", email="nieuw@example.org")
    with pytest.raises(AddressTakenError):
        change_address(user=fatma, email="nieuw@example.org")
    assert fatma.email == "fatma@example.org"
    assert User.objects.filter(email="fatma@example.org").exists()


def test_nobody_is_sent_many_codes_this_way_either(client: Client, fatma: User) -> None:
    for _ in range(4):
        client.post(ADDRESS, {"email": "slachtoffer@example.org"})
    assert len(mail.outbox) == 3
    client.post(ADDRESS, {"email": "ander@example.org"})
    assert client.post(ADDRESS, {"email": "derde@example.org"}).status_code == 429


def test_one_s_own_address_is_no_new_one(client: Client, fatma: User) -> None:
    answer = client.post(ADDRESS, {"email": "FATMA@example.org"})
    assert answer.status_code == 422
    assert "This is your address already." in answer.content.decode()


def test_a_refused_mail_is_told(client: Client, fatma: User, smtp: Sink) -> None:
    smtp.refuse.add("nieuw@example.org")
    assert client.post(ADDRESS, {"email": "nieuw@example.org"}).status_code == 503


# --- devices -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari on Mac"),
        ("curl/8", "A device that we do not know"),
        ("", "A device that we do not know"),
    ],
)
def test_a_device_has_a_name_that_people_know(client: Client, agent: str, words: str) -> None:
    client.get("/en/privacy/")
    assert words_for(agent) == words


def sign_in_on(device: str) -> Client:
    client = Client(headers={"User-Agent": device})
    client.post("/en/account/sign-in/", {"email": "fatma@example.org"})
    (code,) = re.findall(r"^    (\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    client.post("/en/account/sign-in/code/", {"code": code})
    return client


def test_devices_are_listed_and_all_are_signed_out_at_once(organiser: User) -> None:
    here, there = sign_in_on(FIREFOX), sign_in_on("Mozilla/5.0 (iPad) Safari/604.1")
    unknown = Client()
    unknown.force_login(organiser)  # of which nobody wrote down the device
    page = here.get(PAGE).content.decode()
    assert re.findall(r"<li><b>(.+?)</b>( \(this device\))?<br>", page) == [
        ("Firefox on Windows", " (this device)"),
        ("Safari on iPad", ""),
    ]
    answer = here.post("/en/account/sign-out-everywhere/", follow=True)
    assert "You are signed out on all devices." in answer.content.decode()
    assert [c.get(PAGE).status_code for c in (here, there, unknown)] == [302, 302, 302]


# --- one's own data ------------------------------------------------------------------------------
def test_the_data_are_one_s_own_and_complete(client: Client, fatma: User, stranger: User) -> None:
    initiative = make_initiative(fatma)
    make_member(initiative, stranger)
    Authenticator.objects.create(user=fatma, type="totp", data={"secret": "heel geheim"})
    answer = client.get("/en/account/data.json")
    assert answer["Content-Disposition"] == 'attachment; filename="buurtbrug.json"'
    found = json.loads(answer.content)
    assert found["account"]["email"] == "fatma@example.org"
    (place,) = found["initiatives.member.user"]
    assert (place["initiative_id"], place["role"]) == (initiative.pk, "organiser")
    text = answer.content.decode()
    assert ("geheim" in text, stranger.email in text, fatma.password in text) == (False,) * 3


# --- the end -------------------------------------------------------------------------------------
def test_an_account_is_erased(client: Client, fatma: User, initiative: Initiative) -> None:
    assert "erase your account?" in client.get("/en/account/erase/").content.decode()
    assert User.objects.filter(pk=fatma.pk).exists()
    answer = client.post("/en/account/erase/")
    assert "Your account is erased" in answer.content.decode()
    assert not User.objects.filter(email="fatma@example.org").exists()
    assert Member.objects.count() == 0
    initiative.refresh_from_db()
    assert is_orphan(initiative)
    assert client.get(PAGE).status_code == 302


def test_erasing_ends_all_sessions(client: Client, fatma: User) -> None:
    other = Client()
    other.force_login(fatma)
    client.post("/en/account/erase/")
    assert other.get(PAGE).status_code == 302


# --- the menu ------------------------------------------------------------------------------------
def test_the_menu_says_who_is_in(client: Client, organiser: User) -> None:
    page = client.get("/en/").content.decode()
    assert '<a href="/en/account/sign-in/">' in page
    client.force_login(organiser)
    page = client.get("/en/").content.decode()
    assert '<form method="post" action="/en/account/sign-out/">' in page
    assert '<a href="/en/account/">' in page
    menu = page[page.index("<header") : page.index("</header>")]
    assert "/en/account/sign-in/" not in menu


def test_the_account_page_costs_the_same_on_many_devices(
    client: Client, fatma: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for devices in (1, 2):
        for _ in range(devices):
            sign_in_on(FIREFOX)
        with django_assert_max_num_queries(15) as asked:
            client.get(PAGE)
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]
