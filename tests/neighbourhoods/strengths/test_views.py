"""What a profile says of places and groups, and a reader's word that one is wrong."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from neighbourhoods.models import Area, MistakeReport
from neighbourhoods.strengths.lifecycle import Status
from neighbourhoods.strengths.models import Kind
from neighbourhoods.strengths.services import MISTAKES_EACH
from tests.factories import make_group, make_place

PROFILE = "/en/neighbourhoods/WK024305/"
NOTHING = "We do not know of a meeting place or a group here."


def text(client: Client, url: str) -> str:
    """The page with its white space as a browser shows it."""
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_area_with_nothing_says_so(client: Client, district: Area) -> None:
    page = text(client, PROFILE)
    assert "What Stadsdennen already has" in page
    assert NOTHING in page
    assert "Places to meet" not in page
    assert "Nothing is planned here now." in page


def test_a_place_says_what_it_offers(client: Client, district: Area) -> None:
    place = make_place(
        "BU02430501",
        kind=Kind.LIBRARY,
        address="Hoofdstraat 1",
        postcode="3842 AB",
        has_kitchen=True,
        rooms=2,
        capacity=60,
        costs_en="free for residents.",
        step_free=True,
        accessible_toilet=False,
        ask="the manager",
        phone="0341 123 456",
        email="info@example.org",
        website="https://example.org/?a=1&b=2",
        source="List of the municipality",
    )
    page = text(client, PROFILE)
    assert NOTHING not in page
    for part in (
        "Library · Stadsdennen Noord · Hoofdstraat 1 · 3842 AB<",
        "Kitchen, 2 rooms, room for 60 people. Free for residents. "
        "No steps at the door, no wheelchair toilet.<",
        "Ask: the manager. 0341 123 456 ",
        'href="mailto:info@example.org"',
        'href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener"',
        "Source: List of the municipality.",
        f'href="/en/neighbourhoods/places/{place.pk}/mistake/"',
    ):
        assert part in page, part


def test_what_is_not_known_is_not_said_to_be_absent(client: Client, district: Area) -> None:
    make_place(district)
    page = text(client, PROFILE)
    assert '<p class="bb-small"> We do not know if there are steps there.</p>' in page
    assert "itchen" not in page
    make_place(district, "De Trap", step_free=False, has_kitchen=False)
    assert "No kitchen. Steps at the door.<" in text(client, PROFILE)


def test_what_people_typed_is_escaped(client: Client, district: Area) -> None:
    make_place(district, "<b>De Kom</b>", ask="<i>wij</i>")
    make_group(district, does="<script>\nsoep")
    page = text(client, PROFILE)
    assert "<b>De Kom" not in page
    assert "<i>wij" not in page
    assert "&lt;script&gt;<br>soep" in page


def test_long_lists_fold_up(client: Client, district: Area) -> None:
    for number in range(15):
        make_place(district, f"Place {number:02}")
    page = text(client, PROFILE)
    assert "<summary>3 more places</summary>" in page
    assert page.index("Place 11") < page.index("3 more places") < page.index("Place 12")
    assert "more group" not in page


def test_what_waits_is_marked_for_its_proposer(
    client: Client, district: Area, volunteer: User
) -> None:
    waiting: dict[str, Any] = {
        "status": Status.PROPOSED,
        "decided_at": None,
        "proposed_by": volunteer,
    }
    place = make_place(district, **waiting)
    url = f"/en/neighbourhoods/places/{place.pk}/mistake/"
    assert place.name not in text(client, PROFILE)
    assert client.get(url).status_code == client.post(url, {"what": "gone"}).status_code == 404
    client.force_login(volunteer)
    assert "Waiting for approval: not everyone sees this" in text(client, PROFILE)
    assert client.get(url).status_code == 200
    assert not MistakeReport.objects.exists()


def test_the_whole_profile_stays_flat(
    client: Client, district: Area, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_place("BU02430501", f"Place {number}")
        make_group("BU02430503", f"Group {number}")
    for url in (PROFILE, "/en/neighbourhoods/BU02430501/", "/en/neighbourhoods/GM0243/"):
        with django_assert_max_num_queries(13):
            text(client, url)


@pytest.mark.parametrize("make", [make_place, make_group])
def test_a_report_is_stored_and_thanked_for(client: Client, district: Area, make: object) -> None:
    about = make(district)  # type: ignore[operator]
    url = f"/en/neighbourhoods/{'places' if make is make_place else 'groups'}/{about.pk}/mistake/"
    page = text(client, url)
    assert f"What is wrong about {about.name}?" in page
    response = client.post(url, {"what": "facts", "text": "Er is\u202e geen keuken."})
    assert (response.status_code, response["Location"]) == (302, f"{url}?sent=1")
    report = MistakeReport.objects.get()
    assert (report.about, report.what, report.text) == (about, "facts", "Er is geen keuken.")
    thanks = text(client, f"{url}?sent=1")
    assert "Thank you" in thanks
    assert f'href="{PROFILE}"' in thanks
    assert "<form method" not in thanks


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose what is wrong."),
        ({"what": "nonsense"}, "Choose what is wrong."),
        ({"what": "other", "text": " \u200b"}, "Write briefly what is wrong."),
        ({"what": "gone", "text": "x" * 501}, "Write at most 500 characters. It is now 501."),
    ],
)
def test_a_report_that_is_not_right_yet(
    client: Client, district: Area, sent: dict[str, str], said: str
) -> None:
    url = f"/en/neighbourhoods/places/{make_place(district).pk}/mistake/"
    response = client.post(url, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert page.count(said) == 2
    if sent.get("what") == "gone":
        assert 'value="gone" checked' in page
        assert "x" * 501 in page
    assert not MistakeReport.objects.exists()


def test_too_many_reports_are_told_to_wait(client: Client, district: Area) -> None:
    place = make_place(district)
    now = timezone.now()
    MistakeReport.objects.bulk_create(
        MistakeReport(place=place, what="gone", sent_at=now) for _ in range(MISTAKES_EACH)
    )
    response = client.post(f"/en/neighbourhoods/places/{place.pk}/mistake/", {"what": "gone"})
    assert response.status_code == 429
    assert "Try again later." in response.content.decode()
    assert MistakeReport.objects.count() == MISTAKES_EACH


def test_a_report_needs_a_token_against_forgery(district: Area) -> None:
    url = f"/en/neighbourhoods/places/{make_place(district).pk}/mistake/"
    assert Client(enforce_csrf_checks=True).post(url, {"what": "gone"}).status_code == 403


def test_a_report_is_kept_by_no_cache(client: Client, district: Area) -> None:
    response = client.get(f"/en/neighbourhoods/places/{make_place(district).pk}/mistake/")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("pk", ["0", "999", "9" * 30])
def test_an_unknown_place_is_not_found(client: Client, demo: None, pk: str) -> None:
    assert client.get(f"/en/neighbourhoods/places/{pk}/mistake/").status_code == 404


def test_who_looks_for_a_place_where_there_is_none_is_led_on(
    client: Client, district: Area
) -> None:
    make_place("GM0243", "De Kiekmure")
    page = client.get(f"/en/neighbourhoods/{district.code}/").content.decode()
    assert "In Harderwijk we know one." in page
    assert 'href="/en/neighbourhoods/GM0243/#strengths"' in page
    assert "De Kiekmure" in client.get("/en/neighbourhoods/GM0243/").content.decode()
