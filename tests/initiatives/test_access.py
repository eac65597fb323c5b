"""Who gets through the front door of a plan, and as what."""

from collections.abc import Callable

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.lifecycle import SEEN_BY_OFFICE, Status
from meetups.initiatives.models import Initiative
from tests.factories import NOW, make_member

RIGHTS = {
    "organiser": {Right.SEE, Right.CHANGE, Right.BELONG},
    "helper": {Right.SEE, Right.BELONG},
    "stranger": set(),
    "other_reviewer": set(),
    "curator": set(),
}


def rights(user: User, initiative: Initiative) -> set[Right]:
    found = set()
    for right in Right:
        try:
            get_initiative_for(user, initiative.pk, right)
        except Http404:
            continue
        found.add(right)
    return found


@pytest.mark.parametrize("who", RIGHTS)
def test_the_team_comes_in_and_others_do_not(
    who: str, initiative: Initiative, request: pytest.FixtureRequest
) -> None:
    assert rights(request.getfixturevalue(who), initiative) == RIGHTS[who]


@pytest.mark.parametrize("status", Status.values)
def test_an_office_sees_what_was_submitted_to_it(
    status: str, initiative: Initiative, reviewer: User
) -> None:
    Initiative.objects.update(status=status)
    assert rights(reviewer, initiative) == set()
    Initiative.objects.update(submitted_at=NOW)
    seen = {Right.SEE, Right.REVIEW} if status in SEEN_BY_OFFICE else set()
    assert rights(reviewer, initiative) == seen


def test_nobody_judges_a_plan_of_their_own(initiative: Initiative, reviewer: User) -> None:
    Initiative.objects.update(status=Status.SUBMITTED, submitted_at=NOW)
    make_member(initiative, reviewer)
    assert rights(reviewer, initiative) == {Right.SEE, Right.BELONG}


def test_a_plan_that_is_not_there(organiser: User) -> None:
    with pytest.raises(Http404):
        get_initiative_for(organiser, 99)


def test_the_door_costs_few_queries(
    initiative: Initiative,
    organiser: User,
    office: object,
    django_assert_num_queries: Callable[[int], DjangoAssertNumQueries],
) -> None:
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        seat = get_initiative_for(organiser, initiative.pk)
        assert (seat.office, seat.is_organiser) == (office, True)
        assert str(seat.initiative.municipality) == "Harderwijk (GM0243)"
