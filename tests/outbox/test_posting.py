"""Posting: with the change or not at all, and once however often it is said."""

import logging
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from meetups.outbox import bell as bell_module
from meetups.outbox.bell import Bell, bell
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post, post_all, withdraw
from tests.outbox.workers import wait

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_posting_twice_is_posting_once() -> None:
    for _ in range(2):
        post("proof", subject_id=1, now=NOW)
    post("proof", subject_id=1, now=NOW, revision=1)
    post("guest_note", subject_id=1, now=NOW)
    assert OutboundMessage.objects.count() == 3


def test_what_is_rolled_back_was_never_posted() -> None:
    with transaction.atomic():
        post("proof", subject_id=1, now=NOW)
        transaction.set_rollback(True)
    assert not OutboundMessage.objects.exists()


def test_only_known_kinds_and_only_while_of_use() -> None:
    with pytest.raises(LookupError):
        post("prof", subject_id=1, now=NOW)
    with pytest.raises(ValueError, match="of no use"):
        post("proof", subject_id=1, now=NOW, expires_at=NOW)


def test_withdrawing_takes_what_is_planned_and_no_more() -> None:
    post_all("proof", subject_ids=[1, 2, 3], group_id=9, now=NOW)
    post("proof", subject_id=4, group_id=8, now=NOW)
    OutboundMessage.objects.filter(subject_id=2).update(state=State.SENT, ended_at=NOW)
    assert withdraw(["proof"], group_id=9, now=NOW) == 2
    states = dict(OutboundMessage.objects.values_list("subject_id", "state"))
    assert states == {1: "cancelled", 2: "sent", 3: "cancelled", 4: "planned"}
    with pytest.raises(ValueError, match="Say which"):
        withdraw(["proof"], now=NOW)


# --- the bell ------------------------------------------------------------------------------------
def test_the_bell_rings_after_the_commit_and_only_for_what_is_due(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as later:
        post("proof", subject_id=1, now=NOW, due_at=NOW + timedelta(hours=1))
    assert later == []
    with django_capture_on_commit_callbacks() as at_once:
        post("proof", subject_id=2, now=NOW)
    assert at_once == [bell.ring]


def test_nobody_waits_for_a_broker_that_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="meetups.outbox")
    monkeypatch.setitem(bell_module.PATIENCE, "socket_timeout", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        monkeypatch.setattr(bell_module, "app", Celery(broker=broker, set_as_current=False))
        start, rung = time.monotonic(), Bell()
        for _ in range(100):
            rung.ring()
        assert time.monotonic() - start < 0.2
        wait(lambda: "Nobody heard the bell" in caplog.text, 10)
