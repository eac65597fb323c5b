"""What is drawn once for the page of an area; nothing of before is shown after a change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from neighbourhoods.models import Area, Boundary, Figure
from neighbourhoods.pieces import around_drawn, figures_drawn
from neighbourhoods.queries import area_at, rows_around
from tests.factories import make_group, make_place

from .test_views import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
ADDRESS = "/en/neighbourhoods/BU02430501/"


def pieces(code: str) -> tuple[Any, Any]:
    area = area_at(code)
    assert area
    return figures_drawn(area), around_drawn(area, rows_around(area))


def age(value: float) -> None:
    """Of all in the neighbourhood so many are 65 or older."""
    of_people = {"area__code": "BU02430501", "kind": "inhabitants"}
    Figure.objects.filter(**of_people).update(value=1000)
    Figure.objects.filter(**of_people | {"kind": "age_65_plus"}).update(value=10 * value)


def move(code: str) -> None:
    Area.objects.filter(code=code).update(longitude=5.66)
    Boundary.objects.filter(area__code=code).delete()


CHANGES: dict[str, Callable[[], object]] = {
    "a figure of its own": lambda: age(77),
    "a figure of its municipality": lambda: Figure.objects.filter(
        area__code="GM0243", kind="inhabitants"
    ).delete(),
    "its name": lambda: Area.objects.filter(code="BU02430501").update(name="Dennenhof"),
    "the name of its district": lambda: Area.objects.filter(code="WK024305").update(name="Dennen"),
    "the name of one beside it": lambda: Area.objects.filter(code="BU02430503").update(
        name="Dennenhof", search_key="dennenhof"
    ),
    "one beside it is of former days": lambda: Area.objects.filter(code="BU02430503").update(
        is_former=True
    ),
    "it is of former days itself": lambda: Area.objects.filter(code="BU02430501").update(
        is_former=True
    ),
    "where one beside it lies": lambda: move("BU02430503"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_shown_at_once_and_when_taken_back_so_is_what_was(
    client: Client, change: str
) -> None:
    before = text(client, ADDRESS)
    assert text(client, ADDRESS) == before
    with transaction.atomic():
        CHANGES[change]()
        assert text(client, ADDRESS) != before
        transaction.set_rollback(True)
    assert text(client, ADDRESS) == before


def test_a_place_is_shown_as_it_is_now_and_says_where_only_elsewhere(client: Client) -> None:
    place = make_place("BU02430501", "De Dennenappel", phone="0341 123 456")
    group = make_group("BU02430501", "Soep en meer", does="Kookt soep.")
    district = "/en/neighbourhoods/WK024305/"
    place_of, name = {}, "Stadsdennen Noord"
    for address in (ADDRESS, district):
        page = text(client, address)
        assert ("0341 123 456" in page, "Kookt soep." in page) == (True, True)
        strengths = page[page.index('id="strengths"') : page.index('id="planned"')]
        place_of[address] = strengths.count(name)
    # On its own page the heading has it; on that of the district the place and the group do.
    assert place_of[district] - place_of[ADDRESS] == 1
    type(place).objects.filter(pk=place.pk).update(phone="0341 654 321")
    type(group).objects.filter(pk=group.pk).update(does="Kookt niet meer.")
    Area.objects.filter(code="BU02430501").update(name="Dennenhof")
    for address in (ADDRESS, district):
        page = text(client, address)
        assert ("0341 123 456" in page, "Kookt soep." in page) == (False, False)
        assert ("0341 654 321" in page, "Kookt niet meer." in page) == (True, True)
        assert name not in page[page.index('id="strengths"') : page.index('id="planned"')]


def test_the_same_is_drawn_once_for_each_language() -> None:
    assert all(a is b for a, b in zip(pieces("WK024305"), pieces("WK024305"), strict=True))
    with translation.override("nl"):
        dutch = pieces("WK024305")
    with translation.override("en"):
        english = pieces("WK024305")
    assert "wijk" in dutch[1].family
    assert "district" in english[1].family
    assert dutch[0].charts != english[0].charts


@pytest.mark.parametrize("code", ["GM0243", "WK024305", "BU02430501"])
def test_one_query_for_the_figures_and_one_for_all_around(code: str) -> None:
    pieces(code)
    with CaptureQueriesContext(connection) as asked:
        pieces(code)
    assert len(asked) == 3  # the first is the area itself
