"""What a process keeps of calendars: right while a meetup stays as it is, and for an hour."""

import sys
import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from meetups.agenda import kept
from meetups.agenda.models import Meetup, MeetupState
from meetups.agenda.queries.listing import FeedState, in_the_feeds
from meetups.initiatives.models import Initiative
from neighbourhoods.models import Area
from tests.agenda.agenda import plan_in
from tests.agenda.makers import STARTS, make_meetup
from tests.factories import NOW

CALENDAR = "/en/agenda/calendar.ics"


def state(number: int) -> FeedState:
    return FeedState(f"code{number}", 1, NOW, None)


@pytest.mark.django_db
def test_of_many_meetups_only_what_changed_is_read(
    client: Client, initiative: Initiative, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    rows = [
        make_meetup(
            plan_in(initiative.area), title=f"M{number}", starts_at=STARTS + timedelta(days=number)
        )
        for number in range(7)
    ]
    before = client.get(CALENDAR).content
    Meetup.objects.filter(pk=rows[2].pk).update(version=2, title="Taart")
    with CaptureQueriesContext(connection) as caught:
        after = client.get(CALENDAR).content
    assert len(caught) == 2  # how they stand, and the one
    assert after == before.replace(b"SUMMARY:M2", b"SUMMARY:Taart")
    Meetup.objects.filter(pk__in=[row.pk for row in rows]).update(version=3, title="Soep")
    assert client.get(CALENDAR).content.count(b"SUMMARY:Soep") == len(rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hidden", [{"is_listed": False}, {"state": MeetupState.DRAFT}, {"sensitive": True}]
)
def test_what_nobody_may_see_by_now_is_not_read(
    initiative: Initiative, hidden: dict[str, object]
) -> None:
    meetup = make_meetup(initiative)
    codes, now = [meetup.code], meetup.starts_at - timedelta(days=1)
    assert in_the_feeds(None, codes, now=now) == [meetup]
    if hidden.pop("sensitive", False):
        Initiative.objects.update(is_sensitive=True)
    else:
        Meetup.objects.update(**hidden)
    assert in_the_feeds(None, codes, now=now) == []


@pytest.mark.django_db
def test_a_new_name_of_an_area_is_told_within_the_hour(
    client: Client,
    initiative: Initiative,
    monkeypatch: pytest.MonkeyPatch,
    time_machine: TimeMachineFixture,
) -> None:
    time_machine.move_to(NOW, tick=False)
    monkeypatch.setattr(kept, "ENTRY_SECONDS", 0)  # as if it was an hour later
    make_meetup(initiative)
    client.get(CALENDAR)
    Area.objects.filter(pk=initiative.municipality_id).update(name="Elders")
    make_meetup(plan_in(initiative.area))  # else the whole is kept
    assert client.get(CALENDAR).content.count(b"\\, Elders") == 2


def test_an_entry_is_kept_for_an_hour_and_not_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    entries = kept.Entries()
    entries.put(("nl", state(1)), b"soep")
    assert entries.get(("en", state(1))) is None
    assert entries.get(("nl", state(1)._replace(version=2))) is None
    moment += kept.ENTRY_SECONDS - 1
    assert entries.get(("nl", state(1))) == b"soep"
    moment += 1
    assert entries.get(("nl", state(1))) is None


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ENTRIES_AT_MOST", 3)
    entries = kept.Entries()
    for number in (1, 2, 3, 1, 4):
        entries.put(("nl", state(number)), b"%d" % number)
    found = [entries.get(("nl", state(number))) for number in (1, 2, 3, 4)]
    assert found == [b"1", None, b"3", b"4"]


def test_threads_may_write_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock two of them take away the same one, and this fails."""
    monkeypatch.setattr(kept, "ENTRIES_AT_MOST", 10)
    entries, faults = kept.Entries(), list[Exception]()

    def work(first: int) -> None:
        try:
            for number in range(first, first + 2000):
                entries.put(("nl", state(number)), b"soep")
                entries.get(("nl", state(number - 5)))
        except Exception as fault:
            faults.append(fault)

    threads = [Thread(target=work, args=(first,)) for first in range(0, 40_000, 5000)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert faults == []
