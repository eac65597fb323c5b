"""What someone typed before their session ended is there again after signing in."""

import re
from base64 import b64decode
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetups.accounts.kept_forms import KEY
from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from meetups.sealing import unseal
from tests.accounts.test_sessions import turn_back
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PAGE, POST_ONLY = "/en/account/", "/en/account/stay/"
TYPED = {"name": "Fatma & <b>co</b>", "language": "en"}
NOTE = "Your text is still here. Press save again."


def typed_in(client: Client) -> str:
    """What is kept, as it was sealed into the session."""
    return unseal(b64decode(client.session[KEY]["fields"]), about=KEY)


def sign_in(client: Client, where: str, email: str = "fatma@example.org") -> str:
    """Follow the way back in, with a code; returns where it leads."""
    client.post("/en/account/sign-in/", {"email": email, "next": where})
    (code,) = re.findall(r"^    (\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    answer = client.post("/en/account/sign-in/code/", {"code": code, "next": where})
    return str(answer["Location"])


def test_a_half_filled_form_survives_signing_in(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    turn_back(client, idle=timedelta(hours=2))
    answer = client.post(PAGE, TYPED)
    assert answer["Location"] == "/en/account/sign-in/?next=/en/account/"
    assert sign_in(client, PAGE) == PAGE
    page = client.get(PAGE).content.decode()
    assert NOTE in page
    assert 'value="Fatma &amp; &lt;b&gt;co&lt;/b&gt;"' in page
    organiser.refresh_from_db()
    assert organiser.name == "Fatma"
    assert NOTE not in client.get(PAGE).content.decode()


def test_also_by_htmx(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    turn_back(client, idle=timedelta(hours=2))
    answer = client.post(
        POST_ONLY,
        TYPED,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/en/account/?tab=1"},
    )
    assert answer["HX-Redirect"] == f"/en/account/sign-in/?next={POST_ONLY}"
    assert sign_in(client, POST_ONLY) == POST_ONLY
    assert client.get(POST_ONLY)["Location"] == "http://testserver/en/account/?tab=1"


def test_an_address_that_is_only_posted_to_leads_back_to_its_page(client: Client) -> None:
    make_user("Fatma")
    client.post(POST_ONLY, TYPED, headers={"Referer": "http://testserver/en/account/"})
    assert client.get(sign_in(client, POST_ONLY))["Location"] == "http://testserver/en/account/"


@pytest.mark.parametrize("page", [None, "https://elsewhere.example/en/account/"])
def test_nobody_is_led_back_to_another_site(client: Client, page: str | None) -> None:
    make_user("Fatma")
    client.post(POST_ONLY, TYPED, headers={"Referer": page} if page else {})
    assert client.get(sign_in(client, POST_ONLY)).status_code == 405


def test_neither_files_nor_the_old_token_are_kept(client: Client) -> None:
    upload = SimpleUploadedFile("bon.png", b"png")
    client.post(PAGE, {**TYPED, "csrfmiddlewaretoken": "geheim", "receipt": upload})
    assert typed_in(client) == ("name=Fatma+%26+%3Cb%3Eco%3C%2Fb%3E&language=en")


@pytest.mark.parametrize(("size", "is_kept"), [(64 * 1024 - 2, True), (64 * 1024 - 1, False)])
def test_very_long_text_is_not_kept(client: Client, size: int, is_kept: bool) -> None:
    client.post(PAGE, {"a": "x" * size})
    assert (KEY in client.session) == is_kept


def test_several_values_of_one_field_are_kept(client: Client) -> None:
    client.post(PAGE, {"day": ["sat", "sun"]})
    assert typed_in(client) == "day=sat&day=sun"


def test_someone_else_at_the_same_computer_does_not_see_it(client: Client, organiser: User) -> None:
    make_user("Gerrit")
    client.force_login(organiser)
    turn_back(client, idle=timedelta(hours=2))
    client.post(PAGE, {"name": "Geheim", "language": "nl"})
    sign_in(client, PAGE, "gerrit@example.org")
    page = client.get(PAGE).content.decode()
    assert ("Geheim" in page, NOTE in page) == (False, False)
    assert KEY not in client.session


def test_another_page_leaves_it_alone(client: Client) -> None:
    make_user("Fatma")
    client.post(PAGE, TYPED)
    sign_in(client, "/en/account/welcome/")
    assert NOTE not in client.get("/en/account/welcome/").content.decode()
    assert NOTE in client.get(PAGE).content.decode()


def test_looking_keeps_nothing(client: Client) -> None:
    client.get(PAGE)
    assert KEY not in client.session


def test_what_is_kept_is_sealed(client: Client, initiative: Initiative) -> None:
    path = f"/en/initiatives/{initiative.pk}/team/invite/"
    client.post(path, {"email": "canary@example.org"})
    (session,) = Session.objects.all()
    assert "canary" not in str(session.get_decoded())
