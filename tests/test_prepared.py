"""Queries whose SQL is put together once: they find what the query itself finds."""

import json
from typing import Any

import pytest
from django.db.models import Q

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative, Member
from meetups.prepared import Blank, Prepared
from tests.factories import make_initiative, make_member, make_user

pytestmark = pytest.mark.django_db


def test_it_finds_what_the_query_finds(organiser: User) -> None:
    plans = [make_initiative(organiser, title=f"Plan {number}") for number in range(4)]
    helper = make_user("Hulp")
    make_member(plans[1], helper)
    make_member(plans[3], helper)
    columns = ("initiative", "user__name", "role")
    prepared = Prepared(
        lambda: Member.objects.filter(
            Q(role="organiser") | Q(user=Blank("user")), initiative__in=Blank("plans")
        ).values_list(*columns)
    )
    for chosen in (plans, plans[1:2], plans[2:], plans[:1]):
        for user in (organiser, helper):
            members = Member.objects.filter(
                Q(role="organiser") | Q(user=user), initiative__in=chosen
            )
            pks = [plan.pk for plan in chosen]
            rows = prepared.rows(user=user.pk, plans=pks)
            assert rows == list(members.values_list(*columns))
            assert rows


def test_of_none_it_asks_nothing(db: None, django_assert_num_queries: Any) -> None:
    prepared = Prepared(lambda: Member.objects.filter(pk__in=Blank("pks")).values_list("pk"))
    with django_assert_num_queries(0):
        assert prepared.rows(pks=[]) == []


def test_the_sql_is_made_once_and_values_stay_values(organiser: User) -> None:
    made = []

    def query() -> Any:
        made.append(1)
        return Initiative.objects.filter(title=Blank("title")).values_list("title", "answers")

    prepared = Prepared(query)
    for title in ("Soep", "'; DROP TABLE x; --", "100 %s", "(1, 2)"):
        make_initiative(organiser, title=title, answers={"ages": ["adults"]})
        ((found, answers),) = prepared.rows(title=title)
        assert found == title
        assert json.loads(answers) == {"ages": ["adults"]}
    assert made == [1]


def test_a_value_that_is_lacking_is_a_fault(organiser: User) -> None:
    with pytest.raises(KeyError):
        Prepared(lambda: User.objects.filter(pk=Blank("pk")).values_list("pk")).rows(id=1)
