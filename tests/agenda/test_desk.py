"""The organisers’ desk: who sees what, opening and closing pages, calling off."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import Office, User
from meetups.agenda.models import Meetup, MeetupState, Origin, RsvpState
from meetups.agenda.services import meetups as services
from meetups.initiatives.models import Event, Initiative
from tests.agenda.desk import make_series, text_of, url
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import NOW, make_initiative, make_place, make_user
from tests.initiatives.team import seat_of
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_ninth_of_march")]


# --- who may -------------------------------------------------------------------------------------
def test_who_comes_to_the_desk(
    client: Client,
    initiative: Initiative,
    organiser: User,
    helper: User,
    stranger: User,
    reviewer: User,
    other_reviewer: User,
) -> None:
    Initiative.objects.update(status="approved", submitted_at=NOW)
    meetup = make_meetup(initiative)
    elsewhere = make_meetup(other_plan())
    expected = [(organiser, 200, 200), (helper, 200, 404), (reviewer, 200, 404)]
    expected += [(stranger, 404, 404), (other_reviewer, 404, 404)]
    for user, sees, changes in expected:
        sign_in(client, user)
        assert client.get(url("meetups", initiative)).status_code == sees, user.name
        assert client.get(url("desk", initiative, meetup)).status_code == sees, user.name
        for name in ("edit", "cancel"):
            assert client.get(url(name, initiative, meetup)).status_code == changes, user.name
        assert client.get(url("new", initiative)).status_code == changes, user.name
        if changes == 404:
            for name in ("show", "close", "undo", "edit", "cancel"):
                assert client.post(url(name, initiative, meetup)).status_code == 404, user.name
        for name in ("desk", "edit", "cancel"):
            assert client.get(url(name, initiative, elsewhere)).status_code == 404
    assert not Event.objects.exists()


def other_plan() -> Initiative:
    return make_initiative(make_user("Anneke"))


def test_the_list_says_what_is_planned_and_what_was(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    sign_in(client, helper)
    assert gettext("There are no meetups yet.") in text_of(client.get(url("meetups", initiative)))
    make_meetup(initiative, title="Straks", seats_taken=3)
    make_meetup(initiative, title="Niet", state=MeetupState.CANCELLED, cancelled_at=NOW)
    make_meetup(initiative, title="Toen", starts_at=NOW - timedelta(days=7), attended=12)
    page = text_of(client.get(url("meetups", initiative)))
    assert page.index("Straks") < page.index("Niet") < page.index("Toen")
    assert "/meetups/new/" not in page
    sign_in(client, organiser)
    assert url("new", initiative) in text_of(client.get(url("meetups", initiative)))


def test_what_is_long_over_is_shown_on_request(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    for week in range(1, 14):
        make_meetup(initiative, title=f"Toen-{week}.", starts_at=NOW - timedelta(weeks=week))
    sign_in(client, organiser)
    page = text_of(client.get(url("meetups", initiative)))
    assert "Toen-12." in page
    assert "Toen-13." not in page
    assert "Toen-13." in text_of(client.get(url("meetups", initiative) + "?all=1"))


@pytest.mark.parametrize("name", ["meetups", "desk"])
def test_pages_take_as_many_queries_for_thirty_rows_as_for_one(
    name: str,
    client: Client,
    initiative: Initiative,
    organiser: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    place = make_place(initiative.area)
    meetup = make_series(initiative, 1, place=place)[0]
    make_rsvp(meetup, state=RsvpState.WAITING)
    sign_in(client, organiser)
    address = url(name, initiative, None if name == "meetups" else meetup)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for row in make_series(initiative, 30, place=place):
        row.series = meetup.series
        row.save()
        make_rsvp(row, state=RsvpState.WAITING)
    with django_assert_num_queries(len(one)):
        client.get(address)


# --- open and closed -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "with_office", "without"),
    [
        ("draft", False, True),
        ("submitted", False, True),
        ("changes_asked", False, True),
        ("approved", True, True),
        ("declined", False, False),
        ("running", True, True),
        ("resting", False, False),
        ("completed", False, False),
        ("stopped", False, False),
    ],
)
def test_a_page_can_be_opened_when_the_plan_may_begin(
    status: str, with_office: bool, without: bool, initiative: Initiative
) -> None:
    initiative.status = status
    for office, may in ((Office(), with_office), (None, without)):
        assert (services.why_not_shown(initiative, office) == "") is may


def test_a_page_is_opened_closed_and_opened_again(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative, state=MeetupState.DRAFT)
    sign_in(client, organiser)
    for name, data, state in (
        ("show", {}, ("shown", False)),
        ("show", {}, ("shown", False)),
        ("close", {}, ("shown", True)),
        ("close", {"open": "1"}, ("shown", False)),
    ):
        response = client.post(url(name, initiative, meetup), data)
        assert response.headers["Location"] == url("desk", initiative, meetup)
        meetup.refresh_from_db()
        assert (meetup.state, meetup.is_closed) == state
    kinds = [event.kind for event in Event.objects.order_by("pk")]
    assert kinds == ["meetup_shown", "meetup_changed", "meetup_changed"]
    page = text_of(client.get(url("desk", initiative, meetup)))
    assert f"http://testserver/meetups/{meetup.code}/" in page


def test_why_a_page_cannot_be_opened_is_said(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    meetup = make_meetup(initiative, state=MeetupState.DRAFT)
    sign_in(client, organiser)
    why = services.why_not_shown(initiative, office)
    assert why in text_of(client.get(url("desk", initiative, meetup)))
    response = client.post(url("show", initiative, meetup))
    assert response.status_code == 409
    assert why in text_of(response)
    meetup.refresh_from_db()
    assert meetup.state == "draft"


def test_the_rest_of_a_series_is_opened_in_one_go(initiative: Initiative, organiser: User) -> None:
    rows = make_series(initiative, 4, state=MeetupState.DRAFT)
    Meetup.objects.filter(pk=rows[3].pk).update(state="cancelled", cancelled_at=NOW)
    seat = seat_of(organiser, initiative)
    services.show_meetup(seat=seat, meetup=rows[1], for_following=True, now=NOW)
    states = list(Meetup.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["draft", "shown", "shown", "cancelled"]


# --- calling off ---------------------------------------------------------------------------------
def test_cancelling_asks_for_the_name_and_can_be_undone(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative)
    make_rsvp(meetup)
    sign_in(client, organiser)
    wrong = ({"title": ""}, {"title": "Soep"}, {"title": meetup.title, "why": "Zie www.soep.nl"})
    for data in wrong:
        assert client.post(url("cancel", initiative, meetup), data).status_code == 422
    data = {"title": " soep in  de dennenappel ", "why": "De kok is ziek."}
    response = client.post(url("cancel", initiative, meetup), data, follow=True)
    assert "12.05" in text_of(response)
    meetup.refresh_from_db()
    assert (meetup.state, meetup.cancel_why, meetup.revision) == ("cancelled", data["why"], 1)
    assert client.post(url("cancel", initiative, meetup), data).status_code == 302
    client.post(url("undo", initiative, meetup))
    meetup.refresh_from_db()
    assert (meetup.state, meetup.cancelled_at, meetup.cancel_why) == ("shown", None, "")
    kinds = [event.kind for event in Event.objects.order_by("pk")]
    assert kinds == ["meetup_cancelled", "meetup_restored"]


def test_after_five_minutes_it_stays_off(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    at = NOW - timedelta(minutes=5)
    meetup = make_meetup(initiative, state=MeetupState.CANCELLED, cancelled_at=at)
    sign_in(client, organiser)
    assert url("undo", initiative, meetup) not in text_of(
        client.get(url("desk", initiative, meetup))
    )
    assert client.post(url("undo", initiative, meetup)).status_code == 409
    meetup.refresh_from_db()
    assert meetup.state == "cancelled"


def test_a_draft_is_thrown_away(client: Client, initiative: Initiative, organiser: User) -> None:
    meetup = make_meetup(initiative, state=MeetupState.DRAFT)
    make_rsvp(meetup, origin=Origin.PAPER)
    sign_in(client, organiser)
    assert "title" not in client.get(url("cancel", initiative, meetup)).context["form"].fields
    response = client.post(url("cancel", initiative, meetup))
    assert response.headers["Location"] == url("meetups", initiative)
    assert not Meetup.objects.exists()
    assert client.get(url("desk", initiative, meetup)).status_code == 404


def test_the_rest_of_a_series_is_cancelled_and_brought_back_together(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    rows = make_series(initiative, 4)
    before = NOW - timedelta(minutes=1)
    Meetup.objects.filter(pk=rows[3].pk).update(state="cancelled", cancelled_at=before)
    sign_in(client, organiser)
    data = {"title": rows[1].title, "following": "on"}
    client.post(url("cancel", initiative, rows[1]), data)
    states = [row.state for row in Meetup.objects.order_by("pk")]
    assert states == ["shown", "cancelled", "cancelled", "cancelled"]
    client.post(url("undo", initiative, rows[2]))
    states = [row.state for row in Meetup.objects.order_by("pk")]
    assert states == ["shown", "shown", "shown", "cancelled"]


# --- afterwards ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "is_erased"), [(1, False), (13, False), (14, True)])
def test_when_it_is_over_the_desk_says_what_is_left(
    days: int, is_erased: bool, client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative, starts_at=NOW - timedelta(days=days))
    sign_in(client, organiser)
    page = text_of(client.get(url("desk", initiative, meetup)))
    assert (gettext("Who the guests were is erased.") in page) is is_erased
    assert reverse("agenda:came", args=[initiative.pk, meetup.pk]) in page
    for name in ("edit", "cancel", "close"):
        assert url(name, initiative, meetup) not in page
