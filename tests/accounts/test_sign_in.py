"""Signing in: an address, a code, and you are in; known and unknown are the same."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from pytest_django import Settings
from pytest_django.fixtures import DjangoAssertNumQueries

from meetups.accounts import tasks
from meetups.accounts.models import User
from meetups.accounts.services.people import erase_unused_accounts
from tests.factories import make_office, make_reviewer, make_user
from tests.smtp import Sink, smtp

__all__ = ["smtp"]
pytestmark = pytest.mark.django_db

SIGN_IN, CODE, HOME = "/en/account/sign-in/", "/en/account/sign-in/code/", "/en/initiatives/"
TOO_OLD = "That code does not work any more. Ask for a new one."
THREE_WRONG = "That was three times wrong. Ask for a new code."


def ask(client: Client, email: str = "fatma@example.org", **more: str) -> str:
    """Ask for a code and read it in the last mail."""
    answer = client.post(SIGN_IN, {"email": email, **more})
    assert answer.status_code == 302, answer.content.decode()
    return last_code()


def last_code() -> str:
    (code,) = re.findall(r"^    (\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    return str(code)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def who(client: Client) -> str | None:
    """The address of who is signed in."""
    request = HttpRequest()
    request.session = client.session
    user = get_user(request)
    return user.email if isinstance(user, User) else None


# --- the two questions ---------------------------------------------------------------------------
def test_someone_with_an_account_signs_in(client: Client) -> None:
    make_user("Fatma")
    code = ask(client)
    assert "Look in your mail" in client.get(CODE).content.decode()
    answer = client.post(CODE, {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert who(client) == "fatma@example.org"
    assert User.objects.count() == 1


def test_someone_without_an_account_has_one_then_and_is_asked_for_a_name(client: Client) -> None:
    code = ask(client, "Nieuw@Example.org", next="/en/formats/?q=soup")
    answer = client.post(CODE, {"code": code, "next": "/en/formats/?q=soup"})
    assert answer["Location"] == "/en/account/welcome/?next=%2Fen%2Fformats%2F%3Fq%3Dsoup"
    assert who(client) == "nieuw@example.org"
    user = User.objects.get()
    assert (user.email, user.language, user.has_usable_password()) == (
        *("nieuw@example.org", "en"),
        False,
    )
    page = client.get(answer["Location"]).content.decode()
    assert '<a class="bb-button bb-button--subtle" href="/en/formats/?q=soup">' in page
    answer = client.post(
        "/en/account/welcome/",
        {"name": "Fatma", "language": "nl", "next": "/en/formats/?q=soup"},
    )
    assert answer["Location"] == "/nl/formats/?q=soup"
    user.refresh_from_db()
    assert (user.name, user.language) == ("Fatma", "nl")


def test_who_skipped_the_name_is_not_asked_again(client: Client) -> None:
    client.post(CODE, {"code": ask(client)})
    client.logout()
    assert client.post(CODE, {"code": ask(client)})["Location"] == HOME


def test_welcome_goes_on_to_our_own_host_only(client: Client) -> None:
    client.force_login(make_user(name="Fatma"))
    page = client.get("/en/account/welcome/?next=https://elsewhere.example/").content.decode()
    assert '"https://elsewhere' not in page
    assert f'<input type="hidden" name="next" value="{HOME}">' in page


def test_the_code_may_be_typed_with_a_space(client: Client) -> None:
    code = ask(client)
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert who(client) == "fatma@example.org"


def test_known_and_unknown_get_the_same(client: Client) -> None:
    make_user("Fatma")
    answers = []
    for email in ("fatma@example.org", "onbekend@example.org"):
        browser = Client()
        answer = browser.post(SIGN_IN, {"email": email})
        page = browser.get(CODE)
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
        answers.append(
            (answer.status_code, answer["Location"], page.status_code, text.replace(email, "…"))
        )
    assert answers[0] == answers[1]
    known, unknown = mail.outbox
    assert known.subject == unknown.subject == "Your code to sign in to Buurtbrug"
    assert re.sub(r"\d{6}", "", str(known.body)) == re.sub(r"\d{6}", "", str(unknown.body))


def test_known_and_unknown_cost_about_the_same(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_user("Fatma")
    counts = []
    for email in ("fatma@example.org", "onbekend@example.org"):
        with django_assert_max_num_queries(80) as asked:
            Client().post(SIGN_IN, {"email": email})
        counts.append(len(asked.captured_queries))
    assert abs(counts[0] - counts[1]) <= 3  # one row more, in a savepoint


def test_who_may_not_come_in_gets_the_same_answer_and_no_mail(client: Client) -> None:
    make_user("Fatma", is_active=False)
    answer = client.post(SIGN_IN, {"email": "fatma@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert client.get(CODE).status_code == 200
    assert mail.outbox == []
    assert client.post(CODE, {"code": ""}).status_code == 422
    assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert who(client) is None


def test_who_is_closed_out_between_mail_and_code_stays_out(client: Client) -> None:
    make_user("Fatma")
    code = ask(client)
    User.objects.update(is_active=False)
    answer = client.post(CODE, {"code": code})
    assert answer["Location"] == "/en/account/inactive/"
    assert "This account is closed" in client.get(answer["Location"]).content.decode()
    assert who(client) is None


# --- codes ---------------------------------------------------------------------------------------
def test_a_wrong_code_is_told_and_the_right_one_still_works(client: Client) -> None:
    code = ask(client)
    answer = client.post(CODE, {"code": other_than(code)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Error: Type the code" in page
    assert "This is not the code from the mail. Look once more." in page
    client.post(CODE, {"code": code})
    assert who(client) == "fatma@example.org"


def test_three_wrong_codes_end_it(client: Client) -> None:
    code = ask(client, next="/en/formats/")
    for _ in range(2):
        assert client.post(CODE, {"code": other_than(code)}).status_code == 422
    answer = client.post(CODE, {"code": other_than(code), "next": "/en/formats/"})
    assert answer["Location"] == f"{SIGN_IN}?next=%2Fen%2Fformats%2F"
    page = client.get(answer["Location"]).content.decode()
    assert THREE_WRONG in page
    assert 'name="next" value="/en/formats/"' in page
    answer = client.post(CODE, {"code": code})
    assert answer["Location"] == SIGN_IN
    assert who(client) is None


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_works_ten_minutes(client: Client, minutes: int, works: bool) -> None:
    code = ask(client)
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= minutes * 60
    session.save()
    answer = client.post(CODE, {"code": code}, follow=True)
    assert (who(client) == "fatma@example.org") == works
    assert (TOO_OLD in answer.content.decode()) != works


def test_a_code_works_once_and_only_in_its_own_browser(client: Client) -> None:
    code = ask(client)
    assert Client().post(CODE, {"code": code})["Location"] == SIGN_IN
    client.post(CODE, {"code": code})
    client.logout()
    client.post(CODE, {"code": code})
    assert who(client) is None


def test_a_new_code_replaces_the_old_one(client: Client) -> None:
    old = ask(client)
    while (new := ask(client)) == old:  # one in a million
        pass
    assert client.post(CODE, {"code": old}).status_code == 422
    client.post(CODE, {"code": new})
    assert who(client) == "fatma@example.org"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\0", "é" * 21])
def test_nonsense_is_no_code(client: Client, code: str) -> None:
    ask(client)
    assert client.post(CODE, {"code": code}).status_code == 422
    assert who(client) is None


@pytest.mark.parametrize(
    "email", ["", "fatma", "fatma@", "a b@example.org", "\0@example.org", "a" * 250 + "@b.nl"]
)
def test_nonsense_is_no_address(client: Client, email: str) -> None:
    answer = client.post(SIGN_IN, {"email": email})
    assert answer.status_code == 422
    assert "<title>Error: Sign in" in answer.content.decode()
    assert (User.objects.count(), mail.outbox) == (0, [])


# --- where people go -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://elsewhere.example/", "//elsewhere.example", "http:///elsewhere.example"),
        *("javascript:alert(1)", "https://testserver@elsewhere.example", r"\\elsewhere.example"),
        "https://buurtbrug.example/",
    ],
)
def test_next_stays_on_our_own_host(client: Client, settings: Settings, elsewhere: str) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "buurtbrug.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://elsewhere.example"]
    make_user("Fatma")
    code = ask(client, next=elsewhere)
    assert client.post(CODE, {"code": code, "next": elsewhere})["Location"] == HOME


def test_next_keeps_the_whole_address(client: Client) -> None:
    make_user("Fatma")
    answer = client.get("/en/account/?a=1&b=2")
    assert answer["Location"] == f"{SIGN_IN}?next=/en/account/%3Fa%3D1%26b%3D2"
    page = client.get(answer["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/en/account/?a=1&amp;b=2">' in page
    code = ask(client, next="/en/account/?a=1&b=2")
    answer = client.post(CODE, {"code": code, "next": "/en/account/?a=1&b=2"})
    assert answer["Location"] == "/en/account/?a=1&b=2"


def test_htmx_goes_to_sign_in_as_a_whole_page(client: Client) -> None:
    answer = client.get("/en/account/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"{SIGN_IN}?next=/en/account/")
    assert answer.content == b""


def test_who_is_signed_in_needs_no_second_time(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(f"{SIGN_IN}?next=/en/formats/")["Location"] == "/en/formats/"


# --- how often -----------------------------------------------------------------------------------
def test_nobody_gets_more_than_three_codes_an_hour(client: Client) -> None:
    answers = []
    for number in range(6):
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        answer = browser.post(SIGN_IN, {"email": "fatma@example.org"})
        answers.append((answer.status_code, answer["Location"], browser.get(CODE).status_code))
    assert set(answers) == {(302, CODE, 200)}
    assert [message.to for message in mail.outbox] == [["fatma@example.org"]] * 3


def test_a_code_that_was_not_mailed_cannot_be_guessed(client: Client) -> None:
    for _ in range(3):
        ask(client)
    client.post(SIGN_IN, {"email": "fatma@example.org"})
    state = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]
    assert state.get("code") is None
    assert client.post(CODE, {"code": last_code()}).status_code == 422


def test_one_place_on_the_internet_asks_twenty_codes_an_hour(client: Client) -> None:
    for number in range(20):
        assert client.post(SIGN_IN, {"email": f"p{number}@example.org"}).status_code == 302
    answer = client.post(SIGN_IN, {"email": "p20@example.org"})
    assert answer.status_code == 429
    assert 3590 <= int(answer["Retry-After"]) <= 3600
    assert "Wait 60 minutes, and try again." in answer.content.decode()
    assert client.post("/nl/account/sign-in/", {"email": "p20@example.org"}).status_code == 429
    assert User.objects.count() == 20
    other = Client(REMOTE_ADDR="192.0.2.9")
    assert other.post(SIGN_IN, {"email": "p20@example.org"}).status_code == 302


def test_codes_are_tried_sixty_times_an_hour_from_one_place(client: Client) -> None:
    for _ in range(60):
        assert client.post(CODE, {"code": "123456"}).status_code == 302
    assert client.post(CODE, {"code": "123456"}).status_code == 429


def test_the_counts_lie_where_all_processes_see_them(client: Client) -> None:
    ask(client)
    assert cache.__class__.__name__ == "ConnectionProxy"
    assert cache._connections["default"].__class__.__name__ == "DatabaseCache"  # type: ignore[attr-defined]


def test_behind_a_proxy_the_proxy_says_who_asks(client: Client, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(21):  # what a client says itself stands before what the proxy adds
        headers = {"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"}
        answer = client.post(SIGN_IN, {"email": f"p{number}@example.org"}, headers=headers)
    assert answer.status_code == 429
    headers = {"X-Forwarded-For": "198.51.100.8"}
    assert client.post(SIGN_IN, {"email": "q@example.org"}, headers=headers).status_code == 302


def test_without_a_proxy_nobody_says_where_they_are(client: Client) -> None:
    for number in range(21):
        headers = {"X-Forwarded-For": f"192.0.2.{number}"}
        answer = client.post(SIGN_IN, {"email": f"p{number}@example.org"}, headers=headers)
    assert answer.status_code == 429


# --- mail ----------------------------------------------------------------------------------------
def test_the_mail_speaks_the_language_of_the_page(client: Client) -> None:
    client.post("/nl/account/sign-in/", {"email": "fatma@example.org"})
    client.post("/en/account/sign-in/", {"email": "fatma@example.org"})
    languages = [re.findall(r'<html lang="(\w+)"', str(m.alternatives[0][0])) for m in mail.outbox]  # type: ignore[union-attr]
    assert languages == [["nl"], ["en"]]


def test_by_a_real_mail_server(client: Client, smtp: Sink) -> None:
    client.post(SIGN_IN, {"email": "fatma@example.org"})
    text = smtp.messages[0].get_body(("plain",))
    assert text is not None
    (code,) = re.findall(r"\d{6}", text.get_content())
    client.post(CODE, {"code": code})
    assert who(client) == "fatma@example.org"


def test_a_refused_mail_is_told(client: Client, smtp: Sink) -> None:
    smtp.refuse.add("fatma@example.org")
    answer = client.post(SIGN_IN, {"email": "fatma@example.org"})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "We could not send the mail. Try again in a few minutes." in page
    assert 'value="fatma@example.org"' in page
    assert client.get(CODE)["Location"] == SIGN_IN


# --- no passwords --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path", ["password/change/", "password/reset/", "password/set/", "signup/"]
)
def test_no_address_asks_a_password(path: str) -> None:
    for start in ("/nl/account/", "/nl/accounts/"):
        with pytest.raises(Resolver404):
            resolve(start + path)


def test_a_password_opens_nothing(client: Client) -> None:
    user = make_user()
    user.set_password("geheim-en-lang")
    user.save()
    assert client.login(email=user.email, password="geheim-en-lang") is False


def test_a_superuser_is_made_without_password_and_signs_in_with_a_code(client: Client) -> None:
    call_command("createsuperuser", email="Baas@example.org", interactive=True, verbosity=0)
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.has_usable_password()) == (
        *("baas@example.org", True),
        False,
    )
    client.post(CODE, {"code": ask(client, "baas@example.org")})
    assert who(client) == "baas@example.org"


# --- accounts that nobody used -------------------------------------------------------------------
def test_an_account_whose_code_was_never_used_is_erased_after_a_day(client: Client) -> None:
    client.post(CODE, {"code": ask(client, "gebruikt@example.org")})
    ask(Client(), "ongebruikt@example.org")
    make_reviewer(make_office(), "Marit")
    make_user("Curator", is_staff=True)
    now = timezone.now()
    assert erase_unused_accounts(now=now + timedelta(hours=23)) == 0
    assert erase_unused_accounts(now=now + timedelta(hours=25)) == 1
    assert sorted(User.objects.values_list("email", flat=True)) == [
        *("curator@example.org", "gebruikt@example.org", "marit@example.org"),
    ]


def test_the_worker_erases_them() -> None:
    make_user("Oud", date_joined=timezone.now() - timedelta(days=2))
    make_user("Nieuw")
    tasks.erase_unused_accounts()
    assert [user.name for user in User.objects.all()] == ["Nieuw"]
