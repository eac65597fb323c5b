"""The agenda on somebody else's site."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from time_machine import TimeMachineFixture

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from tests.agenda.agenda import CANARY, make_canaries
from tests.agenda.makers import make_meetup
from tests.factories import NOW
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
EMBED = "/en/agenda/WK024305/embed/"


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


def policy(client: Client, url: str, **headers: str) -> dict[str, list[str]]:
    header = client.get(url, headers=headers).headers["Content-Security-Policy"]
    directives = (directive.split() for directive in header.split(";"))
    return {name: values for name, *values in directives}


def test_anyone_may_frame_it_and_it_runs_nothing(client: Client, initiative: Initiative) -> None:
    response = client.get(EMBED)
    assert policy(client, EMBED)["frame-ancestors"] == ["*"]
    assert policy(client, EMBED)["script-src"] == ["'none'"]
    assert "X-Frame-Options" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "<script" not in response.content.decode()
    assert "<form" not in response.content.decode()


def test_that_holds_for_who_has_it_already(client: Client, initiative: Initiative) -> None:
    tag = client.get(EMBED).headers["ETag"]
    response = client.get(EMBED, headers={"If-None-Match": tag})
    assert response.status_code == 304
    assert "X-Frame-Options" not in response.headers
    assert policy(client, EMBED, **{"If-None-Match": tag})["frame-ancestors"] == ["*"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["", "month/", "map/"])
def test_nobody_may_frame_the_other_pages(
    client: Client, initiative: Initiative, path: str
) -> None:
    url = f"/en/agenda/WK024305/{path}"
    assert policy(client, url)["frame-ancestors"] == ["'none'"]
    assert client.get(url).headers["X-Frame-Options"] == "DENY"


def test_it_is_the_same_for_all_and_sets_no_cookie(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    first = client.get(EMBED)
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    sign_in(client, organiser)
    assert client.get(EMBED).content == first.content


def test_its_links_open_the_site(client: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative, title="<b>Soep</b>")
    page = client.get(EMBED).content.decode()
    assert "&lt;b&gt;Soep&lt;/b&gt;" in page
    links = re.findall(r"<a ([^>]*)>", page)
    site = "http://localhost:8000/en"
    assert [re.sub(r'.*?href="([^"]*)".*', r"\1", link) for link in links] == [
        f"{site}/meetups/{meetup.code}/",
        f"{site}/agenda/WK024305/",
    ]
    assert all('target="_top" rel="noopener"' in link for link in links)


def test_it_holds_the_next_few(client: Client, initiative: Initiative) -> None:
    for _i in range(10):
        make_meetup(initiative)
    make_meetup(initiative, title="off", state="cancelled", cancelled_at=NOW)
    page = client.get(EMBED).content.decode()
    assert page.count("<li>") == 8
    assert "off<" not in page


def test_what_nobody_may_find_is_not_on_it(client: Client, initiative: Initiative) -> None:
    make_canaries(initiative)
    page = client.get(EMBED).content.decode()
    assert CANARY not in page
    assert "Nothing is planned here now." in page


def test_it_asks_no_more_with_more(client: Client, initiative: Initiative) -> None:
    counts = []
    for number in (1, 7):
        for _i in range(number):
            make_meetup(initiative)
        with CaptureQueriesContext(connection) as caught:
            client.get(EMBED)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 6


def test_the_agenda_shows_the_code_to_copy(client: Client, initiative: Initiative) -> None:
    page = client.get("/en/agenda/WK024305/").content.decode()
    assert '&lt;iframe src="http://localhost:8000/en/agenda/WK024305/embed/"' in page
