"""Headers and cookies of a public site, exactly, on answers of every kind and whoever makes them.

The settings come from a process of its own with PRODUCTION=1, so nothing here repeats them.
"""

import json
import subprocess
import sys
from typing import Any, NamedTuple

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from meetups.accounts.models import User
from tests.doors.plans import World, world
from tests.operations.test_settings import PUBLIC
from tests.signing_in import sign_in
from tests.site import ROOT, environment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue", "public")]

NAMES = [
    *("ALLOWED_HOSTS", "CONTENT_SECURITY_POLICY", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_NAME"),
    *("CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE", "MESSAGE_COOKIE_NAME", "MESSAGE_STORAGE"),
    *("SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_CROSS_ORIGIN_OPENER_POLICY"),
    *("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER"),
    *("SECURE_REDIRECT_EXEMPT", "SECURE_REFERRER_POLICY", "SECURE_SSL_REDIRECT"),
    *("SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SAMESITE"),
    *("SESSION_COOKIE_SECURE", "X_FRAME_OPTIONS"),
]
ASK = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))
"""
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
SAFE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
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
FRAMED = {"X-Frame-Options": None, "Cross-Origin-Resource-Policy": "cross-origin"}
FRAMED_POLICY = POLICY - {"script-src 'self'", "form-action 'self'", "frame-ancestors 'none'"} | {
    "script-src 'none'",
    "form-action 'none'",
    "frame-ancestors *",
}
ALONE = {"default-src 'none'", "sandbox"}
HTMX = {"HX-Request": "true"}


class Answer(NamedTuple):
    """An address and what comes of it; `safe` and `policy` where they are not those of a page."""

    path: str
    status: int
    method: str = "get"
    headers: dict[str, str] = {}
    safe: dict[str, str | None] = {}
    policy: set[str] = POLICY
    kind: str = "text/html"


EVERYONES = {
    "a page": Answer("/en/about/", 200),
    "a part of one": Answer("/en/formats/", 200, headers=HTMX),
    "a form": Answer("/en/guide/WK024305/", 200),
    "a page for search engines to leave": Answer("/en/guests/data/", 200),
    "a redirect": Answer("/", 302),
    "the way to sign in": Answer("/en/initiatives/", 302),
    "a wrong host": Answer("/en/", 400, headers={"host": "evil.example"}),
    "an unknown page": Answer("/en/no/such/page/", 404),
    "an unknown address": Answer("/no-such-file.php", 404),
    "a refused method": Answer("/en/about/", 405, "post"),
    "another method": Answer("/en/about/", 405, "options"),
    "the top only": Answer("/en/about/", 200, "head"),
    "figures to take along": Answer(
        "/en/neighbourhoods/WK024305/figures.csv", 200, kind="text/csv"
    ),
    "figures for machines": Answer(
        "/en/neighbourhoods/WK024305/figures.json", 200, kind="application/json"
    ),
    "a calendar": Answer("/en/agenda/calendar.ics", 200, kind="text/calendar"),
    "a feed": Answer("/en/agenda/GM0243/feed.atom", 200, kind="application/atom+xml"),
    "a part for other sites": Answer(
        "/en/agenda/WK024305/embed/", 200, safe=FRAMED, policy=FRAMED_POLICY
    ),
    "the admin": Answer("/admin/", 302),
    "a style sheet": Answer("/static/css/buurtbrug.css", 200, kind="text/css"),
    "a style sheet that is not there": Answer("/static/css/no-such-file.css", 404),
    "health": Answer("/healthz", 200, kind="text/plain"),
    "not ready": Answer("/readyz", 503, kind="application/json"),
    "figures for the operator": Answer("/metrics", 200, kind="text/plain"),
    "for search engines": Answer("/robots.txt", 200, kind="text/plain"),
    "whom to tell of a leak": Answer("/.well-known/security.txt", 200, kind="text/plain"),
}
ORGANISERS = {
    "a plan": Answer("{at}/", 200),
    "a part of it": Answer("{at}/steps/", 200, headers=HTMX),
    "a receipt": Answer("{at}/receipts/{receipt}/", 200, policy=ALONE, kind="image/jpeg"),
    "one's own data": Answer("/account/data.json", 200, kind="application/json"),
    "a form that is refused": Answer("{at}/team/invite/", 422, "post"),
    "a plan of someone else": Answer("{twin}/", 404),
    "signing out": Answer("/account/sign-out/", 302, "post"),
}


@pytest.fixture(scope="module")
def as_public(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What PRODUCTION=1 sets."""
    var = tmp_path_factory.mktemp("var")
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment(var, DJANGO_SETTINGS_MODULE="meetups.settings", **PUBLIC),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def public(as_public: dict[str, Any], settings: Settings) -> None:
    for name, value in as_public.items():
        setattr(settings, name, value)
    settings.SECURE_PROXY_SSL_HEADER = tuple(settings.SECURE_PROXY_SSL_HEADER)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.METRICS_ALLOWED = ["127.0.0.1"]


@pytest.fixture
def around() -> World:
    return world()


def ask(client: Client, answer: Answer) -> Any:
    return getattr(client, answer.method)(answer.path, headers=answer.headers, secure=True)


def found(response: Any) -> dict[str, Any]:
    """What is compared: the headers above, the policy, the kind, and how its cookies are set."""
    headers = response.headers
    return {
        "status": response.status_code,
        "kind": headers.get("Content-Type", "").partition(";")[0],
        "safe": {name: headers.get(name) for name in SAFE},
        "policy": set(headers.get("Content-Security-Policy", "").split("; ")),
        "cookies": {
            (
                name.startswith("__Host-"),
                cookie["path"],
                cookie["domain"],
                bool(cookie["secure"]),
                bool(cookie["httponly"]) or not cookie.value,  # one that goes
                cookie["samesite"],
            )
            for name, cookie in response.cookies.items()
        }
        - {(True, "/", "", True, True, "Lax")},
    }


def expected(answer: Answer, *, kind: str) -> dict[str, Any]:
    return {
        "status": answer.status,
        "kind": kind,
        "safe": SAFE | answer.safe,
        "policy": answer.policy,
        "cookies": set(),
    }


def has_no_body(answer: Answer, response: Any) -> bool:
    return answer.status in (302, 405) and not response.content


def compare(client: Client, answers: dict[str, Answer]) -> None:
    """Only what differs is shown."""
    differs = {}
    for name, answer in answers.items():
        response = ask(client, answer)
        got = found(response)
        kind = got["kind"] if has_no_body(answer, response) else answer.kind
        wanted = expected(answer, kind=kind)
        if got != wanted:
            differs[name] = {k: (got[k], wanted[k]) for k in got if got[k] != wanted[k]}
    assert differs == {}


def test_answers_to_everyone(around: World) -> None:
    compare(Client(), EVERYONES)


def test_answers_to_who_is_signed_in(around: World) -> None:
    twin = around.twin.pk
    answers = {
        name: answer._replace(
            path=f"/en/initiatives/{twin}/"
            if answer.path.startswith("{twin}")
            else around.path(answer.path)
        )
        for name, answer in ORGANISERS.items()
    }
    compare(around.visitor("organiser"), answers)


def test_answers_of_the_admin() -> None:
    client = Client()
    sign_in(client, User.objects.create_user("root@example.org", is_staff=True, is_superuser=True))
    compare(
        client,
        {
            "its first page": Answer("/admin/", 200),
            "a list": Answer("/admin/outbox/outboundmessage/", 200),
            "what is not there": Answer("/admin/outbox/outboundmessage/1/change/", 302),
        },
    )


def test_a_click_without_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    compare(client, {"refused": Answer("/en/guests/data/", 403, "post")})


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (RuntimeError, 500)])
def test_when_something_breaks(error: type[Exception], status: int) -> None:
    def broken(*_: object) -> None:
        raise error("broken")

    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(broken):
        compare(client, {"broken": Answer("/en/formats/", status)})


def test_what_comes_without_https_is_led_to_it_or_is_for_machines() -> None:
    plain = Client()
    response = plain.get("/en/about/?x=1")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/en/about/?x=1")
    assert "Set-Cookie" not in response.headers
    # The exact headers but HSTS, which browsers do not believe without https.
    without = {name: value for name, value in SAFE.items() if "Transport" not in name}
    for path in ("/en/about/", "/healthz"):
        assert {name: plain.get(path).get(name) for name in without} == without


def test_signing_in_gives_two_cookies_and_a_message_one_more(around: World) -> None:
    client = Client()
    page = client.get("/en/account/sign-in/", secure=True)
    assert set(page.cookies) == {"__Host-csrftoken"}
    organiser = around.visitor("organiser")
    assert set(organiser.cookies) == {"__Host-sessionid"}
    moved = organiser.post(
        around.path("/account/"), {"name": "Fatma", "language": "nl"}, secure=True
    )
    assert moved.status_code == 302
    assert "__Host-messages" in moved.cookies
    shown = organiser.get(moved["Location"], secure=True)
    assert shown.cookies["__Host-messages"]["max-age"] == 0  # said, so it goes


def test_what_is_personal_is_kept_nowhere_and_what_is_public_may_be(around: World) -> None:
    organiser = around.visitor("organiser")
    for name in ("{at}/", "{at}/meetups/{meetup}/guests/", "/account/", "/guests/{guest}/"):
        response = organiser.get(around.path(name), secure=True)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store", name
        assert response["X-Robots-Tag"] == "noindex, nofollow", name
    assert "no-store" not in Client().get("/en/about/", secure=True).get("Cache-Control", "")
    left = organiser.post("/en/account/sign-out/", secure=True)
    assert left["Clear-Site-Data"] == '"cache", "storage"'
