"""Who may send a message: one worker at a time, and another when that one does not come back."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services import leases
from meetups.outbox.services.leases import Way, backoff, claim
from meetups.outbox.services.posting import post, post_all
from tests.initiatives.team import Meeting, at_once

pytestmark = [pytest.mark.usefixtures("kinds")]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def take(now: datetime = NOW) -> tuple[UUID, list[int]]:
    """Claim what is ready; gives the token and what it is about."""
    token = uuid4()
    return token, [message.subject_id for message in claim(token=token, now=now)]


@pytest.mark.django_db
def test_a_claim_takes_what_is_due_the_first_in_line_first() -> None:
    for number in range(1, 26):
        post("proof", subject_id=number, now=NOW, due_at=NOW - seconds(number))
    post("proof", subject_id=99, now=NOW, due_at=NOW + seconds(1))
    first, second = take()[1], take()[1]
    assert (first, second) == (list(range(25, 5, -1)), [5, 4, 3, 2, 1])
    assert take()[1] == []


@pytest.mark.django_db
def test_what_is_due_at_one_moment_comes_group_by_group() -> None:
    for number in range(1, 31):
        post("proof", subject_id=number, group_id=number % 3, now=NOW)
    post("proof", subject_id=99, group_id=9, now=NOW, due_at=NOW - seconds(1))
    token = uuid4()
    groups = [message.group_id for message in claim(token=token, now=NOW)]
    assert groups == [9] + 10 * [0] + 9 * [1]


@pytest.mark.django_db
def test_what_a_dead_worker_had_is_ready_when_its_lease_is_over() -> None:
    post("proof", subject_id=1, now=NOW)
    assert take()[1] == [1]
    assert take(NOW + seconds(119))[1] == []
    assert take(NOW + seconds(120))[1] == [1]
    assert OutboundMessage.objects.get().attempts == 2


@pytest.mark.django_db
def test_a_worker_that_slept_too_long_finds_that_its_lease_is_gone() -> None:
    post("proof", subject_id=1, now=NOW)
    mine, _ = take()
    theirs, _ = take(NOW + seconds(121))
    message = OutboundMessage.objects.get()
    assert leases.way_of(message, token=mine) is Way.LOST
    assert not leases.end(message, State.SENT, token=mine, now=NOW)
    assert not leases.try_later(message, token=mine, error="x", is_away=False, now=NOW)
    leases.release([message.pk], token=mine)
    assert leases.way_of(message, token=theirs) is Way.FREE
    assert leases.end(message, State.SENT, token=theirs, now=NOW)


@pytest.mark.django_db
def test_what_is_given_back_was_never_tried() -> None:
    post_all("proof", subject_ids=[1, 2], now=NOW)
    token, _ = take()
    leases.release([message.pk for message in OutboundMessage.objects.all()], token=token)
    assert set(OutboundMessage.objects.values_list("state", "attempts")) == {("planned", 0)}
    assert len(take()[1]) == 2


@pytest.mark.django_db
def test_what_is_too_late_ends_so_and_what_is_being_sent_is_left_alone() -> None:
    soon = NOW + seconds(60)
    post_all("proof", subject_ids=[1, 2], now=NOW, expires_at=soon)
    post("proof", subject_id=3, now=NOW)
    OutboundMessage.objects.filter(subject_id=1).update(
        state=State.SENDING, lease_token=uuid4(), lease_until=NOW + seconds(120)
    )
    assert leases.expire_late(now=NOW) == 0
    assert leases.expire_late(now=soon) == 1
    assert leases.expire_late(now=NOW + seconds(120)) == 1
    assert take(NOW + seconds(121))[1] == [3]


# --- two at once ---------------------------------------------------------------------------------
def claim_at_once(monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], int]:
    """Two workers claim when both have looked: what they got in all, and the most attempts."""
    OutboundMessage.objects.all().delete()
    post_all("proof", subject_ids=list(range(1, 6)), now=NOW)
    Meeting().after(monkeypatch, leases, "_lock")
    got = at_once(lambda: take()[1], lambda: take()[1])
    most = max(OutboundMessage.objects.values_list("attempts", flat=True))
    return sorted(got[0] + got[1]), most


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_have_the_same_message(monkeypatch: pytest.MonkeyPatch) -> None:
    assert claim_at_once(monkeypatch) == ([1, 2, 3, 4, 5], 1)


@pytest.mark.django_db(transaction=True)
def test_without_locks_and_condition_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""

    def look(rows: Any, most: int) -> list[UUID]:
        return list(rows.values_list("pk", flat=True)[:most])

    monkeypatch.setattr(leases, "_lock", look)
    monkeypatch.setattr(leases, "IS_FREE", "(%s IS NOT NULL AND %s IS NOT NULL)")
    monkeypatch.setattr(leases, "transaction", SimpleNamespace(atomic=nullcontext))
    assert claim_at_once(monkeypatch)[1] == 2


# --- trying again --------------------------------------------------------------------------------
@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_waits_double_up_to_half_an_hour_and_differ_by_half(attempts: int, chance: float) -> None:
    middle = {0: 1, 1: 1, 2: 2, 3: 4, 4: 8, 5: 16}.get(attempts, 30)
    wait = backoff(attempts, chance=chance) / timedelta(minutes=1)
    assert middle * 0.5 <= wait <= middle * 1.5
    away = backoff(attempts, most=leases.LONGEST_WAIT_WHEN_AWAY, chance=chance)
    assert away <= timedelta(minutes=7.5)


def test_a_message_has_time_within_its_lease() -> None:
    assert django_settings.OUTBOX_LEASE_SECONDS == 120
