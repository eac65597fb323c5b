"""What Prometheus reads at /metrics, who may, and what it costs."""

import re
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from meetups.operations.metrics import exposition
from meetups.operations.queries import ENDS, LAG_SECONDS
from meetups.operations.services import record_heartbeat
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.holding import hold_mail
from tests.factories import NOW
from tests.operations.test_settings import PUBLIC, run

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LINE = re.compile(r'(buurtbrug_[a-z_]+)(\{[a-z]+="[a-zA-Z0-9+]+"\})? (-?[0-9.e+]+)')
EXPLAIN = {"postgresql": "EXPLAIN", "sqlite": "EXPLAIN QUERY PLAN"}
numbers = count(1)


def message(state: State, *, due_at: datetime = NOW, **columns: Any) -> OutboundMessage:
    """Mail that is where it is."""
    values: dict[str, Any] = {
        "posted_at": due_at - timedelta(days=1),
        "expires_at": due_at + timedelta(days=7),
        "next_attempt_at": due_at,
        "attempts": 0 if state == State.PLANNED else 1,
    }
    if state in ENDS:
        values["ended_at"] = NOW - MINUTE
    return OutboundMessage.objects.create(
        kind="guest_day", subject_id=next(numbers), due_at=due_at, state=state, **values | columns
    )


def read(text: str) -> dict[str, float]:
    """The samples of an answer, each line of which must be one that Prometheus reads."""
    found: dict[str, float] = {}
    for line in text.splitlines():
        if not line.startswith(("# HELP ", "# TYPE ")):
            match = LINE.fullmatch(line)
            assert match, line
            name = match[1].removeprefix("buurtbrug_") + (match[2] or "")
            assert name not in found
            found[name] = float(match[3])
    return found


def figures() -> dict[str, float]:
    return read(exposition(now=NOW))


# --- who may -------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("allowed", "address", "status"),
    [
        (["10.1.0.0/16"], "10.1.2.3", 200),
        (["10.1.2.3/16"], "10.1.9.9", 200),
        (["10.1.0.0/16"], "::ffff:10.1.2.3", 200),
        (["192.0.2.7", "2001:db8::/32"], "2001:db8::1", 200),
        (["192.0.2.7", "2001:db8::/32"], "192.0.2.7", 200),
        (["192.0.2.7", "2001:db8::/32"], "192.0.2.8", 404),
        (["10.1.0.0/16"], "10.2.0.1", 404),
        ([], "127.0.0.1", 404),
        (["0.0.0.0/0"], "", 404),
        (["0.0.0.0/0"], "unix:", 404),
    ],
)
def test_only_allowed_addresses_find_it(
    client: Client, settings: Settings, allowed: list[str], address: str, status: int
) -> None:
    settings.METRICS_ALLOWED = allowed
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "forwarded", "status"),
    [
        (0, "10.1.2.3", 404),  # nobody is believed
        (1, "10.1.2.3", 200),  # the proxy says so
        (1, "10.1.2.3, 192.0.2.9", 404),  # the client said so, and the proxy who that is
        (1, "192.0.2.9, 10.1.2.3", 200),
        (1, "nonsense", 404),
        (2, "10.1.2.3", 404),  # it passed too few proxies
    ],
)
def test_only_our_own_proxies_are_believed(
    client: Client, settings: Settings, proxies: int, forwarded: str, status: int
) -> None:
    settings.METRICS_ALLOWED = ["10.1.0.0/16"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": forwarded})
    assert answer.status_code == status


@pytest.mark.django_db
def test_who_may_not_gets_the_page_of_an_address_that_is_not_there(
    client: Client, settings: Settings
) -> None:
    settings.METRICS_ALLOWED = []
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/metrics")
    assert answer.status_code == 404
    assert b"buurtbrug_" not in answer.content
    assert not [query for query in queries if "outbox" in query["sql"]]


def test_an_address_that_is_none_stops_the_start(tmp_path: Any) -> None:
    done = run(tmp_path, "manage.py", "check", METRICS_ALLOWED="10.0.0.0/8,prometheus")
    assert (done.returncode, done.stderr) == (
        1,
        "Wrong settings: METRICS_ALLOWED must name addresses or networks, such as 10.0.0.0/8.\n",
    )


def test_a_public_site_shows_it_to_nobody_unless_told(tmp_path: Any) -> None:
    asks = "from django.conf import settings; print(settings.METRICS_ALLOWED)"
    values = PUBLIC | {"DJANGO_SETTINGS_MODULE": "meetups.settings"}
    assert run(tmp_path, "-c", asks, **values).stdout == "[]\n"
    assert run(tmp_path, "-c", asks, METRICS_ALLOWED="", **values).stdout == "[]\n"


@pytest.mark.django_db
def test_the_answer(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert read(answer.content.decode())["mail_planned"] == 0
    assert client.head("/metrics").status_code == 200
    assert client.post("/metrics").status_code == 405


# --- what it says --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_empty_site() -> None:
    found = figures()
    assert "heartbeat_age_seconds" not in found  # it cannot be known
    assert set(found.values()) == {0}
    assert {name for name in found if name.startswith("mail_ended")} == {
        f'mail_ended_last_hour{{state="{state}"}}'
        for state in ("sent", "failed", "cancelled", "superseded", "suppressed", "expired")
    }


@pytest.mark.django_db
def test_each_figure_is_told_and_typed_once_before_its_samples() -> None:
    lines = exposition(now=NOW).splitlines()
    names = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    assert names == [line.split()[2] for line in lines if line.startswith("# HELP ")]
    assert len(names) == len(set(names)) == 10
    last = ""
    for line in lines:
        if line.startswith("#"):
            last = line.split()[2]
        assert line.startswith(("#", last))


@pytest.mark.django_db
def test_what_waits() -> None:
    record_heartbeat(now=NOW - 12 * SECOND)
    hold_mail(now=NOW)
    message(State.PLANNED, due_at=NOW + MINUTE)
    message(State.PLANNED, due_at=NOW - 3 * MINUTE)
    message(State.PLANNED, due_at=NOW, attempts=2, next_attempt_at=NOW + MINUTE)
    message(State.SENDING, lease_until=NOW + MINUTE, lease_token="0" * 32)
    found = figures()
    assert found["heartbeat_age_seconds"] == 12
    assert found["mail_held"] == 1
    assert found["mail_planned"] == 3
    assert found["mail_sending"] == 1
    assert found["mail_due"] == 1
    assert found["mail_retrying"] == 1
    assert found["mail_queue_age_seconds"] == 180


@pytest.mark.django_db
def test_what_ended_in_the_last_hour() -> None:
    for state, how_many in zip(ENDS, (3, 2, 1, 1, 2, 1), strict=True):
        for _ in range(how_many):
            message(state)
        message(state, ended_at=NOW - 61 * MINUTE, attempts=9)  # too long ago
    message(State.SENT, attempts=4)
    message(State.FAILED, attempts=3)
    message(State.EXPIRED, attempts=0)
    found = figures()
    assert [found[f'mail_ended_last_hour{{state="{state}"}}'] for state in ENDS] == [
        *(4, 3, 1, 1, 2, 2),
    ]
    assert found["mail_retries_last_hour"] == 3 + 2


@pytest.mark.django_db
def test_how_late_it_left() -> None:
    sent_at = NOW - MINUTE
    for late in (0.5, 1, 4, 61, 4000):
        due_at = sent_at - timedelta(seconds=late)
        message(State.SENT, due_at=due_at, ended_at=sent_at)
    # Due long before it was posted: it could not leave before.
    message(State.SENT, due_at=NOW - 300 * MINUTE, posted_at=sent_at - 10 * SECOND)
    message(State.FAILED, due_at=NOW - 10 * MINUTE)  # did not leave
    found = figures()
    name = "mail_lag_last_hour_seconds"
    assert [found[f'{name}_bucket{{le="{most}"}}'] for most in LAG_SECONDS] == [
        *(2, 3, 4, 4, 4, 5, 5, 5, 5),
    ]
    assert found[f'{name}_bucket{{le="+Inf"}}'] == found[f"{name}_count"] == 6
    assert found[f"{name}_sum"] == 0.5 + 1 + 4 + 61 + 4000 + 10


@pytest.mark.django_db
def test_it_names_nobody_and_nothing() -> None:
    message(State.FAILED, error="550 5.1.1")
    said = exposition(now=NOW)
    assert "550" not in said
    assert "guest" not in said


@pytest.mark.django_db
def test_it_costs_as_many_queries_with_much_mail_as_with_none() -> None:
    with CaptureQueriesContext(connection) as none:
        exposition(now=NOW)
    for _ in range(15):
        message(State.PLANNED)
        message(State.SENT)
    with CaptureQueriesContext(connection) as some:
        exposition(now=NOW)
    assert len(none) == len(some) == 6


@pytest.mark.django_db
def test_what_ended_is_found_by_its_index() -> None:
    OutboundMessage.objects.bulk_create(
        OutboundMessage(
            kind="guest_day",
            subject_id=number,
            posted_at=NOW - timedelta(days=20),
            due_at=NOW - timedelta(days=20),
            expires_at=NOW,
            next_attempt_at=NOW,
            attempts=1,
            state=State.SENT,
            ended_at=NOW - timedelta(days=20),
        )
        for number in range(5000)
    )
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("ANALYZE outbox_outboundmessage")
        exposition(now=NOW)
        (sql,) = (query["sql"] for query in queries if "within_60" in query["sql"])
        cursor.execute(f"{EXPLAIN[connection.vendor]} {sql}")
        plan = cursor.fetchall()
    assert "ended_messages" in str(plan)
