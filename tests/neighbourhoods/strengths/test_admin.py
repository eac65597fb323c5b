"""Staff approve places and groups in the admin, by the services, with their history."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from neighbourhoods.models import Area, MistakeReport, Place
from neighbourhoods.strengths.lifecycle import Status
from tests.factories import make_group, make_place
from tests.signing_in import sign_in

PLACES = "/admin/neighbourhoods/place/"
WAITING: dict[str, Any] = {"status": Status.PROPOSED, "decided_at": None}


@pytest.fixture
def admin(client: Client, staff: User) -> Client:
    sign_in(client, staff)
    return client


def act(client: Client, action: str, place: Place, reason: str = "") -> str:
    """What the list says after an action on one place."""
    sent = {"action": action, "_selected_action": [place.pk], "reason": reason}
    return client.post(PLACES, sent, follow=True).content.decode()


def test_staff_approve_and_decline_by_the_services(
    admin: Client, staff: User, district: Area
) -> None:
    place = make_place(district, **WAITING)
    act(admin, "approve", place)
    place.refresh_from_db()
    assert (place.status, place.decided_by) == ("shown", staff)
    assert "messagelist" in act(admin, "decline", place)
    place.refresh_from_db()
    assert place.status == "shown"
    act(admin, "decline", place, "Dicht")
    place.refresh_from_db()
    assert (place.status, place.reason) == ("declined", "Dicht")
    assert [row.history_user for row in place.history.all()[:2]] == [staff, staff]


def test_what_staff_add_waits_as_well(admin: Client, staff: User, district: Area) -> None:
    sent = {"name": "De Kom", "kind": "library", "area": district.pk, "website": "example.org"}
    inline = {"mistakes-TOTAL_FORMS": 0, "mistakes-INITIAL_FORMS": 0}
    unknown = dict.fromkeys(["has_kitchen", "step_free", "accessible_toilet"], "unknown")
    response = admin.post(f"{PLACES}add/", sent | inline | unknown)
    assert response.status_code == 302
    place = Place.objects.get()
    assert (place.status, place.proposed_by, place.website) == (
        "proposed",
        staff,
        "https://example.org",
    )
    assert (place.has_kitchen, place.step_free) == (None, None)


def test_a_changed_place_keeps_its_history(admin: Client, staff: User, district: Area) -> None:
    place = make_place(district)
    assert admin.get(f"{PLACES}{place.pk}/change/").status_code == 200
    sent = {"name": "De Eik", "kind": "library", "area": district.pk}
    inline = {"mistakes-TOTAL_FORMS": 0, "mistakes-INITIAL_FORMS": 0}
    admin.post(f"{PLACES}{place.pk}/change/", sent | inline)
    place.refresh_from_db()
    assert (place.name, place.status) == ("De Eik", "shown")
    newest = place.history.first()
    assert newest is not None
    assert newest.history_user == staff
    assert admin.get(f"{PLACES}{place.pk}/history/").status_code == 200
    first = f"{PLACES}{place.pk}/history/{place.history.last().pk}/"
    assert "De Dennenappel" in admin.get(first).content.decode()
    put_back = sent | inline | {"name": "De Dennenappel"}
    assert admin.post(first, put_back).status_code == 403
    place.refresh_from_db()
    assert place.name == "De Eik"


def test_lists_are_filtered_by_municipality(admin: Client, demo: None) -> None:
    make_place("BU02430501", "De Kom")
    make_place("GM0344", "De Dom")
    page = admin.get(PLACES).content.decode()
    assert ">Harderwijk<" in page
    assert ">Vlaardingen<" not in page
    page = admin.get(f"{PLACES}?municipality=GM0243").content.decode()
    assert "De Kom" in page
    assert "De Dom" not in page
    assert admin.get(f"{PLACES}?municipality=x').").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_lists_stay_flat(
    admin: Client, district: Area, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        place = make_place(district, f"Place {number}")
        group = make_group(district, f"Group {number}")
        for about in ({"place": place}, {"group": group}):
            MistakeReport.objects.create(what="gone", text="Dicht", sent_at=timezone.now(), **about)
    for model in ("place", "localgroup", "mistakereport"):
        with django_assert_max_num_queries(12):
            assert admin.get(f"/admin/neighbourhoods/{model}/").status_code == 200


def test_reports_are_read_with_the_place_and_ticked_off(admin: Client, district: Area) -> None:
    place = make_place(district)
    report = MistakeReport.objects.create(
        place=place, what="gone", text="Het is dicht", sent_at=timezone.now()
    )
    assert "Het is dicht" in admin.get(f"{PLACES}{place.pk}/change/").content.decode()
    url = f"/admin/neighbourhoods/mistakereport/{report.pk}/change/"
    admin.post(url, {"is_handled": "on", "text": "Iets anders"})
    report.refresh_from_db()
    assert (report.is_handled, report.text) == (True, "Het is dicht")
    assert admin.get("/admin/neighbourhoods/mistakereport/add/").status_code == 403


@pytest.mark.parametrize("odd", ["nobody", "(಼😅", "9" * 40, "١"])
def test_the_history_of_what_cannot_be_is_not_there(
    admin: Client, district: Area, odd: str
) -> None:
    place = make_place(district)
    assert admin.get(f"{PLACES}{place.pk}/history/").status_code == 200
    for page in (f"{odd}/history/", f"{place.pk}/history/{odd}/"):
        assert admin.get(f"{PLACES}{page}").status_code == 404
