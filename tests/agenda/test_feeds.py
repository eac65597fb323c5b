"""The agenda for other programs, read by readers that are not its writers."""

from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import TimeMachineFixture

from meetups.agenda.models import Meetup
from meetups.agenda.views import calendars
from meetups.initiatives.models import Initiative
from meetups.initiatives.services.versions import change
from tests.agenda.agenda import CANARY, make_canaries, plan_in
from tests.agenda.makers import STARTS, make_meetup
from tests.agenda.rfc5545 import read
from tests.factories import NOW, make_place, make_user

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
CALENDAR, FEED = "/en/agenda/WK024305/calendar.ics", "/en/agenda/WK024305/feed.atom"
ALL_CALENDAR, ALL_FEED = "/en/agenda/calendar.ics", "/en/agenda/feed.atom"
SITE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


def entries(client: Client, url: str = CALENDAR) -> list[dict[str, str]]:
    response = client.get(url)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return [event.values for event in read(response.content).all("VEVENT")]


def items(client: Client, url: str = FEED) -> list[ElementTree.Element]:
    response = client.get(url)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 (ours)


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def test_a_calendar_holds_the_coming_year(client: Client, initiative: Initiative) -> None:
    days = {"now": 0, "soon": 10, "in a year": 365, "too far": 367}
    for title, number in days.items():
        make_meetup(initiative, title=title, starts_at=NOW + timedelta(days=number))
    assert [entry["SUMMARY"] for entry in entries(client)] == ["now", "soon", "in a year"]
    assert [entry["SUMMARY"] for entry in entries(client, ALL_CALENDAR)] == [
        *("now", "soon", "in a year")
    ]


def test_a_calendar_says_whose_it_is(client: Client, initiative: Initiative) -> None:
    calendar = read(client.get(CALENDAR).content)
    assert calendar.values["NAME"] == "Agenda of Stadsdennen"
    assert calendar.values["REFRESH-INTERVAL"] == "PT1H"


def test_what_is_cancelled_is_struck_out_where_it_was(
    client: Client, initiative: Initiative
) -> None:
    meetup = make_meetup(initiative)
    (before,) = entries(client)
    Meetup.objects.update(state="cancelled", cancelled_at=NOW, revision=1, version=9)
    (after,) = entries(client)
    assert (after["UID"], after["STATUS"], after["SEQUENCE"]) == (before["UID"], "CANCELLED", "1")
    assert meetup.code in after["UID"]


def test_a_feed_is_atom(client: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative, title="Soep & brood <3", changed_at=NOW + timedelta(hours=1))
    (item,) = items(client)
    assert text(item, "id") == f"tag:localhost,2027:meetup/{meetup.code}"
    assert text(item, "title").startswith("Soep & brood <3, ")
    assert text(item, "updated") == "2027-03-09T12:00:00+00:00"
    link = item.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{SITE}/en/meetups/{meetup.code}/"
    root = ElementTree.fromstring(client.get(FEED).content)  # noqa: S314 (ours)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": f"{SITE}/en/agenda/WK024305/", "self": SITE + FEED}
    for name in ("id", "title", "updated"):
        assert text(root, name)
    assert root.find(f"{ATOM}author/{ATOM}name") is not None


def test_no_text_breaks_a_feed(client: Client, initiative: Initiative) -> None:
    """XML has no control characters at all: they are left out."""
    make_meetup(initiative, about="a\x0b\x1b\x01b ]]> \ufffe", title="a\x08b")
    (item,) = items(client)
    assert text(item, "title").startswith("ab")


@pytest.mark.parametrize("url", [CALENDAR, FEED, ALL_CALENDAR, ALL_FEED])
def test_what_nobody_may_find_is_in_no_feed(
    client: Client, initiative: Initiative, url: str
) -> None:
    make_canaries(initiative)
    assert CANARY.encode() not in client.get(url).content
    make_meetup(initiative, hides_address=True)
    body = client.get(url).content
    assert b"Dennenlaan" not in body
    assert b"De Dennenappel, " not in body


@pytest.mark.parametrize("url", [CALENDAR, FEED, ALL_CALENDAR, ALL_FEED])
def test_a_feed_is_kept_and_asked_again(
    client: Client, initiative: Initiative, url: str, time_machine: TimeMachineFixture
) -> None:
    empty = client.get(url).headers["ETag"]
    time_machine.shift(60)
    assert client.get(url, headers={"If-None-Match": empty}).status_code == 304
    make_meetup(initiative)
    first = client.get(url, headers={"If-None-Match": empty})
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    time_machine.move_to(STARTS + timedelta(days=1), tick=False)  # nobody changed it: it is over
    assert client.get(url, headers=known).status_code == 200


@pytest.mark.parametrize("url", [CALENDAR, FEED])
def test_what_did_not_change_is_written_once(
    client: Client, initiative: Initiative, url: str
) -> None:
    place = make_place(initiative.area, name="De Dennenappel")
    meetup = make_meetup(initiative, place=place, place_name="")
    body = client.get(url).content
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).content == body
    assert len(caught) <= 3
    assert b"De Dennenappel" in body
    place.name = "De Eikel"
    place.save()
    body = client.get(url).content
    assert b"De Eikel" in body
    assert b"De Dennenappel" not in body
    change(meetup, version=meetup.version, by=make_user("Riet"), now=NOW, title="Taart")
    assert b"Taart" in client.get(url).content
    assert b"Taart" not in body
    Initiative.objects.update(is_sensitive=True)
    assert meetup.code.encode() not in client.get(url).content


@pytest.mark.parametrize("url", [CALENDAR, FEED])
def test_a_feed_has_an_end(
    client: Client, initiative: Initiative, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST", 2)
    for number in range(4):
        make_meetup(initiative, title=f"M{number}", starts_at=STARTS + timedelta(days=number))
    body = client.get(url).content
    assert [f"M{number}".encode() in body for number in range(4)] == [True, True, False, False]


@pytest.mark.parametrize("url", [CALENDAR, FEED, ALL_CALENDAR])
def test_a_longer_feed_asks_no_more(client: Client, initiative: Initiative, url: str) -> None:
    counts = []
    for number in (1, 30):
        for _i in range(number):
            make_meetup(plan_in(initiative.area))
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("path", ["", "WK024305/"])
def test_pages_say_where_their_feeds_are(client: Client, initiative: Initiative, path: str) -> None:
    page = client.get(f"/en/agenda/{path}").content.decode()
    for kind, name in (("text/calendar", "calendar.ics"), ("application/atom+xml", "feed.atom")):
        assert f'rel="alternate" type="{kind}" href="{SITE}/en/agenda/{path}{name}"' in page
    assert f'href="webcal://localhost:8000/en/agenda/{path}calendar.ics"' in page
