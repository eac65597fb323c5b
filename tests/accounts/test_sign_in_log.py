"""Who signs in and out, and who tries in vain: in the log, by number, no address and no code."""

import json
import logging.config
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from pytest_django import Settings

from meetups.accounts.models import Office, Role, User
from meetups.accounts.sessions import SEEN
from tests.accounts.test_oidc import come_back, go_there, read
from tests.accounts.test_second_factor import INDEX, add_app, app_code, type_mail_code
from tests.accounts.test_sign_in import CODE, ask, other_than
from tests.factories import NOW, make_reviewer
from tests.oidc_provider import SECRET, running

pytestmark = pytest.mark.django_db
PLACE = "203.0.113.77"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """All that a public site writes: the settings of our logs, on a stream of this test."""
    written = StringIO()
    ours: dict[str, Any] = django_settings.LOGGING
    handler = ours["handlers"]["console"] | {"formatter": "json", "stream": written}
    logging.config.dictConfig(ours | {"handlers": {"console": handler}})
    yield written
    logging.config.dictConfig(ours)


@pytest.fixture
def browser() -> Client:
    return Client(REMOTE_ADDR=PLACE)


def told(lines: StringIO) -> list[dict[str, Any]]:
    """What the lines about signing in say, without the time and the names of the logger."""
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    ours = ("event", "person", "way", "kind", "why", "last")
    return [{k: row[k] for k in ours if k in row} for row in found if "event" in row]


def no_secret(lines: StringIO, *secrets: str) -> None:
    assert [secret for secret in (*secrets, PLACE) if secret in lines.getvalue()] == []


def test_in_and_out(browser: Client, organiser: User, lines: StringIO) -> None:
    code = ask(browser, organiser.email)
    browser.post(CODE, {"code": code})
    key = browser.cookies["sessionid"].value
    browser.post("/en/account/sign-out/")
    assert told(lines) == [
        {"event": "proof_given", "person": organiser.pk, "way": "code", "kind": ""},
        {"event": "signed_in", "person": organiser.pk},
        {"event": "signed_out", "person": organiser.pk, "why": "asked"},
    ]
    row = json.loads(lines.getvalue().splitlines()[0])
    assert (row["network"], row["level"]) == ("203.0.113.0", "INFO")
    no_secret(lines, code, key, organiser.email, organiser.name)


def test_wrong_codes(browser: Client, organiser: User, lines: StringIO) -> None:
    wrong = other_than(ask(browser, organiser.email))
    for _time in range(3):
        browser.post(CODE, {"code": wrong})
    refused = {"event": "sign_in_refused", "person": organiser.pk, "way": "code"}
    assert told(lines) == [refused | {"last": last} for last in (False, False, True)]
    no_secret(lines, wrong, organiser.email)


def test_a_code_for_who_gets_none(browser: Client, organiser: User, lines: StringIO) -> None:
    User.objects.update(is_active=False)
    browser.post("/en/account/sign-in/", {"email": organiser.email})
    browser.post(CODE, {"code": "123456"})
    assert told(lines) == [{"event": "sign_in_refused", "person": 0, "way": "code"}]
    assert mail.outbox == []


def test_a_second_proof(browser: Client, office: Office, lines: StringIO) -> None:
    manager = make_reviewer(office, "Sanne", role=Role.MANAGER)
    with time_machine.travel(NOW + timedelta(seconds=10), tick=False) as clock:
        browser.force_login(manager)
        secret = add_app(browser)
        browser.logout()
        clock.shift(60)
        lines.truncate(0)
        lines.seek(0)
        type_mail_code(browser, manager)
        browser.post(f"{INDEX}authenticate/", {"code": "000000"})
        good = app_code(secret)
        browser.post(f"{INDEX}authenticate/", {"code": good})
    about = {"person": manager.pk}
    assert told(lines) == [
        {"event": "proof_given", "way": "code", "kind": "", **about},
        {"event": "sign_in_refused", "way": "mfa", "kind": "totp", **about},
        {"event": "proof_given", "way": "mfa", "kind": "totp", **about},
        {"event": "signed_in", **about},
    ]
    codes = re.findall(r"\d{6}", str(mail.outbox[-1].body))
    no_secret(lines, secret, good, *codes, manager.email)


def test_a_session_that_ends_by_itself(browser: Client, organiser: User, lines: StringIO) -> None:
    browser.force_login(organiser)
    session = browser.session
    session[SEEN] -= 7200
    session.save()
    browser.get("/en/account/")
    assert told(lines)[-1] == {"event": "signed_out", "person": organiser.pk, "why": "time"}


def test_a_municipality_that_vouches_for_nobody(
    browser: Client, office: Office, settings: Settings, lines: StringIO
) -> None:
    with running() as municipality:
        settings.SOCIALACCOUNT_PROVIDERS = read(OIDC_GM0243_URL=municipality.url)
        municipality.person["email"] = "iemand@elders.example"
        back = come_back(go_there(browser))
        assert browser.get(back).status_code == 403
    refused = [row for row in told(lines) if row["event"] == "sign_in_refused"]
    assert refused == [
        {"event": "sign_in_refused", "person": 0, "way": "municipality", "why": "address"}
    ]
    no_secret(lines, SECRET, "iemand@elders.example", back.partition("?")[2])
