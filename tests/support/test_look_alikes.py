"""Which plans look like another: bounded, the same on both databases, and of one office only."""

from datetime import timedelta
from typing import Any

import pytest

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative
from meetups.support.queries import look_alikes as queries
from meetups.support.queries.look_alikes import likeness, look_alikes
from tests.factories import FIRST_DATE, NOW, make_area, make_initiative, make_user

from .reviewing import send


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    return send(initiative)


@pytest.fixture
def other(plan: Initiative) -> User:
    return make_user("Anneke")


def made(organiser: User, title: str, days: int = 0, **columns: Any) -> Initiative:
    values = {"status": "submitted", "submitted_at": NOW}
    date = FIRST_DATE + timedelta(days=days)
    return make_initiative(organiser, title=title, first_date=date, **values | columns)


def titles(plan: Initiative, **kwargs: int) -> list[str]:
    return [row.initiative.title for row in look_alikes(plan, **kwargs)]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("Samen koken, samen eten", "SAMEN ETEN en samen koken!", True),
        ("Café Élan", "cafe elan", True),
        ("Samen koken, samen eten", "Samen kooken en eten", True),
        ("Samen koken, samen eten", "Tegels eruit, planten erin", False),
        ("Koffie op de stoep", "Muziek in het park", False),
    ],
)
def test_titles_are_compared_by_their_words(one: str, other: str, is_alike: bool) -> None:
    assert (likeness(one, other) >= queries.ALIKE) is is_alike
    assert likeness(one, other) == likeness(other, one)


def test_the_most_alike_comes_first(plan: Initiative, other: User) -> None:
    away = make_area("WK024303", "Zeebuurt")
    made(other, "Eten met buren", days=200)  # here, of the same format
    made(other, "Samen eten, samen koken", days=200, slug="walk")  # here, alike in its title
    made(other, "Samen koken en eten", days=3)  # all of it
    made(other, "Pannenkoeken", days=-31, area=away)  # of the same format, a month before
    expected = ["Samen koken en eten", "Samen eten, samen koken", "Eten met buren", "Pannenkoeken"]
    found = look_alikes(plan)
    assert sorted(row.initiative.title for row in found) == sorted(expected)
    assert found[0].initiative.title == expected[0]
    assert found[0].weight == 4
    assert titles(plan, limit=1) == expected[:1]


def test_what_only_lies_near_is_no_look_alike(plan: Initiative, other: User) -> None:
    away = make_area("WK024303", "Zeebuurt")
    vlaardingen = make_area("WK062201", "Westwijk")
    alike = plan.title
    made(other, "Muziek in het park", slug="walk")  # here, and otherwise in all
    made(other, alike, days=32, area=away)  # elsewhere, later than a month
    made(other, alike, days=1, area=away, slug="walk")  # elsewhere, another format
    made(other, alike, area=vlaardingen)  # another office's
    made(other, alike, status="draft", submitted_at=None)
    made(other, alike, status="draft")  # taken back
    made(other, alike, status="stopped")
    made(other, alike, status="declined")
    assert titles(plan) == []


def test_only_so_many_are_compared(
    plan: Initiative, other: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Those that were sent last."""
    monkeypatch.setattr(queries, "LOOKED_AT", 4)
    for number in range(6):
        sent = NOW - timedelta(hours=number)
        made(other, f"{plan.title} {number}", submitted_at=sent)
    with django_assert_num_queries(1):
        found = titles(plan, limit=9)
    assert sorted(title[-1] for title in found) == ["0", "1", "2", "3"]
