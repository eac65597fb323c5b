"""What is sent in place of a passkey is refused. A real one: `tests/browser/test_passkeys.py`."""

import json
import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as looks
from hypothesis import strategies as st
from pytest_django import Settings

from meetups.accounts.models import User
from tests.accounts.test_second_factor import INDEX
from tests.fuzz import TIMES

pytestmark = pytest.mark.django_db
SIGN_IN, AGAIN, ADD = (f"{INDEX}passkeys/{name}/" for name in ("sign-in", "again", "add"))
AJAX = {"X-Requested-With": "XMLHttpRequest"}
B64 = "AAAA"


@pytest.fixture(autouse=True)
def without_limits(settings: Settings) -> None:
    settings.MFA_RATE_LIMITS = False


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(B64),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
parts = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")
nearly = st.fixed_dictionaries(
    {
        "id": json_values,
        "rawId": json_values,
        "type": st.just("public-key") | json_values,
        "response": json_values | st.dictionaries(st.sampled_from(parts), json_values),
        "clientExtensionResults": json_values,
    }
)
ODD = [
    *("", "{", "null", "[]", "0", '"passkey"', "9" * 5000, f'{{"id": {"9" * 5000}}}', "1e999"),
    *("[" * 100_000, "NaN", '{"id": "\\ud800"}', '{"response": {"userHandle": 9}}'),
]


def refuses(client: Client, path: str, credential: str) -> None:
    answer = client.post(path, {"credential": credential, "name": "Telefoon", "passwordless": "on"})
    assert answer.status_code in (200, 302, 403, 422), credential[:100]
    if answer.status_code == 302:
        assert "sign-in" in answer["Location"] or "again" in answer["Location"]
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", ODD, ids=range(len(ODD)))
def test_what_is_no_passkey_is_refused(client: Client, stranger: User, credential: str) -> None:
    assert client.get(SIGN_IN, headers=AJAX).json()["request_options"]
    refuses(client, SIGN_IN, credential)
    client.force_login(stranger)
    for path in (ADD, AGAIN):
        client.get(path)
        refuses(client, path, credential)


@pytest.mark.parametrize("path", [SIGN_IN, AGAIN, ADD])
def test_what_looks_like_one_is_too(client: Client, stranger: User, path: str) -> None:
    if path != SIGN_IN:
        client.force_login(stranger)

    @looks(max_examples=TIMES * 5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(credential=json_values | nearly)
    def try_it(credential: Any) -> None:
        client.get(path, headers=AJAX if path == SIGN_IN else {})
        refuses(client, path, json.dumps(credential))

    try_it()


def test_it_is_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get(SIGN_IN, headers=AJAX)
    with caplog.at_level(logging.INFO):
        client.post(SIGN_IN, {"credential": '{"id": "AAAA"}'})
    assert "event=sign_in_refused person=0 way=passkey network=127.0.0.0" in caplog.messages
