"""Changing meetups: one or those after it, and nobody’s words or guests are lost."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from meetups.accounts.models import User
from meetups.agenda.models import Meetup, MeetupState, RsvpState
from meetups.agenda.services import meetups as services
from meetups.agenda.services.series import Hours
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Event, Initiative
from meetups.initiatives.services.errors import ChangedMeanwhileError, PlanError
from meetups.outbox.models import OutboundMessage
from tests.agenda.desk import FORM, edit, fields_of, make_series, move, text_of, url
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_member, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, seat_of
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_ninth_of_march")]


# --- changing ------------------------------------------------------------------------------------
def test_saving_what_is_there_changes_nothing(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(
        initiative,
        doors_open_at=STARTS - timedelta(minutes=30),
        closes_at=STARTS - timedelta(days=2),
        languages=["ar", "nl"],
        step_free=False,
        costs=250,
        online_link="https://meet.example.org/soep",
        way="both",
    )
    make_rsvp(meetup)
    before = Meetup.objects.values().get()
    sign_in(client, organiser)
    data = fields_of(client, initiative, meetup)
    data |= {"doors": "13:30", "closes_clock": "14:00", "costs": "2,50"}
    assert client.post(url("edit", initiative, meetup), data).status_code == 302
    assert Meetup.objects.values().get() == before
    assert not Event.objects.exists()


def test_only_what_guests_must_hear_of_is_told(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative)
    make_rsvp(meetup)
    sign_in(client, organiser)
    quiet = {"title": "Anders", "about": "Ook anders", "bring": "Een mok", "party_most": "3"}
    assert edit(client, initiative, meetup, **quiet).status_code == 302
    meetup.refresh_from_db()
    assert (meetup.title, meetup.revision) == ("Anders", 0)
    assert not OutboundMessage.objects.exists()
    loud: list[dict[str, Any]] = [
        {"day": "2027-04-25"},
        {"starts": "13:00"},
        {"ends": "18:00"},
        {"doors": "12:30"},
        {"place_name": "De Eik"},
        {"address": "Eikenlaan 1"},
        {"way": "both"},
        {"way": "both", "online_link": "https://meet.example.org/soep"},
    ]
    for revision, change in enumerate(loud, start=1):
        doors = {"doors": "12:30"} if revision > 4 else {}
        assert edit(client, initiative, meetup, **doors | change).status_code == 302
        meetup.refresh_from_db()
        assert meetup.revision == revision, change
    open_ones = OutboundMessage.objects.filter(state="planned")
    assert [message.revision for message in open_ones] == [len(loud)]


def test_this_and_following_move_along_and_nobody_is_lost(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    rows = make_series(initiative, 4)
    odd = rows[2]
    Meetup.objects.filter(pk=odd.pk).update(
        title="Feest", ends_at=odd.starts_at + timedelta(hours=6), bring="Taart"
    )
    Meetup.objects.filter(pk=rows[3].pk).update(state="cancelled", cancelled_at=NOW)
    guests = [make_rsvp(row, f"Gast{row.pk}") for row in rows]
    sign_in(client, organiser)
    new = {"day": "2027-05-02", "starts": "15:00", "bring": "Een mok", "scope": "following"}
    response = edit(client, initiative, rows[1], **new)
    assert response.status_code == 302
    got = [
        (row.starts_local.isoformat()[:16], row.ends_local.hour, row.title, row.bring)
        for row in Meetup.objects.order_by("pk")
    ]
    soup = FORM["title"]
    assert got == [
        ("2027-04-24T14:00", 17, soup, ""),
        ("2027-05-02T15:00", 17, soup, "Een mok"),
        ("2027-05-09T15:00", 20, "Feest", "Een mok"),
        ("2027-05-15T14:00", 17, soup, ""),
    ]
    told = OutboundMessage.objects.order_by("subject_id").values_list("subject_id", flat=True)
    assert list(told) == [guests[1].pk, guests[2].pk]
    assert [row.seats_taken for row in Meetup.objects.all()] == [1, 1, 1, 1]


def test_a_clock_night_further_on_stops_the_whole_move(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    rows = make_series(initiative, 2)
    Meetup.objects.filter(pk=rows[1].pk).update(
        starts_at=datetime(2027, 10, 30, 14, tzinfo=ZONE),
        ends_at=datetime(2027, 10, 30, 17, tzinfo=ZONE),
    )
    sign_in(client, organiser)
    new = {"day": "2027-04-25", "starts": "02:30", "ends": "05:00", "scope": "following"}
    response = edit(client, initiative, rows[0], **new)
    assert response.status_code == 422
    assert "zondag 31 oktober 2027" in text_of(response)
    assert Meetup.objects.get(pk=rows[0].pk).starts_at == STARTS


def test_nobody_overwrites_another_organiser_unseen(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative)
    sign_in(client, organiser)
    mine = fields_of(client, initiative, meetup) | {"title": "Mijn naam", "bring": "Soep"}
    edit(client, initiative, meetup, title="Hun naam", starts="15:00")
    response = client.post(url("edit", initiative, meetup), mine)
    assert response.status_code == 409
    page = text_of(response)
    assert "Mijn naam" in page
    assert "Hun naam" in page
    assert "15.00" in page
    again = mine | {"version": response.context["form"]["version"].value()}
    assert client.post(url("edit", initiative, meetup), again).status_code == 302
    meetup.refresh_from_db()
    assert (meetup.title, meetup.bring, meetup.starts_at) == ("Mijn naam", "Soep", STARTS)


def test_seats_are_changed_only_as_far_as_guests_allow(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative, capacity=4)
    make_rsvp(meetup, party=3)
    waiting = make_rsvp(meetup, "Noor", RsvpState.WAITING, party=2)
    sign_in(client, organiser)
    response = edit(client, initiative, meetup, capacity="2")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["capacity"]
    assert edit(client, initiative, meetup, capacity="5").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == RsvpState.OFFERED
    # Resized elsewhere meanwhile: a form that did not touch it leaves it alone.
    data = fields_of(client, initiative, meetup)
    Meetup.objects.update(capacity=9)
    client.post(url("edit", initiative, meetup), data | {"bring": "Soep"})
    meetup.refresh_from_db()
    assert (meetup.capacity, meetup.bring) == (9, "Soep")


def test_what_is_over_or_cancelled_is_not_changed(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    over = make_meetup(initiative, starts_at=NOW - timedelta(days=1))
    off = make_meetup(initiative, state=MeetupState.CANCELLED, cancelled_at=NOW)
    seat = seat_of(organiser, initiative)
    sign_in(client, organiser)
    for meetup in (over, off):
        assert client.get(url("edit", initiative, meetup)).status_code == 409
        with pytest.raises(PlanError):
            move(seat, meetup, days=30)
    assert client.post(url("cancel", initiative, over), {"title": over.title}).status_code == 409
    for name in ("close", "show"):
        assert client.post(url(name, initiative, over)).status_code == 409 or name == "show"
    assert Meetup.objects.get(pk=over.pk).starts_at == over.starts_at


# --- at the same moment --------------------------------------------------------------------------
def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> list[Any]:
    """Two organisers move the same meetup at once, from what both have read."""
    people = [make_user("Fatma"), make_user("Anneke")]
    initiative = lasting_plan(people[0])
    make_member(initiative, people[1], role="organiser")
    meetup = make_meetup(initiative)
    if not guarded:
        monkeypatch.setattr(services, "change", _overwrite)
    Meeting().after(monkeypatch, services, "_hold_from")
    if not guarded:
        monkeypatch.setattr(services, "sit_down", lambda seat, as_organiser: None)
        monkeypatch.setattr(services, "_hold", lambda rows: list(rows))

    def act(user: User, days: int) -> Any:
        try:
            row = Meetup.objects.select_related("initiative").get(pk=meetup.pk)
            plain = services.edit_meetup if guarded else services.edit_meetup.__wrapped__  # type: ignore[attr-defined]
            return _moved(plain, seat_of(user, initiative), row, days)
        except ChangedMeanwhileError as error:
            return error

    return at_once(*(partial(act, user, days) for user, days in zip(people, (1, 2), strict=True)))


def _moved(edit_: Any, seat: Any, meetup: Meetup, days: int) -> Any:
    hours = Hours.of(meetup)
    return edit_(
        seat=seat,
        meetup=meetup,
        version=1,
        hours=hours.on(hours.day + timedelta(days=days)),
        capacity=None,
        values={},
        for_following=False,
        now=NOW,
    )


def _overwrite(row: Meetup, *, version: int, by: User, now: datetime, **values: Any) -> Meetup:
    Meetup.objects.filter(pk=row.pk).update(**values)
    return Meetup.objects.get(pk=row.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_at_once_the_second_sees_what_the_first_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results = race(monkeypatch, guarded=True)
    assert sorted(type(result).__name__ for result in results) == [
        "ChangedMeanwhileError",
        "Edited",
    ]


@pytest.mark.django_db(transaction=True)
def test_without_holding_the_meetup_one_would_overwrite_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results = race(monkeypatch, guarded=False)
    assert [type(result).__name__ for result in results] == ["Edited", "Edited"]
