"""A visitor may see a page of a moment ago; nobody sees one that was made for somebody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from meetups.accounts.models import User
from meetups.agenda.kept import FEEDS
from meetups.agenda.models import Meetup
from meetups.kept_pages import PAGES
from tests.agenda.makers import make_meetup
from tests.forms_of_pages import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue", "kept")]


@pytest.fixture
def kept(settings: Settings) -> Iterator[None]:
    settings.KEPT_PAGE_SECONDS = 3600
    for name in (PAGES, FEEDS):
        caches[name].clear()
    yield
    for name in (PAGES, FEEDS):
        caches[name].clear()


@pytest.fixture
def meetup() -> Meetup:
    """Next week, free for all."""
    starts_at = timezone.now() + timedelta(days=7)
    return make_meetup(starts_at=starts_at, title="Soep bij Bas")


def rename(title: str) -> None:
    Meetup.objects.update(title=title, version=F("version") + 1)


def page(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def token_on(visitor: Client, path: str) -> str:
    return str(sent_by(page(visitor, path), path, "csrfmiddlewaretoken")["csrfmiddlewaretoken"])


def test_a_visitor_sees_what_another_saw_until_it_is_too_old(
    meetup: Meetup, settings: Settings
) -> None:
    for path in (meetup.get_absolute_url(), reverse("agenda:all"), reverse("pages:home")):
        assert "Soep bij Bas" in page(Client(), path)
    rename("Thee bij Trees")
    for path in (meetup.get_absolute_url(), reverse("agenda:all"), reverse("pages:home")):
        assert "Soep bij Bas" in page(Client(), path)
    settings.KEPT_PAGE_SECONDS = 1e-6
    for path in (meetup.get_absolute_url(), reverse("agenda:all"), reverse("pages:home")):
        assert "Thee bij Trees" in page(Client(), path)


def test_who_is_signed_in_sees_what_is_so_and_leaves_nothing_for_others(
    meetup: Meetup, client: Client
) -> None:
    path = meetup.get_absolute_url()
    client.force_login(User.objects.get())
    assert "Uitloggen" in page(client, path)
    assert "Uitloggen" not in page(Client(), path)
    rename("Thee bij Trees")
    assert "Thee bij Trees" in page(client, path)


def test_every_visitor_gets_a_form_that_works(meetup: Meetup) -> None:
    path, tokens = meetup.get_absolute_url(), set()
    for number in range(3):
        visitor = Client(enforce_csrf_checks=True)
        token = token_on(visitor, path)
        tokens.add(token)
        data = {"name": "Sam", "party": 1, "email": f"sam{number}@example.org"}
        answer = visitor.post(f"{path}come/", data | {"csrfmiddlewaretoken": token})
        assert answer.status_code == 302
    assert len(tokens) == 3


def test_a_form_of_somebody_else_does_not_work(meetup: Meetup) -> None:
    path = meetup.get_absolute_url()
    token = token_on(Client(), path)
    visitor = Client(enforce_csrf_checks=True)
    visitor.get(path)
    answer = visitor.post(f"{path}come/", {"csrfmiddlewaretoken": token, "name": "Sam"})
    assert answer.status_code == 403


def test_each_address_language_and_host_has_its_own(meetup: Meetup) -> None:
    path = meetup.get_absolute_url()
    dutch = page(Client(), path)
    assert page(Client(), path.replace("/nl/", "/en/")) != dutch
    assert "andere.example" in page(Client(), path, host="andere.example")
    assert "andere.example" not in page(Client(), path)
    everything, free = page(Client(), "/nl/agenda/"), page(Client(), "/nl/agenda/?free=on")
    assert ("checked" in everything, "checked" in free) == (False, True)
    for _ in range(2):
        search = "/nl/neighbourhoods/search/?q=dennen"
        assert "<html" not in page(Client(), search, **{"HX-Request": "true"})
        assert "<html" in page(Client(), search)


def test_what_tells_a_browser_where_it_is_is_its_own() -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/nl/formats/"}
    there = here | {"HX-Current-URL": "http://testserver/nl/formats/?q=thee"}
    stays, goes = (Client().get("/nl/formats/", headers=headers) for headers in (here, there))
    assert (stays.headers["HX-Push-Url"], goes.headers["HX-Push-Url"]) == ("false", "/nl/formats/")


def test_who_has_a_message_waiting_reads_it_and_others_do_not(meetup: Meetup) -> None:
    path, visitor = meetup.get_absolute_url(), Client()
    page(Client(), path)
    visitor.post(f"{path}come/", {"name": "Sam", "party": 1, "email": "sam@example.org"})
    assert visitor.cookies["messages"].value
    assert "sam@example.org" in page(visitor, f"{path}come/")
    for other in (path, f"{path}come/"):
        assert "sam@example.org" not in page(Client(), other)


def test_what_is_not_there_is_looked_for_again(meetup: Meetup) -> None:
    path = meetup.get_absolute_url()
    Meetup.objects.update(state="draft")
    assert Client().get(path).status_code == 404
    Meetup.objects.update(state="shown")
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/nl/", "/nl/privacy/", "/nl/why-meeting-works/", "/nl/neighbourhoods/", "/nl/formats/"),
        *("/nl/agenda/", "/nl/agenda/month/", "/nl/situations/", "/nl/open/documents/"),
    ],
)
def test_a_kept_page_is_the_page_and_has_its_headers(path: str) -> None:
    first, again = Client().get(path), Client().get(path)
    assert first.status_code == 200
    assert caches[PAGES]._cache  # type: ignore[attr-defined]
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)


def test_a_kept_page_with_a_form_has_the_headers_and_the_cookie(meetup: Meetup) -> None:
    first, again = (Client().get(meetup.get_absolute_url()) for _ in range(2))
    assert dict(again.headers) == dict(first.headers)
    assert again.cookies.keys() == first.cookies.keys() == {"csrftoken"}


def test_who_has_the_page_is_told_so_by_its_mark(meetup: Meetup) -> None:
    mark = Client().get("/nl/agenda/").headers["ETag"]
    assert Client().get("/nl/agenda/", headers={"If-None-Match": mark}).status_code == 304


def test_a_frame_on_another_site_keeps_its_policy(meetup: Meetup) -> None:
    path = f"/nl/agenda/{meetup.municipality.code}/embed/"
    first, again = Client().get(path), Client().get(path)
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]
    assert dict(again.headers) == dict(first.headers)
    assert not again.cookies


@pytest.mark.parametrize("name", ["agenda:calendar", "agenda:feed"])
def test_programs_get_what_was_so_a_moment_ago(
    meetup: Meetup, settings: Settings, name: str
) -> None:
    path = reverse(name)
    assert "Soep bij Bas" in page(Client(), path)
    rename("Thee bij Trees")
    assert "Soep bij Bas" in page(Client(), path)
    settings.KEPT_PAGE_SECONDS = 1e-6
    assert "Thee bij Trees" in page(Client(), path)
