"""A plan gets the rules of its own office that its place, money and size ask for."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import Occasion, Office, OfficeRule
from meetups.accounts.queries import rules_for
from tests.factories import make_office

PLAIN: dict[str, Any] = {
    "public_space": False,
    "closes_street": False,
    "asks_money": False,
    "people": 40,
}


@pytest.fixture
def rules(office: Office) -> None:
    for order, (text, occasion, people_from) in enumerate(
        [
            ("verslag", Occasion.ALWAYS, None),
            ("vergunning", Occasion.PUBLIC_SPACE, None),
            ("afzetting", Occasion.STREET_CLOSED, None),
            ("begroting", Occasion.MONEY_ASKED, None),
            ("ehbo", Occasion.ALWAYS, 100),
            ("toiletten", Occasion.PUBLIC_SPACE, 150),
        ]
    ):
        OfficeRule.objects.create(
            office=office,
            order=order,
            text_nl=text,
            text_en=text,
            occasion=occasion,
            people_from=people_from,
            days=28,
        )


@pytest.mark.parametrize(
    ("plan", "texts"),
    [
        ({}, ["verslag"]),
        ({"public_space": True}, ["verslag", "vergunning"]),
        ({"closes_street": True}, ["verslag", "vergunning", "afzetting"]),
        ({"asks_money": True}, ["verslag", "begroting"]),
        ({"people": 99}, ["verslag"]),
        ({"people": 100}, ["verslag", "ehbo"]),
        ({"people": 150}, ["verslag", "ehbo"]),
        ({"people": 150, "public_space": True}, ["verslag", "vergunning", "ehbo", "toiletten"]),
    ],
)
def test_a_plan_gets_the_rules_of_its_place_money_and_size(
    office: Office, rules: None, plan: dict[str, Any], texts: list[str]
) -> None:
    assert [rule.text_nl for rule in rules_for(office, **PLAIN | plan)] == texts


def test_rules_of_another_office_stay_there_and_one_query_is_enough(
    office: Office, rules: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = make_office("GM0622")
    with django_assert_num_queries(1):
        assert rules_for(other, **PLAIN) == []
