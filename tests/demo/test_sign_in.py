"""One click and you are somebody, with the rights of that person and a second proof."""

import re

import pytest
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertRedirects

from meetups.accounts.models import User
from meetups.demo.models import DemoMail
from meetups.demo.people import PEOPLE, Person

BANNER = "This is a demo. All people and plans are made up."
SIGN_IN = "/en/account/sign-in/"

pytestmark = pytest.mark.django_db


def who(client: Client) -> str:
    """The name of who is signed in."""
    request = HttpRequest()
    request.session = client.session
    return str(get_user(request))


@pytest.mark.parametrize("path", ["/en/", "/en/no/such/page", "/en/mailbox/", SIGN_IN])
def test_every_page_says_that_this_is_a_demo(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert page.count(BANNER) == 1
    assert '<section class="bb-demo" aria-label="About this demo">' in page
    assert 'href="/en/mailbox/"' in page
    assert f'href="{SIGN_IN}"' in page


def test_the_sign_in_page_shows_everyone_and_keeps_where_to(client: Client) -> None:
    page = client.get(f"{SIGN_IN}?next=/en/neighbourhoods/").content.decode()
    for person in PEOPLE:
        assert f'action="/en/demo/{person.slug}/"' in page
    fields = page.count('<input type="hidden" name="next" value="/en/neighbourhoods/">')
    assert fields >= len(PEOPLE)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.slug)
def test_one_click(client: Client, demo: None, person: Person) -> None:
    response = client.post(f"/en/demo/{person.slug}/", {"next": "/en/mailbox/"}, follow=True)
    assert response.redirect_chain == [("/en/mailbox/", 302)]
    assert f"You are {person.name} now." in response.content.decode()
    assert who(client) == person.name


@pytest.mark.parametrize(
    ("slug", "path", "status"),
    [
        ("noor", "/admin/suggestions/activitytype/", 200),
        ("noor", "/admin/accounts/user/", 403),
        ("beheer", "/admin/accounts/user/", 200),
        ("marit", "/admin/", 302),
        ("fatma", "/admin/", 302),
    ],
)
def test_staff_pages_open_at_once(
    client: Client, demo: None, slug: str, path: str, status: int
) -> None:
    client.post(f"/en/demo/{slug}/")
    response = client.get(path, headers={"accept-language": "en"})
    assert response.status_code == status
    if status == 200:
        assert response.content.decode().count(BANNER) == 1
        assert "css/demo.css" in response.content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site(client: Client, demo: None, wanted: str) -> None:
    response = client.post("/en/demo/noor/", {"next": wanted})
    assertRedirects(response, "/admin/", fetch_redirect_response=False)
    response = client.post("/en/demo/fatma/", {"next": wanted})
    assert response["Location"].startswith("/en/")
    assert "evil" not in response["Location"]


def test_changing_who_you_are_leaves_nothing_behind(client: Client, demo: None) -> None:
    client.post("/en/demo/beheer/")
    client.post("/en/demo/fatma/")
    assert who(client) == "Fatma"
    assert client.get("/admin/").status_code == 302


def test_somebody_who_was_never_made(client: Client) -> None:
    response = client.post("/en/demo/fatma/", follow=True)
    assert response.redirect_chain == [(SIGN_IN, 302)]
    assert "Run: manage.py seed_demo" in response.content.decode()
    assert who(client) == "AnonymousUser"


def test_only_the_cast_signs_in_by_one_click(client: Client, demo: None) -> None:
    for slug in ("nobody", "ria", "klaas"):
        assert client.post(f"/en/demo/{slug}/").status_code == 404
    assert client.get("/en/demo/fatma/").status_code == 405
    User.objects.filter(name="Fatma").update(is_active=False)
    client.post("/en/demo/fatma/")
    assert who(client) == "AnonymousUser"


def test_a_code_by_mail_works_too(client: Client, demo: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "meetups.demo.mail.MailboxBackend"
    client.post(SIGN_IN, {"email": "fatma@demo.example"})
    (mail,) = DemoMail.objects.all()
    code = re.findall(r"\d{6}", mail.text)[0]
    assert f"<br>{code}<br>" in client.get("/en/mailbox/").content.decode()
    client.post(f"{SIGN_IN}code/", {"code": code})
    assert who(client) == "Fatma"
