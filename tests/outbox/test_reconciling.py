"""Bringing planned mail in line, by conditions only: others may do so at the same time."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.posting import post
from meetups.outbox.services.reconciling import post_each, put_off, replan, supersede
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Wish(NamedTuple):
    kind: str = "guest_day"
    subject_id: int = 1
    group_id: int | None = 7
    revision: int = 0
    due_at: datetime = NOW + HOUR
    expires_at: datetime = NOW + 9 * HOUR


def only() -> OutboundMessage:
    return OutboundMessage.objects.get()


def test_posting_twice_keeps_the_first() -> None:
    post_each([Wish()], now=NOW, not_before=NOW)
    post_each([Wish(due_at=NOW + 2 * HOUR)], now=NOW, not_before=NOW)
    assert (only().due_at, only().next_attempt_at) == (NOW + HOUR, NOW + HOUR)


def test_what_was_due_is_not_tried_before_it_may() -> None:
    post_each([Wish(due_at=NOW - HOUR)], now=NOW, not_before=NOW + HOUR)
    assert (only().due_at, only().next_attempt_at) == (NOW - HOUR, NOW + HOUR)


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.SUPPRESSED, State.EXPIRED])
def test_what_ended_by_itself_is_never_planned_again(state: State) -> None:
    post("guest_day", subject_id=1, now=NOW)
    OutboundMessage.objects.update(state=state, ended_at=NOW)
    assert replan({str(only().pk): Wish()}, now=NOW, not_before=NOW) == 0
    assert supersede([str(only().pk)], now=NOW) == 0
    assert only().state == state


def test_each_gets_times_of_its_own() -> None:
    for number in range(3):
        post("guest_day", subject_id=number, now=NOW)
    rows = list(OutboundMessage.objects.order_by("subject_id"))
    assert supersede([str(rows[0].pk)], now=NOW) == 1
    wishes = {
        str(row.pk): Wish(due_at=NOW + place * HOUR, expires_at=NOW + 9 * HOUR)
        for place, row in enumerate(rows)
    }
    assert replan(wishes, now=NOW, not_before=NOW + HOUR / 2) == 3
    found = OutboundMessage.objects.order_by("subject_id")
    assert set(found.values_list("state", "error", "ended_at")) == {("planned", "", None)}
    assert list(found.values_list("due_at", "next_attempt_at")) == [
        (NOW, NOW + HOUR / 2),
        (NOW + HOUR, NOW + HOUR),
        (NOW + 2 * HOUR, NOW + 2 * HOUR),
    ]


def test_only_some_kinds_are_put_off_and_only_in_those_hours() -> None:
    for kind in ("guest_day", "meetup_changed"):
        for number in range(3):
            post(kind, subject_id=number, now=NOW, due_at=NOW + number * HOUR)
    assert put_off(["guest_day"], since=NOW + HOUR, until=NOW + 2 * HOUR) == 1
    moved = OutboundMessage.objects.filter(next_attempt_at=NOW + 2 * HOUR, subject_id=1)
    assert [row.kind for row in moved] == ["guest_day"]
    assert put_off(["guest_day"], since=None, until=NOW + HOUR) == 1
