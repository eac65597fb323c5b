"""The history of a plan: who, when, what, why, in words and by day."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from meetups.accounts.models import User
from meetups.initiatives.models import EventKind, Initiative
from meetups.initiatives.models.record import Event
from meetups.initiatives.services.record import note
from meetups.initiatives.wording import EVENTS, event_words
from tests.factories import NOW
from tests.signing_in import sign_in


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    """A session that was begun today would be over by then."""
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client: Client, initiative: Initiative, query: str = "") -> str:
    return client.get(f"/en/initiatives/{initiative.pk}/history/{query}").content.decode()


def test_every_kind_has_its_words() -> None:
    assert set(EVENTS) == set(EventKind)


def test_what_was_done_is_told_and_not_only_what_became_of_it(organiser: User) -> None:
    told = {
        "reconsider": "Fatma looks at the plan again for the municipality",
        "submit": "Fatma sent the plan to the municipality",
        "": "Fatma moved the plan on",
    }
    with translation.override("en"):
        for slug, words in told.items():
            assert event_words(Event(kind="moved", by=organiser, subject=slug)) == words


def test_by_day_newest_first(client: Client, initiative: Initiative, organiser: User) -> None:
    late = NOW.replace(hour=23, minute=50) - timedelta(days=1)
    note(initiative, EventKind.STARTED, by=organiser, now=late)
    note(
        initiative,
        EventKind.STEP_SKIPPED,
        by=organiser,
        now=late + timedelta(minutes=20),
        subject="Kook <soep>",
        why="We kopen\n\nsoep.",
    )
    note(initiative, EventKind.STEP_DONE, by=None, now=NOW, subject="Bak brood")
    client.force_login(organiser)
    page = page_of(client, initiative)
    assert re.findall(r"<h2.*?<time[^>]*>(.*?)</time>", page) == [
        "Tuesday 9 March",
        "Monday 8 March",
    ]
    told = re.findall(r"<p>(.*?)</p>", page[page.index("Tuesday 9 March") :])
    assert told[:3] == [
        'Someone who is gone finished a step: <span class="bb-strong">Bak brood</span>',
        'Fatma skipped a step: <span class="bb-strong">Kook &lt;soep&gt;</span>',
        "We kopen",
    ]
    assert "Fatma made the plan" in told


def test_erased_people_have_no_name_left(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    note(initiative, EventKind.JOINED, by=helper, now=NOW)
    client.force_login(organiser)
    assert "Gerrit joined the team" in page_of(client, initiative)
    helper.delete()
    assert "Someone who is gone joined the team" in page_of(client, initiative)


def test_nobody_without_a_name_is_shown_by_address(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    User.objects.filter(pk=helper.pk).update(name="")
    note(initiative, EventKind.JOINED, by=helper, now=NOW)
    client.force_login(organiser)
    page = page_of(client, initiative)
    assert "Someone without a name joined the team" in page
    assert helper.email not in page


@pytest.mark.parametrize("number", [1, 100])
def test_a_page_has_fifty_and_costs_the_same(
    number: int,
    client: Client,
    initiative: Initiative,
    organiser: User,
    django_assert_max_num_queries: Any,
) -> None:
    for count in range(number):
        note(initiative, EventKind.STEP_DONE, by=organiser, now=NOW, subject=f"Stap {count}.")
    client.force_login(organiser)
    with django_assert_max_num_queries(8):
        page = page_of(client, initiative)
    assert re.findall(r"Stap \d+\.", page) == [
        f"Stap {count}." for count in reversed(range(max(number - 50, 0), number))
    ]
    assert ("?page=2" in page) == (number > 50)
    if number > 50:
        second = page_of(client, initiative, "?page=2")
        assert re.findall(r"Stap \d+\.", second)[-1] == "Stap 0."
        assert "Page 2 of 2" in page_of(client, initiative, "?page=9999")


@pytest.mark.parametrize(
    ("who", "status"),
    [("helper", 200), ("reviewer", 200), ("stranger", 404), ("other_reviewer", 404)],
)
def test_who_reads_it(
    who: str,
    status: int,
    client: Client,
    initiative: Initiative,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    assert client.get(f"/nl/initiatives/{initiative.pk}/history/").status_code == status
