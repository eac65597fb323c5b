"""Every address, by every method, for everyone: what answers, and that looking changes nothing.

The table is held against the URLconf: an address that is missing here fails.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from meetups.accounts.models import User
from meetups.demo.models import DemoMail
from tests.factories import make_group, make_place, make_user
from tests.signing_in import sign_in
from tests.suggestions.answers import CALM, FULL, query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]

AREA = "WK024305"
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
LOOK = {"get": 200, "head": 200}
SHOW = {**LOOK, "post": 405, "put": 405, "patch": 405, "delete": 405, "options": 405}
FORM = {**SHOW, "post": 422}
ASIDE = {**SHOW, "get": 302, "head": 302}
ACT = {**SHOW, "get": 405, "head": 405}


NO_PAGE = re.compile(r"figures\.|\.json$|\.md$|/html/$")
BY_ROLE = (
    *("initiatives:", "agenda:", "support:", "dashboard:", "reminders:"),
    *("accounts:", "account_", "mfa_"),
)


class Door(NamedTuple):
    """A sample address and what each method gives. `{token}` is that of a saved advice."""

    path: str
    gives: dict[str, int]


DOORS: dict[str, Door] = {
    "pages:home": Door("/en/", SHOW),
    "pages:why": Door("/en/why-meeting-works/", SHOW),
    "pages:about": Door("/en/about/", SHOW),
    "pages:privacy": Door("/en/privacy/", SHOW),
    "pages:accessibility": Door("/en/accessibility/", SHOW),
    "pages:help": Door("/en/help/", SHOW),
    "pages:open": Door("/en/open/", SHOW),
    "pages:documents": Door("/en/open/documents/", SHOW),
    "pages:document": Door("/en/open/documents/dpia.md", SHOW),
    "neighbourhoods:index": Door("/en/neighbourhoods/", SHOW),
    "neighbourhoods:search": Door("/en/neighbourhoods/search/?q=stads", SHOW),
    "neighbourhoods:profile": Door(f"/en/neighbourhoods/{AREA}/", SHOW),
    "neighbourhoods:inside": Door("/en/neighbourhoods/GM0243/areas/", SHOW),
    "neighbourhoods:report_place": Door("/en/neighbourhoods/places/1/mistake/", FORM),
    "neighbourhoods:report_group": Door("/en/neighbourhoods/groups/1/mistake/", FORM),
    "neighbourhoods:map": Door(f"/en/neighbourhoods/{AREA}/map/", SHOW),
    "neighbourhoods:figures": Door(f"/en/neighbourhoods/{AREA}/figures/", SHOW),
    "neighbourhoods:compare": Door(f"/en/neighbourhoods/compare/?area={AREA}&area=GM0243", SHOW),
    "neighbourhoods:data": Door(f"/en/neighbourhoods/{AREA}/figures.json", SHOW),
    "neighbourhoods:download": Door(f"/en/neighbourhoods/{AREA}/figures.csv", SHOW),
    "suggestions:guide": Door(f"/en/guide/{AREA}/", SHOW),
    "suggestions:advice": Door(f"/en/guide/{AREA}/advice/?{query(FULL)}", SHOW),
    "suggestions:explained": Door(f"/en/guide/{AREA}/advice/explained/?{query(FULL)}", SHOW),
    "suggestions:save": Door(f"/en/guide/{AREA}/save/", {**SHOW, "post": 302}),
    "suggestions:saved": Door("/en/saved/{token}/", SHOW),
    "suggestions:reopen": Door("/en/saved/{token}/answers/", ASIDE),
    "suggestions:keep": Door("/en/saved/{token}/keep/", {**ACT, "post": 302}),
    "suggestions:erase": Door("/en/saved/{token}/erase/", {**ACT, "post": 200}),
    "suggestions:library": Door("/en/formats/", SHOW),
    "suggestions:activity_type": Door("/en/formats/street-coffee/", SHOW),
    "suggestions:situations": Door("/en/situations/", SHOW),
    "suggestions:situation": Door("/en/situations/loneliness/", SHOW),
    "suggestions:register": Door("/en/register/", SHOW),
    "suggestions:register_data": Door("/en/register/register.json", SHOW),
    # Without a token of ours there is nothing to stop.
    "outbox:stop": Door("/en/mail/stop/wrong/", {**FORM, "get": 404, "head": 404, "post": 404}),
    "demo:mailbox": Door("/en/mailbox/", SHOW),
    "demo:mail": Door("/en/mailbox/1/", SHOW),
    "demo:mail_html": Door("/en/mailbox/1/html/", SHOW),
    "demo:empty": Door("/en/mailbox/empty/", {**ACT, "post": 302}),
    "demo:sign_in": Door("/en/demo/fatma/", {**ACT, "post": 302}),
    "operations:healthz": Door("/healthz", SHOW),
    "operations:readyz": Door("/readyz", {**SHOW, "get": 503, "head": 503}),  # no worker here
    "operations:metrics": Door("/metrics", SHOW),
    "operations:robots_txt": Door("/robots.txt", SHOW),
    "operations:security_txt": Door("/.well-known/security.txt", SHOW),
    "operations:favicon": Door("/favicon.ico", ASIDE),
}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses of ours, with their rooms; the admin has its own table."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        elif pattern.namespace != "admin":
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)


def rows() -> str:
    """A digest of every table, but those that note who came by."""
    digest = hashlib.sha256()
    for model in apps.get_models():
        if model._meta.app_label not in ("sessions", "admin"):
            table = model._default_manager.order_by("pk").values_list()
            digest.update(repr([model._meta.label, *table]).encode())
    return digest.hexdigest()


@pytest.fixture
def token(client: Client) -> str:
    """The token of an advice that somebody saved, about an area with a place and a group."""
    call_command("load_demo_neighbourhoods", verbosity=0)
    make_place(AREA, pk=1)
    make_group(AREA, pk=1)
    DemoMail.objects.create(pk=1, to="x@example.org", html="<p>Hi</p>", sent_at=timezone.now())
    make_user("Fatma", email="fatma@demo.example")
    response = client.post(f"/en/guide/{AREA}/save/", CALM)
    return str(response.url).split("/")[3]  # type: ignore[attr-defined]


@pytest.fixture(params=["anonymous", "volunteer", "curator"])
def visitor(request: pytest.FixtureRequest, client: Client) -> Client:
    """Someone at the door; nothing public depends on who it is."""
    if request.param != "anonymous":
        staff = request.param == "curator"
        person = User.objects.create_user(f"{request.param}@example.org", is_staff=staff)
        client.force_login(person)
    return client


def test_every_address_is_in_the_table() -> None:
    """Those of plans and of accounts have tables of their own, by role."""
    public = (n for n in names(get_resolver().url_patterns) if not n.startswith(BY_ROLE))
    assert set(public) == set(DOORS)


def test_each_method_gives_what_the_table_says(token: str, visitor: Client) -> None:
    given = {
        name: {
            method: getattr(visitor, method)(door.path.format(token=token)).status_code
            for method in sorted(METHODS, key=lambda m: m == "post")  # erase last
        }
        for name, door in sorted(DOORS.items(), key=lambda item: item[0] == "suggestions:erase")
    }
    assert given == {name: door.gives for name, door in DOORS.items()}


def test_looking_changes_nothing(token: str, visitor: Client) -> None:
    before = rows()
    for door in DOORS.values():
        for headers in ({}, {"HX-Request": "true"}):
            visitor.get(door.path.format(token=token), headers=headers)
        visitor.head(door.path.format(token=token))
    assert rows() == before


def test_the_admin_opens_for_staff_only(client: Client) -> None:
    rooms = ("suggestions/activitytype/", "accounts/user/", "neighbourhoods/area/")
    editor = ("suggestions/activitytype/matrix/", "suggestions/source/preview/")
    for path in ("", *rooms, *editor, "neighbourhoods/place/"):
        response = client.get(f"/admin/{path}")
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")  # type: ignore[attr-defined]
    sign_in(client, User.objects.create_user("volunteer@example.org"))
    assert client.get("/admin/suggestions/activitytype/").status_code == 302
    staff = User.objects.create_user("curator@example.org", is_staff=True)
    sign_in(client, staff, second_factor=False)
    assert client.get("/admin/").status_code == 302
    sign_in(client, staff)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/suggestions/activitytype/").status_code == 403
    assert client.get("/admin/accounts/user/").status_code == 403


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_page_has_both_languages(token: str, client: Client, language: str) -> None:
    for name, door in DOORS.items():
        is_page = door.path.startswith("/en/") and not NO_PAGE.search(door.path)
        if is_page and door.gives["get"] == 200:
            path = door.path.format(token=token).replace("/en/", f"/{language}/", 1)
            page = client.get(path).content.decode()
            assert f'<html lang="{language}"' in page, name
            assert page.count('rel="alternate" hreflang=') == len(settings.LANGUAGES), name
