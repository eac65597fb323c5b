"""Log lines tell an operator what happened, and not who did what."""

import json
import logging
import logging.config
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from meetups.operations.logs import HideQueries, JsonFormatter, NotReadyIsNoError, masked
from meetups.sealing import digests, new_token


def record(message: str, *values: object) -> logging.LogRecord:
    """A log record as loggers make them."""
    return logging.LogRecord("meetups.x", logging.ERROR, "x.py", 1, message, values, None)


def test_json_is_one_line_with_what_an_operator_needs() -> None:
    entry = record("Kaart van %s", "'t Harde\nN.")
    entry.created = 1795521600.25
    line = JsonFormatter().format(entry)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2026-11-24T12:00:00.250+00:00",
        "level": "ERROR",
        "logger": "meetups.x",
        "message": "Kaart van 't Harde\nN.",
    }


def test_json_tells_the_exception() -> None:
    entry = record("Broken")
    try:
        raise ValueError("no")
    except ValueError:
        entry.exc_info = sys.exc_info()
    told = json.loads(JsonFormatter().format(entry))["exception"]
    assert told.startswith("Traceback")
    assert told.endswith("ValueError: no")


def test_answers_in_an_address_are_not_logged() -> None:
    entry = record("Error handling request %s %s", "GET", "/nl/gids/?situation=nuisance&goal=x")
    assert HideQueries().filter(entry)
    assert entry.getMessage() == "Error handling request GET /nl/gids/"


def test_not_being_ready_is_not_logged_but_other_refusals_are() -> None:
    keep = NotReadyIsNoError().filter
    assert not keep(record("%s: %s", "Service Unavailable", "/readyz"))
    assert keep(record("%s: %s", "Service Unavailable", "/nl/"))
    assert keep(record("%s: %s", "Internal Server Error", "/readyz"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "Key (email)=(sam.de.boer+1@voorbeeld.example) already exists",
            "Key (email)=(…@…) already",
        ),
        ("postgres://buurtbrug:pa55:word@db:5432/x", "postgres://…@db:5432/x"),
        ("Invalid request from ip=203.0.113.77: no", "ip=203.0.113.0: no"),
        ("from 2001:db8:85a3:8d3:1319:8a2e:370:7348 port 1", "from 2001:db8:85a3:: port 1"),
        ("from ::ffff:203.0.113.77", "from ::"),
        ("at 12:34:56, version 3.11.7", "at 12:34:56, version 3.11.7"),
        ("work@web: meetups.outbox.tasks::send_due", "work@web: meetups.outbox.tasks::send_due"),
    ],
)
def test_what_others_write_into_a_line_is_masked(written: str, told: str) -> None:
    assert told in masked(written)


def test_the_key_of_a_page_is_masked_and_the_digest_of_who_was_erased_is_not() -> None:
    token = new_token()
    assert masked(f"Internal Server Error: /nl/guests/{token}/") == (
        "Internal Server Error: /nl/guests/…/"
    )
    (digest,) = digests("sam@example.org", about="erased")
    assert masked(f"Erased a person, {digest}.") == f"Erased a person, {digest}."


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """All that a public site writes: the settings of our logs, on a stream of this test."""
    written = StringIO()
    ours: dict[str, Any] = settings.LOGGING
    handler = ours["handlers"]["console"] | {"formatter": "json", "stream": written}
    logging.config.dictConfig(ours | {"handlers": {"console": handler}})
    yield written
    logging.config.dictConfig(ours)


@pytest.mark.django_db
def test_what_goes_wrong_is_told_in_json_without_who_it_was(lines: StringIO) -> None:
    token, address = new_token(), "kanarie@voorbeeld.example"

    def broken(*_: object) -> None:
        raise RuntimeError(f"the row of {address} at 203.0.113.77")

    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.77")
    with connection.execute_wrapper(broken):
        assert client.get(f"/nl/guests/{token}/?why={address}").status_code == 500
    client.get("/nl/", headers={"host": f"{address}:1"})
    client.post("/nl/account/sign-in/", {"email": address})

    entries = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [entry["message"] for entry in entries][:1] == ["Internal Server Error: /nl/guests/…/"]
    for entry in entries:
        assert {"time", "level", "logger", "message"} <= set(entry)
    assert "the row of …@… at 203.0.113.0" in entries[0]["exception"]
    told = lines.getvalue()
    assert [secret for secret in (token, address, "kanarie", ".77") if secret in told] == []
    assert mail.outbox[0].to == [address]  # it did happen
