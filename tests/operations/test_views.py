"""What monitors ask: health, readiness, and no more than they may know."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from meetups.operations.services import record_heartbeat

NAMES = ["healthz", "readyz", "security_txt", "robots_txt", "favicon"]


@pytest.mark.django_db
def test_health_looks_at_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_health_without_a_database(client: Client, broken_database: None) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    record_heartbeat(now=timezone.now())
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json().keys() == {
        *("ready", "database", "migrations", "heartbeat_age", "mail"),
    }
    assert response.json()["ready"] is True


@pytest.mark.django_db
def test_not_ready_with_an_old_heartbeat(client: Client) -> None:
    record_heartbeat(now=timezone.now() - timedelta(minutes=5))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["ready"]) == (503, False)


def test_not_ready_without_a_database(client: Client, broken_database: None) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": False,
        "migrations": False,
        "heartbeat_age": None,
        "mail": None,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_states_are_never_kept(client: Client, name: str) -> None:
    assert "no-store" in client.get(f"/{name}")["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_only_reading(client: Client, name: str) -> None:
    url = reverse(f"operations:{name}")
    assert client.head(url).status_code == client.get(url).status_code
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(url).status_code == 405


def test_security_txt_is_valid(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields.keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    ahead = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=30) < ahead < timedelta(days=365)


def test_no_security_txt_without_a_contact(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_search_engines_stay_out_of_the_admin(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /admin/\n"


def test_the_icon_that_browsers_guess_leads_to_ours(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/icons/favicon.svg")
