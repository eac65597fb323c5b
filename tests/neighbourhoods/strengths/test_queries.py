"""Who sees which places and groups of an area, in how many queries."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.http import Http404
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from neighbourhoods.models import Area, LocalGroup, Place
from neighbourhoods.strengths.access import Viewer, get_strength_for, visible_to
from neighbourhoods.strengths.lifecycle import Status
from neighbourhoods.strengths.models import Kind
from neighbourhoods.strengths.queries import _around, strengths_of
from tests.factories import make_group, make_place

ANYONE = AnonymousUser()
WAITING: dict[str, Any] = {"status": Status.PROPOSED, "decided_at": None}


def names(area: Area, viewer: Viewer = ANYONE) -> list[str]:
    found = strengths_of(area, viewer)
    return [strength.name for strength in [*found.places, *found.groups]]


def test_places_come_by_kind_and_then_by_name(district: Area) -> None:
    for kind, name in [
        (Kind.OTHER, "A"),
        (Kind.LIBRARY, "Z"),
        (Kind.LIBRARY, "Y"),
        (Kind.COMMUNITY_CENTRE, "X"),
    ]:
        make_place(district, name, kind=kind)
    assert names(district) == ["X", "Y", "Z", "A"]


def test_an_area_has_what_is_in_its_parts_and_around_it(district: Area) -> None:
    north = Area.objects.with_ancestors().get(code="BU02430501")
    for code in ("GM0243", "WK024305", "BU02430501", "BU02430503", "WK024302"):
        make_place(code, f"place {code}")
        make_group(code, f"group {code}")
    assert district.municipality is not None
    assert len(names(district.municipality)) == 10
    for area, codes in [
        (district, ["BU02430501", "BU02430503", "WK024305"]),
        (north, ["BU02430501", "WK024305"]),
    ]:
        expected = [f"{what} {code}" for what in ("place", "group") for code in codes]
        assert names(area) == expected


def test_what_waits_is_seen_by_its_proposer_and_staff_only(
    district: Area, volunteer: User, stranger: User, staff: User
) -> None:
    place = make_place(district, "De Kom", proposed_by=volunteer, **WAITING)
    make_group(district, "Soep", proposed_by=volunteer, **WAITING)
    curator = User.objects.create_user("curator@example.org", is_staff=True)
    for viewer in (ANYONE, stranger, curator):
        assert names(district, viewer) == []
        with pytest.raises(Http404):
            get_strength_for(viewer, Place, place.pk)
    for viewer in (volunteer, staff):
        assert names(district, viewer) == ["De Kom", "Soep"]
        assert get_strength_for(viewer, Place, place.pk) == place


def test_staff_need_the_permission_of_that_kind(district: Area) -> None:
    make_place(district, "De Kom", **WAITING)
    make_group(district, "Soep", **WAITING)
    officer = User.objects.create_user("officer@example.org", is_staff=True)
    officer.user_permissions.add(Permission.objects.get(codename="change_place"))
    assert names(district, officer) == ["De Kom"]


def test_what_was_declined_is_on_no_page(district: Area, volunteer: User, staff: User) -> None:
    declined: dict[str, Any] = {
        "status": Status.DECLINED,
        "decided_at": timezone.now(),
        "reason": "Dicht",
    }
    place = make_place(district, proposed_by=volunteer, **declined)
    for viewer in (ANYONE, volunteer, staff):
        assert names(district, viewer) == []
    assert get_strength_for(volunteer, Place, place.pk) == place
    with pytest.raises(Http404):
        get_strength_for(ANYONE, Place, place.pk)


def test_a_place_and_a_group_of_one_number_are_not_mixed_up(district: Area) -> None:
    place = make_place(district)
    with pytest.raises(Http404):
        get_strength_for(ANYONE, LocalGroup, place.pk)


@pytest.mark.parametrize("count", [1, 30])
def test_strengths_cost_two_queries(
    district: Area,
    volunteer: User,
    staff: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        make_place("BU02430501", f"Place {number}")
        make_group("BU02430503", f"Group {number}")
    for viewer in (ANYONE, volunteer, staff):
        with django_assert_num_queries(2):
            found = strengths_of(district, viewer)
            assert {strength.area.title for strength in [*found.places, *found.groups]} == {
                "Stadsdennen Noord",
                "Stadsdennen Oost",
            }


def columns_of(row: Any) -> list[tuple[type, Any]]:
    names = [field.attname for field in row._meta.concrete_fields if field.name != "decided_at"]
    return [(type(getattr(row, name)), getattr(row, name)) for name in names]


@pytest.mark.parametrize("code", ["GM0243", "WK024305", "BU02430501", "WK024302"])
def test_a_visitor_is_shown_what_the_rules_let_everyone_see(district: Area, code: str) -> None:
    """The SQL for visitors is made once, from the same rules; and asked for any area."""
    for place in ("GM0243", "WK024305", "WK024302", "BU02430501", "BU02430503", "GM0344"):
        make_place(place, f"Place in {place}", has_kitchen=True, seen_on=date(2026, 1, 2))
        make_place(place, f"Waiting in {place}", **WAITING)
        make_group(place, f"Group in {place}")
    area = Area.objects.with_ancestors().get(code=code)
    above = area.parent_id if area.level == Area.Level.NEIGHBOURHOOD else 0
    found = strengths_of(area, ANYONE)
    for model, shown in ((Place, found.places), (LocalGroup, found.groups)):
        rows = _around(visible_to(ANYONE, model), area.pk, above or 0).order_by("name", "pk")
        assert [(columns_of(row), columns_of(row.area)) for row in shown] == [
            (columns_of(row), columns_of(row.area)) for row in rows
        ]
        assert {row.decided_at for row in shown} == {row.decided_at for row in rows}
        assert shown


def test_where_there_is_no_place_it_says_how_many_the_municipality_has(district: Area) -> None:
    assert strengths_of(district, ANYONE).elsewhere == 0
    for code in ("GM0243", "WK024302", "BU02430201"):
        make_place(code, f"place {code}")
    make_place("GM0344", "of another municipality")
    make_place("GM0243", "not decided yet", **WAITING)
    make_group(district, "a group is no place")
    assert strengths_of(district, ANYONE).elsewhere == 3
    assert district.municipality is not None
    assert strengths_of(district.municipality, ANYONE).elsewhere == 0
    make_place(district, "a place here")
    assert strengths_of(district, ANYONE).elsewhere == 0
