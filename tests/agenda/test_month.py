"""The agenda as a month on the wall."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import TimeMachineFixture

from meetups.agenda.queries import month as months
from meetups.agenda.queries.month import Day, Month, month_of
from meetups.initiatives.models import Initiative
from tests.agenda.agenda import CANARY, make_canaries
from tests.agenda.makers import STARTS, make_meetup
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ALL, APRIL = "/en/agenda/month/", "/en/agenda/month/?month=2027-04"
HERE = "/en/agenda/WK024305/month/?month=2027-04"


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


def april() -> Month:
    return month_of("2027-04", None, now=NOW)


def day(number: int) -> Day:
    return next(day for week in april().weeks for day in week if day.date == date(2027, 4, number))


def test_a_month_is_whole_weeks_from_monday(initiative: Initiative) -> None:
    weeks = april().weeks
    assert (weeks[0][0].date, weeks[-1][-1].date) == (date(2027, 3, 29), date(2027, 5, 2))
    assert {len(week) for week in weeks} == {7}
    assert [day.is_outside for day in weeks[0]] == [True] * 3 + [False] * 4


def test_a_meetup_stands_on_the_day_that_the_clocks_say(initiative: Initiative) -> None:
    make_meetup(initiative, title="just before", starts_at=STARTS.replace(hour=23, minute=59))
    make_meetup(initiative, title="midnight", starts_at=STARTS.replace(day=25, hour=0))
    assert [meetup.title for meetup in day(24).meetups] == ["just before"]
    assert [meetup.title for meetup in day(25).meetups] == ["midnight"]


def test_what_nobody_may_find_is_not_in_it(client: Client, initiative: Initiative) -> None:
    make_canaries(initiative)
    for url in (ALL, APRIL, HERE):
        assert CANARY not in client.get(url).content.decode()
    assert april().is_empty


def test_a_full_day_refers_to_the_list(
    client: Client, initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _i in range(6):
        make_meetup(initiative)
    assert (len(day(24).meetups), day(24).more) == (4, 2)
    page = client.get(APRIL).content.decode()
    assert 'href="/en/agenda/?since=2027-04-24&amp;until=2027-04-24">2 more' in page
    monkeypatch.setattr(months, "MOST", 5)
    assert [day(number).is_unread for number in (23, 24, 25, 30)] == [False, True, True, True]


def test_months_follow_each_other_from_this_one_on(initiative: Initiative) -> None:
    this = month_of("", None, now=NOW)
    assert (this.first, this.previous, this.next) == (date(2027, 3, 1), None, date(2027, 4, 1))
    last = month_of("2029-03", None, now=NOW)
    assert (last.previous, last.next) == (date(2029, 2, 1), None)
    december = month_of("2027-12", None, now=NOW)
    assert (december.previous, december.next) == (date(2027, 11, 1), date(2028, 1, 1))


@pytest.mark.parametrize(
    "asked", ["2027-13", "2027-02", "2029-04", "9999-12", "x", "٢٠٢٧-٠٤", "2027-04\0"]
)
def test_a_month_that_is_not_to_be_seen_is_this_one(
    client: Client, initiative: Initiative, asked: str
) -> None:
    assert month_of(asked, None, now=NOW).first == date(2027, 3, 1)
    assert client.get(ALL, {"month": asked}).status_code == 200


def test_the_page_holds_a_table_and_the_fragment_lies_inside_it(
    client: Client, initiative: Initiative
) -> None:
    make_meetup(initiative, title="<b>soep</b>", state="cancelled", cancelled_at=NOW)
    part = client.get(HERE, headers={"HX-Request": "true"}).content.decode()
    full = client.get(HERE).content.decode()
    assert part.strip() in full
    assert re.findall(r'<th scope="col"><abbr title="(\w+)"', part)[::6] == ["Monday", "Sunday"]
    assert "14.00 <s>&lt;b&gt;soep&lt;/b&gt;</s>" in part
    assert "month=2027-03" in part
    assert "month=2027-05" in part


def test_a_fuller_month_asks_no_more(client: Client, initiative: Initiative) -> None:
    make_meetup(initiative)
    counts = []
    for number in (0, 29):
        for i in range(number):
            make_meetup(initiative, starts_at=STARTS - timedelta(days=i % 20))
        with CaptureQueriesContext(connection) as caught:
            client.get(HERE)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 4
