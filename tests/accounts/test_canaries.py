"""What opens an account occurs nowhere else: not in logs at their most talkative, in messages to
workers, or in the bytes of the database.

Two things stand in the database by need, for hours at most and in no backup: the code of who is
signing in, in their session, until it is used; and the keys of sessions.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery.signals import before_task_publish
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from meetups.accounts.models import Office, Role, User
from meetups.agenda.models import Rsvp, RsvpState
from tests.accounts.test_oidc import come_back, go_there, read
from tests.accounts.test_second_factor import CODES, INDEX, add_app, app_code, type_mail_code
from tests.accounts.test_sign_in import CODE, ask, other_than
from tests.agenda.makers import make_meetup, make_rsvp
from tests.agenda.test_canaries import stored
from tests.factories import NOW, make_reviewer
from tests.oidc_provider import SECRET, running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def counts_end(transactional_db: None) -> Iterator[None]:
    """Who asked for codes is counted in a table that no test empties by itself."""
    yield
    cache.clear()


class Talk:
    """All that was logged and published."""

    def __init__(self, log: pytest.LogCaptureFixture) -> None:
        self.log, self.published = log, list[str]()

    def has(self, secret: str) -> bool:
        assert len(secret) >= 6
        return secret in self.log.text or secret in "\n".join(self.published)


@pytest.fixture
def talk(caplog: pytest.LogCaptureFixture) -> Iterator[Talk]:
    for name in ("httpx", "httpcore"):  # the browser of these tests, which is no part of us
        caplog.set_level(logging.WARNING, name)
    for name in ("", "meetups", "django.request", "urllib3"):  # the last sets what is caught
        caplog.set_level(logging.DEBUG, name)
    found = Talk(caplog)

    def note(**said: Any) -> None:
        found.published.append(repr(said))

    before_task_publish.connect(note)
    yield found
    before_task_publish.disconnect(note)


def sessions() -> str:
    return repr([row.get_decoded() for row in Session.objects.all()])


def test_codes_by_mail_and_keys_of_sessions(client: Client, organiser: User, talk: Talk) -> None:
    code = ask(client, organiser.email)
    assert code in sessions()  # where else could it be asked for?
    client.post(CODE, {"code": other_than(code)})
    client.post(CODE, {"code": code})
    key = client.cookies["sessionid"].value
    client.post("/en/account/address/", {"email": "nieuw@voorbeeld.example"})
    (second,) = re.findall(r"^\s*(\d{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    client.post("/en/account/address/code/", {"code": second})
    assert User.objects.get(pk=organiser.pk).email == "nieuw@voorbeeld.example"
    secrets = (code, second, other_than(code), key, "nieuw@voorbeeld.example")
    assert [secret for secret in secrets if talk.has(secret)] == []
    assert code not in sessions()
    assert second not in sessions()
    assert "signed_in" in talk.log.text  # the log did say something


def test_secrets_of_a_second_proof(client: Client, office: Office, talk: Talk) -> None:
    manager = make_reviewer(office, "Sanne", role=Role.MANAGER)
    with time_machine.travel(NOW + timedelta(seconds=10), tick=False) as clock:
        client.force_login(manager)
        secret = add_app(client)
        codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode())
        client.logout()
        clock.shift(60)
        type_mail_code(client, manager)
        client.post(f"{INDEX}authenticate/", {"code": (typed := app_code(secret))})
    assert len(codes) == 10
    assert [word for word in (secret, typed, *codes) if talk.has(word)] == []
    assert [word for word in (secret, *codes) if stored(word) or word in sessions()] == []


def test_what_a_municipality_and_we_tell_each_other(
    client: Client, office: Office, settings: Settings, talk: Talk
) -> None:
    with running() as municipality:
        settings.SOCIALACCOUNT_PROVIDERS = read(OIDC_GM0243_URL=municipality.url)
        asked = go_there(client)
        back = come_back(asked)
        assert client.get(back).status_code == 302
    given = re.findall(r"(?:code|state|nonce|code_challenge)=([^&]+)", f"{asked}&{back}")
    assert len(given) >= 4
    ours = [SECRET, *(word for word in given if len(word) > 8)]
    assert [word for word in ours if talk.has(word)] == []
    assert [word for word in ours if stored(word)] == []


def test_the_link_of_a_guest(client: Client, db: None, talk: Talk) -> None:
    guest = make_rsvp(make_meetup(starts_at=NOW + timedelta(days=900)), "Bo", RsvpState.PENDING)
    at = f"/nl/guests/{guest.token}/"
    assert client.get(at).status_code == 200
    client.post(f"{at}confirm/")
    assert Rsvp.objects.get().token == guest.token  # we can make it again, others cannot
    assert not talk.has(guest.token)
    assert stored(guest.token) == 0
