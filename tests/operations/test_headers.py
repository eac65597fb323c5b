"""Every response has the safe headers, whoever makes it."""

import pytest
from django.test import Client
from pytest_django import Settings

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ADDRESSES = [
    ("/healthz", 200),
    ("/readyz", 503),
    ("/robots.txt", 200),
    ("/static/css/buurtbrug.css", 200),
    ("/static/css/no-such-file.css", 404),
    ("/admin/", 302),
    ("/admin/login/", 302),
    ("/no/such/page", 404),
    ("/nl/", 200),
    ("/", 302),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), ADDRESSES)
@pytest.mark.parametrize("method", ["get", "head"])
def test_every_kind_of_response(client: Client, method: str, path: str, status: int) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY


def test_a_refused_method(client: Client) -> None:
    response = client.post("/healthz")
    assert response.status_code == 405
    assert {name: response.get(name) for name in HEADERS} == HEADERS


def test_a_strange_host(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["buurtbrug.example"]
    response = client.get("/healthz", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert {name: response.get(name) for name in HEADERS} == HEADERS


@pytest.mark.django_db
def test_a_crash(client: Client, broken_database: None) -> None:
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a" * 32
    response = client.get("/admin/")
    assert response.status_code in (500, 503)
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
