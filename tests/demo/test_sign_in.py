"""One click and you are somebody; never on a public site."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user
from django.test import Client
from pytest_django.asserts import assertRedirects

from meetups.demo.people import PEOPLE
from tests.operations.test_settings import PUBLIC
from tests.site import ROOT, environment

pytestmark = pytest.mark.django_db
BANNER = "This is a demo. All people and plans are made up."


def test_every_page_says_that_this_is_a_demo(client: Client) -> None:
    for path in ("/en/", "/en/no/such/page", "/en/mailbox/"):
        page = client.get(path).content.decode()
        assert page.count(BANNER) == 1, path
        assert 'href="/en/mailbox/"' in page
        assert 'href="/en/account/sign-in/"' in page


def test_the_admin_says_so_too(admin_client: Client) -> None:
    page = admin_client.get("/admin/", headers={"accept-language": "en"}).content.decode()
    assert page.count(BANNER) == 1
    assert "css/demo.css" in page


def test_somebody_who_was_never_made(client: Client) -> None:
    response = client.post("/en/demo/fatma/")
    assertRedirects(response, "/en/account/sign-in/", fetch_redirect_response=False)
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
    assert client.post("/en/demo/nobody/").status_code == 404
    assert client.get("/en/demo/fatma/").status_code == 405
