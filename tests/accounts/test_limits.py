"""Limits hold over all processes, let people try again in time, and tell nothing of them."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import TransactionTestCase
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from meetups.accounts.limits import counted, seconds_to_wait
from meetups.accounts.models import Attempts
from meetups.accounts.services.people import erase_ended_sessions

NOW, HOUR = 1_800_000_000, 3600
THREADS, TRIES = 8, 12


def visitor(address: str = "192.0.2.7") -> HttpRequest:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = address
    return request


@pytest.mark.django_db
def test_a_transaction_that_counts_still_waits_for_the_disk() -> None:
    """Only a count on its own waits for none, or what else was promised might get lost."""
    ask = {"postgresql": "SHOW synchronous_commit", "sqlite": "PRAGMA synchronous"}
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the server of the tests waits for nothing
            cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute(ask[connection.vendor])
        before = cursor.fetchone()
        assert counted({"a": NOW + HOUR}, now=NOW) == [("a", 1, NOW + HOUR)]
        cursor.execute(ask[connection.vendor])
        assert cursor.fetchone() == before


@pytest.mark.django_db
def test_each_place_may_try_as_often_as_the_limit_says(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"rsvp": "3/h/ip"}
    assert [seconds_to_wait(visitor(), "rsvp") > 0 for _ in range(5)] == [False] * 3 + [True] * 2
    assert 3590 < seconds_to_wait(visitor(), "rsvp") <= HOUR
    assert seconds_to_wait(visitor("192.0.2.8"), "rsvp") == 0


@pytest.mark.django_db
def test_of_two_limits_the_longer_wait_counts(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"rsvp_mail": "1/h/key,2/d/key"}
    waits = [seconds_to_wait(visitor(), "rsvp_mail", key="sam") for _ in range(3)]
    assert waits[0] == 0
    assert 0 < waits[1] <= HOUR
    assert 23 * HOUR < waits[2] <= 24 * HOUR
    assert seconds_to_wait(visitor(), "rsvp_mail", key="bo") == 0


@pytest.mark.django_db
def test_without_a_limit_everyone_may(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    assert not any(seconds_to_wait(visitor(), "rsvp") for _ in range(5))
    assert not Attempts.objects.exists()


@pytest.mark.django_db
def test_what_is_kept_tells_nobody_and_goes(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"rsvp": "3/h/ip"}
    seconds_to_wait(visitor(), "rsvp")
    held = Attempts.objects.get()
    assert "192" not in held.key
    settings.SECRET_KEY = "x" * 60
    seconds_to_wait(visitor(), "rsvp")
    assert Attempts.objects.count() == 2
    erase_ended_sessions(now=datetime.fromtimestamp(held.ends_at - 1, UTC))
    assert Attempts.objects.count() == 2
    erase_ended_sessions(now=datetime.fromtimestamp(held.ends_at + 5, UTC))
    assert not Attempts.objects.exists()


@pytest.mark.django_db
def test_who_tries_too_often_is_logged_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"rsvp_mail": "2/h/key"}
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            seconds_to_wait(visitor(), "rsvp_mail", key="sam@example.org")
    assert caplog.messages == [
        "event=limit_hit person=0 action=rsvp_mail limit=2/3600/key network=192.0.2.0"
    ]


@pytest.mark.django_db
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(-2 * HOUR, 2 * HOUR)), max_size=12))
def test_a_time_begins_with_the_first_try_and_starts_again_when_it_is_over(
    tries: list[tuple[str, int]],
) -> None:
    """Whatever the clock does: it goes by, stands still, or goes back."""
    Attempts.objects.all().delete()
    now, known = NOW, dict[str, tuple[int, int]]()
    for key, step in tries:
        now += step
        count, ends_at = known.get(key, (0, now))
        goes_on = now < ends_at <= now + HOUR
        known[key] = (count + 1, ends_at) if goes_on else (1, now + HOUR)
        assert counted({key: now + HOUR}, now=now) == [(key, *known[key])]


# --- at once -------------------------------------------------------------------------------------
@dataclass
class ReadThenWrite:
    """What `counted` would be in two statements, of which all threads do the first before any of
    them does the second.
    """

    together: Barrier

    def __call__(self, keys: dict[str, int], *, now: int) -> list[tuple[str, int, int]]:
        known = dict(Attempts.objects.values_list("key", "count"))
        self.together.wait()
        for key, ends_at in keys.items():
            counts = {"count": known.get(key, 0) + 1, "ends_at": ends_at}
            Attempts.objects.update_or_create(key=key, defaults=counts)
        return [(key, known.get(key, 0) + 1, ends_at) for key, ends_at in keys.items()]


class TestAtOnce(TransactionTestCase):
    def allowed(self, count: Callable[..., list[tuple[str, int, int]]]) -> int:
        """How many of all tries stay within a limit of two for each thread."""
        Attempts.objects.create(key="b", count=0, ends_at=NOW + HOUR)

        def visit(number: int) -> int:
            order = ("a", "b") if number % 2 else ("b", "a")
            keys = dict.fromkeys(order, NOW + HOUR)
            try:
                counts = [max(row[1] for row in count(keys, now=NOW)) for _ in range(TRIES)]
            finally:
                connection.close()
            return sum(found <= 2 * THREADS for found in counts)

        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(visit, range(THREADS)))

    def test_no_try_is_lost(self) -> None:
        assert self.allowed(counted) == 2 * THREADS
        assert set(Attempts.objects.values_list("count", flat=True)) == {THREADS * TRIES}

    def test_in_two_statements_some_are(self) -> None:
        """The control: all eight read the same count, and write the same."""
        assert self.allowed(ReadThenWrite(Barrier(THREADS, timeout=60))) > 2 * THREADS
