"""The database refuses a place that cannot be, and a person who did not agree."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation

from neighbourhoods.models import Area, LocalGroup, MistakeReport, Place
from neighbourhoods.strengths.lifecycle import Status
from neighbourhoods.strengths.models import Kind
from tests.factories import make_group, make_place

GOOD: dict[str, Any] = {"name": "De Dennenappel", "kind": Kind.COMMUNITY_CENTRE}


def test_what_is_not_known_is_not_no(district: Area) -> None:
    place = make_place(district)
    assert (place.has_kitchen, place.step_free, place.accessible_toilet) == (None, None, None)
    assert (place.rooms, place.capacity) == (None, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "\u202e\x00"),
        ("name", "x" * 101),
        ("kind", "castle"),
        ("phone", "bel maar"),
        ("email", "nobody"),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://example.org/"),
        ("postcode", "38422 AB"),
        ("capacity", 0),
        ("capacity", -1),
        ("latitude", 52.3),
        ("ask_is_person", True),
    ],
)
def test_a_place_that_is_wrong_is_refused(district: Area, column: str, value: Any) -> None:
    Place(area=district, **GOOD).full_clean()
    with pytest.raises(ValidationError):
        Place(area=district, **GOOD | {column: value}).full_clean()


def test_texts_are_cleaned(district: Area) -> None:
    place = Place(area=district, **GOOD | {"name": " De\u202e Cafe\u0301 ", "postcode": "3842ab"})
    place.full_clean()
    assert (place.name, place.postcode) == ("De Café", "3842 AB")


def test_a_person_is_named_only_when_they_agreed(district: Area) -> None:
    named = GOOD | {"ask": "Mo", "ask_is_person": True}
    with pytest.raises(ValidationError) as refused:
        Place(area=district, **named).full_clean()
    assert list(refused.value.message_dict) == ["__all__"]
    Place(area=district, **named, person_agreed=True).full_clean()


@pytest.mark.parametrize(
    "columns",
    [
        {"status": Status.SHOWN},
        {"status": Status.DECLINED, "decided_at": timezone.now()},
        {"decided_at": timezone.now()},
        {"status": "lost", "decided_at": timezone.now()},
        {"kind": "castle"},
        {"website": "javascript:alert(1)"},
        {"name": "x" * 101},
        {"costs_nl": "x" * 161},
        {"ask_is_person": True},
        {"longitude": 5.0},
        {"latitude": 91.0, "longitude": 5.0},
        {"capacity": 0},
    ],
)
def test_the_database_keeps_its_promises(district: Area, columns: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Place.objects.create(area=district, **GOOD | columns)
    assert not Place.objects.exists()


def test_an_area_has_one_place_and_one_group_of_a_name(district: Area) -> None:
    make_place(district, "De Kom")
    make_group(district, "De Kom")
    make_place("BU02430501", "De Kom")
    for model in (Place, LocalGroup):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(area=district, name="DE KOM")


def test_a_report_is_about_one_thing(district: Area) -> None:
    place, group = make_place(district), make_group(district)
    for about in ({}, {"place": place, "group": group}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MistakeReport.objects.create(what="gone", sent_at=timezone.now(), **about)
    report = MistakeReport.objects.create(what="gone", sent_at=timezone.now(), group=group)
    assert report.about == group


def test_costs_are_in_the_readers_language_or_else_in_the_other(district: Area) -> None:
    both = make_place(district, "Both", costs_nl="gratis", costs_en="free")
    dutch = make_place(district, "Dutch", costs_nl="gratis")
    english = make_place(district, "English", costs_en="free")
    with translation.override("en"):
        assert [place.costs for place in (both, dutch, english)] == ["free", "gratis", "free"]
    with translation.override("nl"):
        assert [place.costs for place in (both, dutch, english)] == ["gratis", "gratis", "free"]


def test_every_change_is_kept(district: Area) -> None:
    place = make_place(district)
    place.name = "De Eik"
    place.save()
    assert [row.name for row in place.history.order_by("history_id")] == [
        "De Dennenappel",
        "De Eik",
    ]
