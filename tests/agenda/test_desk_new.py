"""Making meetups: from the plan, one or a series, and what is wrong with a form in plain words."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext

from meetups.accounts.models import User
from meetups.agenda.models import Meetup, Series
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Event, Initiative
from tests.agenda.desk import FORM, text_of, url
from tests.agenda.makers import STARTS
from tests.factories import make_area, make_place
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_ninth_of_march")]


# --- making --------------------------------------------------------------------------------------
def test_a_new_meetup_is_filled_in_from_the_plan(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    place = make_place(initiative.area, address="Dennenlaan 12", step_free=True)
    Initiative.objects.update(place=place, is_sensitive=True, spot="indoors")
    sign_in(client, organiser)
    form = client.get(url("new", initiative)).context["form"]
    got = {name: form[name].value() for name in form.fields}
    assert got["title"] == "Samen koken, samen eten"
    assert got["about"] == "We eten samen. Je kunt meehelpen, of gewoon aanschuiven."
    assert (got["day"], got["capacity"], got["place"]) == (date(2027, 4, 24), 40, place.pk)
    assert (got["step_free"], got["rule"]) == ("yes", "once")
    assert (got["is_listed"], got["hides_address"]) == (False, True)


def test_a_meetup_is_made_for_the_eyes_of_the_team(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    place = make_place(initiative.area, address="Dennenlaan 12")
    sign_in(client, organiser)
    more = {
        "place": place.pk,
        "place_name": "",
        "address": "",
        "doors": "13:30",
        "closes_days": "1",
        "closes_clock": "18:00",
        "costs": "2,50",
        "languages": ["nl", "ar"],
        "needs_asked": ["halal"],
        "step_free": "no",
        "children": "yes",
        "bring": "Een mok",
    }
    response = client.post(url("new", initiative), FORM | more)
    meetup = Meetup.objects.get()
    assert response.headers["Location"] == url("desk", initiative, meetup)
    assert (meetup.state, meetup.title, meetup.series) == ("draft", FORM["title"], None)
    assert meetup.starts_at == STARTS
    assert meetup.ends_at == STARTS + timedelta(hours=3)
    assert meetup.doors_open_at == STARTS - timedelta(minutes=30)
    assert meetup.closes_at == datetime(2027, 4, 23, 18, tzinfo=ZONE)
    assert (meetup.place, meetup.where_words) == (place, "De Dennenappel, Dennenlaan 12")
    assert (meetup.costs, meetup.languages, meetup.needs_asked) == (250, ["nl", "ar"], ["halal"])
    assert (meetup.step_free, meetup.children, meetup.bring) == (False, True, "Een mok")
    assert (meetup.area, meetup.municipality) == (initiative.area, initiative.municipality)
    assert client.get(meetup.get_absolute_url()).status_code == 404
    assert [event.kind for event in Event.objects.all()] == ["meetup_added"]
    client.post(url("new", initiative), FORM | more)
    assert Meetup.objects.count() == 1, "a form that is sent twice makes one meetup"


def test_a_series_is_made_in_one_go(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    sign_in(client, organiser)
    client.post(url("new", initiative), FORM | {"rule": "monthly", "times": "4"})
    days = [meetup.day for meetup in Meetup.objects.all()]
    assert days == [date(2027, 4, 24), date(2027, 5, 22), date(2027, 6, 26), date(2027, 7, 24)]
    assert {meetup.starts_local.hour for meetup in Meetup.objects.all()} == {14}
    assert [series.rule for series in Series.objects.all()] == ["monthly"]
    told = [(event.kind, event.subject) for event in Event.objects.all()]
    assert told == [("meetup_added", f"{FORM['title']}, 24-04-2027 … 24-07-2027 (4×)")]
    dates = {"rule": "by_hand", "dates": "1-6-2027\n2027-05-03, 24-04-2027", "title": "Anders"}
    client.post(url("new", initiative), FORM | dates)
    days = [meetup.day for meetup in Meetup.objects.filter(title="Anders")]
    assert days == [date(2027, 4, 24), date(2027, 5, 3), date(2027, 6, 1)]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": " "}, "title", "Fill this in."),
        ({"title": "x" * 121}, "title", "120"),
        ({"about": "x" * 2001}, "about", "2000"),
        ({"day": ""}, "day", "Fill this in."),
        ({"day": "31-02-2027"}, "day", "Fill in a date, such as 24-04-2027."),
        ({"day": "2027-03-08"}, "day", "This day is over. Choose a later one."),
        (
            {"day": "2027-03-09", "starts": "09:00"},
            "starts",
            "This time is over. Choose a later one.",
        ),
        ({"day": "2100-01-01"}, "day", "2100"),
        ({"starts": "25:00"}, "starts", "Fill in a time, such as 14:00."),
        ({"ends": "13:00"}, "ends", "It ends before it begins."),
        ({"ends": "14:00"}, "ends", "It ends before it begins."),
        ({"day": "2027-03-28", "starts": "02:30", "ends": "05:00"}, "starts", "02:30"),
        ({"day": "2027-10-31", "starts": "02:30", "ends": "05:00"}, "starts", "02:30"),
        ({"day": "2027-03-27", "starts": "20:00", "ends": "02:30"}, "ends", "02:30"),
        ({"day": "2027-10-30", "starts": "20:00", "ends": "02:30"}, "ends", "02:30"),
        ({"doors": "14:30"}, "doors", "The doors open after it begins."),
        ({"closes_days": "1"}, "closes_clock", "Fill in at what time too."),
        ({"closes_days": "61", "closes_clock": "18:00"}, "closes_days", "60"),
        ({"closes_days": "0", "closes_clock": "15:00"}, "closes_clock", "This is after it begins."),
        ({"way": "teleport"}, "way", "Choose one of these."),
        ({"place_name": "x" * 161}, "place_name", "160"),
        ({"address": "x" * 161}, "address", "160"),
        ({"way": "online", "online_link": "http://example.org"}, "online_link", "https://"),
        (
            {"way": "online", "online_link": "javascript:alert(1)"},
            "online_link",
            "Fill in a link, such as https://meet.example.org/soup.",
        ),
        (
            {"online_link": "https://example.org"},
            "online_link",
            "This is for meeting online. Choose that above, or leave it open.",
        ),
        ({"languages": ["klingon"]}, "languages", "Choose from these."),
        ({"needs_asked": ["champagne"]}, "needs_asked", "Choose from these."),
        ({"step_free": "maybe"}, "step_free", "Choose one of these."),
        ({"costs": "gratis"}, "costs", "Fill in an amount, such as 12.50."),
        ({"costs": "-1"}, "costs", "Fill in an amount of 0 or more."),
        ({"bring": "x" * 161}, "bring", "160"),
        ({"capacity": "0"}, "capacity", "1"),
        ({"capacity": "1001"}, "capacity", "1000"),
        ({"capacity": "veel"}, "capacity", "Fill in a whole number, such as 40."),
        ({"party_most": "5"}, "party_most", "Choose one of these."),
        ({"rule": "daily"}, "rule", "Choose one of these."),
        ({"rule": "weekly"}, "times", "Fill in how many times."),
        ({"rule": "weekly", "times": "53"}, "times", "52"),
        ({"rule": "weekly", "times": "1"}, "times", "2"),
        ({"rule": "by_hand"}, "dates", "Fill in the other dates, one on a line."),
        ({"rule": "by_hand", "dates": "morgen"}, "dates", "morgen"),
        ({"rule": "by_hand", "dates": "1-3-2027"}, "dates", "1-3-2027"),
        (
            {
                "rule": "by_hand",
                "dates": "\n".join(f"{d}-{m}-2028" for m in (1, 3) for d in range(1, 32)),
            },
            "dates",
            "52",
        ),
        (
            {
                "rule": "weekly",
                "times": "3",
                "day": "2027-10-17",
                "starts": "02:30",
                "ends": "05:00",
            },
            "starts",
            "31 oktober 2027",
        ),
    ],
)
def test_bad_input_gets_a_plain_error_by_its_field_and_nothing_is_lost(
    wrong: dict[str, Any],
    field: str,
    words: str,
    client: Client,
    initiative: Initiative,
    organiser: User,
) -> None:
    sign_in(client, organiser)
    response = client.post(url("new", initiative), FORM | {"bring": "Een mok"} | wrong)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert gettext(words) in " ".join(form.errors[field])
    assert "Kook mee." in text_of(response) or field == "about"
    assert not Meetup.objects.exists()


def test_a_place_is_from_the_list_or_another_one(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    place = make_place(initiative.area)
    elsewhere = make_place(make_area("WK062205", "Holy"), "De Eik")
    sign_in(client, organiser)
    for wrong, field in (({"place": place.pk}, "place_name"), ({"place": elsewhere.pk}, "place")):
        response = client.post(url("new", initiative), FORM | wrong)
        assert list(response.context["form"].errors) == [field]


def test_a_meetup_online_has_no_place(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    sign_in(client, organiser)
    online = {"way": "online", "online_link": "https://meet.example.org/soep"}
    client.post(url("new", initiative), FORM | online)
    meetup = Meetup.objects.get()
    assert (meetup.where_words, meetup.online_link) == ("", online["online_link"])
