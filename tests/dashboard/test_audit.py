"""Who did what for an office: in words, for its managers, and only what is theirs."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import Office, Role, User
from meetups.accounts.services.people import erase_account
from meetups.audit.models import Act, Record
from meetups.audit.services import record
from meetups.initiatives.models import Initiative
from meetups.support.models import Introduction
from tests.dashboard.desk import DESK, cells, sent, shown
from tests.factories import NOW, make_area, make_member, make_office, make_reviewer
from tests.signing_in import sign_in
from tests.support.makers import make_money, make_promise, make_request

AUDIT = f"{DESK}audit/"
EXPORT = f"{AUDIT}export/"


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager(office: Office) -> User:
    return make_reviewer(office, "Sanne", role=Role.MANAGER)


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    sign_in(client, manager)
    return client


def done(
    act: Act, by: User | None, *, days: int = 0, office: str = "GM0243", **values: Any
) -> None:
    number = by.pk if by else None
    record(act, by=number, now=NOW - timedelta(days=days), office=office, **values)


def test_what_was_done_is_told_in_words(
    managing: Client, manager: User, reviewer: User, organiser: User
) -> None:
    plan = sent(organiser, "Soep in de straat")
    money = make_money(plan, 250_00)
    done(Act.DECISION, reviewer, about=plan, decision="approve", contact=manager.pk, offers=2)
    done(Act.DECISION, reviewer, about=make_request(plan), did="decline-help")
    done(Act.PROMISE, manager, about=money, did="make", kind="money", cents=250_00, year=2027)
    done(Act.PROMISE, manager, about=make_promise(plan), did="keep", kind="materials", cents=None)
    done(Act.PAYMENT, manager, about=money, cents=100_00, paid=250_00)
    done(Act.BUDGET, manager, year=2027, cents=500_000, was=0)
    done(Act.EXPORT, reviewer, what="queue", format="xlsx", rows=1)
    done(Act.EXPORT, reviewer, what="report", first="2027-01-01", last="2027-03-09")
    done(Act.ACCESS, reviewer, about=plan, page="review")
    done(Act.MEMBER, manager, about=reviewer, did="add", role="reviewer")
    done(Act.ROLE, None, about=reviewer, role="manager", was="reviewer")
    done(Act.ROLE, reviewer, about=plan, role="organiser")
    done(Act.OFFICE, manager, fields="colour,logo,rule")
    page = shown(managing, AUDIT)
    for words in (
        "Said yes to a plan. With 2 offers. Sanne helps the team further.",
        "Said no to a request for help.",
        "Promised: €\xa0250 of the budget of 2027.",
        "Kept a promise: ",
        "Paid €\xa0100. That makes €\xa0250 of this promise.",
        "Set the budget of 2027 to €\xa05,000. It was €\xa00.",
        "Took the list of plans along. 1 row, XLSX.",
        "Made the report for the council. 2027-01-01 to 2027-03-09.",
        "Looked at a plan in a tense situation.",
        "Let Marit in as reviewer.",
        "Made Marit manager, who was reviewer.",
        "Took over a plan that nobody organised.",
        "Changed: main colour, logo, the rules.",
    ):
        assert words in page, words
    assert page.count(f'<a href="/en/initiatives/{plan.pk}/review/">Soep in de straat</a>') == 7
    assert set(cells(page, "Who")) == {"Marit", "Sanne", "Nobody: it went by itself"}


def test_every_kind_has_words(managing: Client, manager: User) -> None:
    for act in Act:
        done(act, manager)
    assert shown(managing, AUDIT).count('<th scope="row">') == len(Act)
    for act in Act:
        assert f'<option value="{act.value}">' in shown(managing, AUDIT)


def test_who_erased_their_account_has_no_name_here(
    managing: Client, manager: User, reviewer: User
) -> None:
    done(Act.MEMBER, reviewer, about=reviewer, did="remove", role="reviewer")
    done(Act.DECISION, manager, decision="decline", contact=reviewer.pk)
    before = list(Record.objects.values())
    erase_account(user=reviewer)
    assert list(Record.objects.values()) == before
    page = shown(managing, AUDIT)
    assert cells(page, "Who") == ["Sanne", "Someone whose account is gone"]
    assert "Let someone whose account is gone go, who was reviewer." in page
    assert "someone whose account is gone helps the team further." in page
    assert "Marit" not in page


def test_a_plan_that_the_office_does_not_see_is_a_number(
    managing: Client, manager: User, organiser: User, stranger: User
) -> None:
    back = sent(organiser, "Geheim", status="draft")
    elsewhere = sent(stranger, "Elders", area=make_area("WK062201", "Centrum"))
    gone = sent(organiser, "Weg")
    mine = sent(organiser, "Van mij")
    make_member(mine, manager)
    for plan in (back, elsewhere, gone, mine):
        done(Act.DECISION, manager, about=plan, decision="approve")
    number = gone.pk
    gone.delete()
    page = shown(managing, AUDIT)
    assert "Geheim" not in page
    assert "Elders" not in page
    for pk in (back.pk, elsewhere.pk, number):
        assert f"plan {pk}, which you do not see now" in page
    assert f'<a href="/en/initiatives/{mine.pk}/">Van mij</a>' in page


def test_who_of_a_team_answered_is_not_told(
    managing: Client, organiser: User, manager: User
) -> None:
    one, two = sent(organiser, "Een"), sent(organiser, "Twee")
    for by, outcome in ((manager, "asked"), (organiser, "no")):
        record(
            Act.INTRODUCTION,
            by=by.pk,
            now=NOW,
            office="GM0243",
            about=_introduction(one, two),
            first=one.pk,
            second=two.pk,
            outcome=outcome,
        )
    page = shown(managing, AUDIT)
    assert cells(page, "Who") == ["Someone of the team", "Sanne"]
    assert cells(page, "About") == ["Een ; Twee"] * 2
    assert "Fatma" not in page


def _introduction(one: Initiative, two: Initiative) -> Introduction:
    return Introduction.objects.get_or_create(
        first=one, second=two, defaults={"office": Office.objects.get(), "why": "Samen", "at": NOW}
    )[0]


def test_it_is_narrowed_by_kind_and_days(managing: Client, manager: User) -> None:
    for days in (0, 1, 9):
        done(Act.EXPORT, manager, days=days, what="queue", format="csv", rows=days)
        done(Act.BUDGET, manager, days=days, year=2020 + days, cents=1, was=0)
    page = shown(managing, f"{AUDIT}?act=export&since=2027-03-01&until=2027-03-08")
    assert "1 row, CSV" in page
    assert page.count('<th scope="row">') == 1
    page = shown(managing, f"{AUDIT}?since=2027-03-08")
    assert page.count('<th scope="row">') == 4
    page = shown(managing, f"{AUDIT}?since=2027-03-08&until=2027-03-01&act=export")
    assert "This is before the first day." in page
    page = shown(managing, f"{AUDIT}?act=nonsense&since=yesterday&page=99")
    assert page.count('class="bb-error"') == 2
    assert page.count('<th scope="row">') == 6


def test_it_is_for_managers_of_this_office_only(
    client: Client, office: Office, manager: User, reviewer: User
) -> None:
    other = make_reviewer(make_office("GM0622"), "Piet", role=Role.MANAGER)
    done(Act.DECISION, manager, decision="decline")
    done(Act.BUDGET, other, office="GM0622", year=2031, cents=1, was=0)
    done(Act.CATALOGUE, other, office="")
    sign_in(client, manager)
    page = shown(client, AUDIT)
    assert page.count('<th scope="row">') == 1
    assert ">Who did what</a>" in page
    for user in (reviewer, other):
        sign_in(client, user)
        assert client.get(AUDIT).status_code == 404
        assert client.post(EXPORT).status_code == 404
    sign_in(client, reviewer)
    assert ">Who did what</a>" not in shown(client, DESK)


def test_it_takes_as_many_queries_for_many(
    managing: Client, manager: User, organiser: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            shown(managing, AUDIT)
        return len(found)

    plan = sent(organiser)
    done(Act.PROMISE, manager, about=make_promise(plan), did="keep", kind="place")
    few = queries()
    for number in range(60):
        done(Act.PROMISE, manager, about=make_promise(plan), did="keep", kind="place")
        done(Act.DECISION, manager, about=sent(organiser, f"Plan {number}"), decision="approve")
    assert queries() == few <= 16
    assert "Page 1 of 3" in shown(managing, AUDIT)


def test_how_long_it_is_kept_is_said_from_the_rule(managing: Client) -> None:
    page = shown(managing, AUDIT)
    assert "<dt>7 years</dt><dd>A decision about a plan; a promise made" in page
    assert "<dt>1 year</dt><dd>An export or a report was made;" in page
    assert "Nothing was done yet." in page


def test_it_is_taken_along_and_that_is_written_down(
    managing: Client, manager: User, organiser: User
) -> None:
    plan = sent(organiser, "=HYPERLINK(1)")
    done(Act.DECISION, manager, about=plan, decision="approve", days=1)
    done(Act.EXPORT, manager, what="report")
    response = managing.post(EXPORT, {"query": "act=decision"})
    assert response["Content-Type"].startswith("text/csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, row = csv.reader(StringIO(text))
    assert head == ["When", "Who", "Kind", "What", "About"]
    assert row == [
        *("2027-03-08 12:00", "Sanne", "a decision about a plan", "Said yes to a plan."),
        "'=HYPERLINK(1)",
    ]
    newest = Record.objects.first()
    assert newest
    assert (newest.act, newest.by) == (Act.EXPORT, manager.pk)
    assert newest.details == {"what": "audit", "format": "csv", "rows": 1}
    assert "Took this list, of who did what, along. 1 row, CSV." in shown(managing, AUDIT)
    assert managing.get(EXPORT).status_code == 405
