"""Pages for when something fails: in the reader's language, with a way on, whatever broke."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from pytest_django import Settings

from meetups.pages import views
from meetups.web import UnavailableMiddleware


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_missing_page_shows_the_way(client: Client, language: str) -> None:
    response = client.get(f"/{language}/nowhere/")
    page = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}">' in page
    for way in ("", "neighbourhoods/", "guide/", "formats/", "help/"):
        assert f'<li><a href="/{language}/{way}">' in page


def test_a_closed_page_shows_the_way(rf: RequestFactory) -> None:
    response = views.permission_denied(rf.get("/en/"), PermissionDenied())
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()
    assert 'href="/en/help/"' in response.content.decode() or 'href="/nl/help/"' in (
        response.content.decode()
    )


def test_a_click_without_its_cookie_is_explained(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/en/guide/save/")
    assert response.status_code == 403
    assert "We could not check your click" in response.content.decode()


def test_a_wrong_host_gets_a_page_that_does_not_ask_for_it(
    client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["buurtbrug.example"]
    response = client.get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert '<a class="bb-button bb-button--primary" href="/">' in response.content.decode()


def both_languages(content: bytes) -> str:
    page = content.decode()
    assert '<section lang="nl">' in page
    assert '<section lang="en">' in page
    assert page.count(" 112.") == 2
    assert "<script" not in page
    return page


def test_a_fault_of_ours_asks_no_database_and_speaks_both_languages(rf: RequestFactory) -> None:
    handler = get_resolver().resolve_error_handler(500)
    response = handler(rf.get("/en/", headers={"host": "not a host"}))
    assert response.status_code == 500
    assert "Something went wrong here" in both_languages(response.content)


def test_a_view_that_breaks_gives_that_page(client: Client, db: None) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    client.raise_request_exception = False
    with connection.execute_wrapper(broken):
        response = client.get("/en/about/")
    assert response.status_code == 500
    assert "broken" not in both_languages(response.content)


def test_a_database_that_is_away_asks_for_patience(client: Client, db: None) -> None:
    def away(*_: object) -> None:
        raise OperationalError("no route to it")

    with connection.execute_wrapper(away):
        response = client.get("/en/about/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "We are away for a moment" in both_languages(response.content)
    assert "no route" not in response.content.decode()


def test_other_faults_are_not_called_a_lack_of_database(rf: RequestFactory) -> None:
    middleware = UnavailableMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(rf.get("/"), ValueError()) is None
