"""Every address and every form of the site, for every role, with anything in it, for a long time.

    python -m tests.load.proof_fuzz [--minutes 10] [--database both] [--seed 1]

Addresses come from the tables of the doors' tests, which hold all of the URLconf, and from the
admin. First each role opens each of them: that gives the forms, the names of what addresses may
ask, and the parts of addresses that vary. Then, until the time is over, something of that is filled
in with odd values (`tests.fuzz`), half of the times as htmx does. Each request is taken back.

Prints how many addresses and requests, server errors, and canaries that a browser would have run;
of each fault once what was sent. Exit code 0 when there was none.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.embedded_postgres import server

ROLES = (
    *("anonymous", "stranger", "other", "helper", "organiser", "reviewer", "manager"),
    *("curator", "root"),
)
ASKED = re.compile(r"[?&](?:amp;)?([a-z][\w-]*)=")
GET_FORM = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL)
NAME = re.compile(r'name="([\w-]+)"')
LINK = re.compile(r'href="(/[^"#]*)"')
DRAWN = re.compile(r"\.(pdf|png|svg|xlsx|zip)$|/export/|/print")
"""Slow to draw: tried, but seldom."""
SELDOM = 0.03
LAST = 12
"""Faults that are told in full."""


# --- one database: what runs in a process of its own ---------------------------------------------
@dataclass(frozen=True)
class Target:
    """Something to fill in, by whom. `kinds`: of a form, its fields; `asked`: of an address."""

    role: str
    address: str
    fields: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    asked: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass
class Found:
    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    error_count: int = 0
    canaries: dict[str, str] = field(default_factory=dict)
    canary_count: int = 0


@contextmanager
def test_site() -> Iterator[None]:
    """A test database with the catalogue, without limits on how often someone may ask."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import (
        override_settings,
        setup_databases,
        setup_test_environment,
        teardown_databases,
    )
    from django.utils import timezone

    setup_test_environment(debug=False)
    settings.DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False
    made = setup_databases(verbosity=0, interactive=False)
    try:
        limits = {
            name: re.sub(r"\d+/", "999999/", limit)
            for name, limit in settings.ACCOUNT_RATE_LIMITS.items()
        }
        with override_settings(ACCOUNT_RATE_LIMITS=limits):
            from meetups.suggestions.content_files import SHIPPED, read
            from meetups.suggestions.editions import load_and_publish

            load_and_publish(read(SHIPPED), now=timezone.now())
            call_command("load_demo_neighbourhoods", verbosity=0)
            yield
    finally:
        teardown_databases(made, verbosity=0)


def visitors() -> tuple[dict[str, Any], list[str]]:
    """A browser for each role, and a sample of every address of the site."""
    from django.contrib import admin
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from meetups.accounts.models import Membership, Office, OfficeRule, Role
    from meetups.demo.models import DemoMail
    from tests.doors import test_accounts, test_doors, test_plans
    from tests.doors.plans import world
    from tests.factories import make_group, make_place, make_reviewer, make_user
    from tests.initiatives.test_start_page import address as start
    from tests.signing_in import sign_in
    from tests.suggestions.answers import CALM

    around = world()
    office = Office.objects.get(area__code="GM0243")
    rule = OfficeRule.objects.create(
        office=office, text_nl="Vraag het", text_en="Ask", occasion="always", days=7
    )
    make_place(test_doors.AREA, pk=1)
    make_group(test_doors.AREA, pk=1)
    DemoMail.objects.create(pk=1, to="x@example.org", html="<p>Hi</p>", sent_at=timezone.now())
    make_user("Fatma van de demo", email="fatma@demo.example")
    people = around.people | {
        "manager": make_reviewer(office, "Joost", role=Role.MANAGER),
        "root": make_user("Root", is_staff=True, is_superuser=True),
    }
    clients = {}
    for role in ROLES:
        clients[role] = Client(raise_request_exception=False)
        if user := people[role]:
            sign_in(clients[role], user)
    saved: Any = clients["anonymous"].post(f"/en/guide/{test_doors.AREA}/save/", CALM)
    token = saved.url.split("/")[3]
    seat = Membership.objects.get(user__name="Marit", office=office).pk
    addresses = [
        *(door.path.format(token=token) for door in test_doors.DOORS.values()),
        *(around.path(door.path) for door in test_plans.DOORS.values()),
        *(f"/en{d.path.format(rule=rule.pk, seat=seat)}" for d in test_accounts.DOORS.values()),
        *(around.path(f"{{at}}/move/{m}/") for m in ("stop", "withdraw", "approve", "decline")),
        *(f"{around.path('{at}')}/promises/add/?kind={kind}" for kind in ("money", "people")),
        f"{around.path('{at}')}/help/ask/?kind=money",
        start(),
        "/admin/",
    ]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        for row in model._default_manager.all()[:1]:
            addresses.append(reverse(f"{name}_change", args=[row.pk]))
            addresses.append(reverse(f"{name}_delete", args=[row.pk]))
            addresses.append(reverse(f"{name}_history", args=[row.pk]))
    return clients, list(dict.fromkeys(addresses))


def targets(clients: dict[str, Any], addresses: list[str], found: Found) -> list[Target]:
    """What each role can fill in where; pages that the admin leads to are looked at as well."""
    from tests.doors.plans import undone
    from tests.forms_of_pages import forms_of

    known: dict[Any, Target] = {}
    asked_at: dict[str, set[str]] = {}
    for role, client in clients.items():
        todo, seen = list(addresses), {pattern_of(address) for address in addresses}
        for address in todo:
            if DRAWN.search(urlsplit(address).path) and role != "organiser":
                continue
            with undone():
                answer = look(client, "get", address, found)
            path = urlsplit(address).path
            known[role, path, "get"] = Target(role, path, parts=parts_of(path))
            kind = answer.headers.get("Content-Type", "")
            if answer.status_code != 200 or answer.streaming or "text/html" not in kind:
                continue
            page = answer.content.decode()
            for link in LINK.findall(page):
                place = link.replace("&amp;", "&")
                names = ASKED.findall(place)
                asked_at.setdefault(urlsplit(place).path, set()).update(names)
                if role in ("root", "curator") and place.startswith("/admin/"):
                    pattern = pattern_of(place)
                    if pattern and pattern not in seen:  # one of each kind
                        seen.add(pattern)
                        todo.append(place)
            for inner in GET_FORM.findall(page):
                action = re.search(r'action="([^"]*)"', inner)
                where = urlsplit((action and action[1]) or path).path
                asked_at.setdefault(where, set()).update(NAME.findall(inner))
            for form in forms_of(page, address):
                form.kinds.pop("csrfmiddlewaretoken", None)
                if form.kinds:
                    values = tuple((n, tuple(v)) for n, v in form.values.items())
                    key = (role, urlsplit(form.action).path, *sorted(form.kinds))
                    known[key] = Target(role, form.action, tuple(sorted(form.kinds)), values)
    for (role, path, *_rest), target in list(known.items()):
        if names := asked_at.get(path):
            asked = tuple(sorted(names))
            known[role, path, "asked"] = Target(role, target.address.partition("?")[0], asked=asked)
    return list(known.values())


def pattern_of(address: str) -> str:
    """Which line of the URLconf it is; empty when it is none."""
    from django.urls import Resolver404, resolve

    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return f"{match.route} {match.view_name}"


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of an address that its pattern lets vary."""
    from django.urls import Resolver404, resolve

    try:
        kwargs = resolve(path).kwargs
    except Resolver404:
        return ()
    return tuple(str(value) for value in kwargs.values() if f"/{value}" in path)


def look(
    client: Any, method: str, address: str, found: Found, data: Any = None, **more: Any
) -> Any:
    """One request; what is wrong with its answer is noted."""
    from django.core import mail

    told: list[str] = []

    def note(**said: Any) -> None:
        told.append(traceback.format_exc())

    from django.core.signals import got_request_exception

    got_request_exception.connect(note)
    try:
        answer = getattr(client, method)(address, data, **more)
    except Exception:  # what even the page for faults could not take
        told.append(traceback.format_exc())
        answer = None
    finally:
        got_request_exception.disconnect(note)
        mail.outbox.clear()
    found.requests[method] += 1
    found.addresses.add(urlsplit(address).path)
    if answer is None or (answer.status_code >= 500 and "/readyz" not in address):
        found.error_count += 1
        why = told[-1] if told else f"status {answer and answer.status_code}"
        lines = [
            line.strip() for line in why.splitlines() if "/meetups/" in line or "Error" in line
        ]
        key = " | ".join(lines[-2:])[-300:]
        found.errors.setdefault(key, f"{method} {address[:300]} {str(data)[:600]}\n{why[-3000:]}")
    if answer is None:
        from django.http import HttpResponse

        return HttpResponse(status=599)
    found.statuses[answer.status_code] += 1
    check_canary(answer, f"{method} {address[:300]} {str(data)[:600]}", found)
    return answer


def check_canary(answer: Any, what: str, found: Found) -> None:
    from tests.fuzz import CANARY

    if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
        return
    if CANARY.encode() in answer.content:
        found.canary_count += 1
        found.canaries.setdefault(what.split()[1], what)


def odd(dice: random.Random) -> str:
    from tests.fuzz import CANARY, ODD

    if dice.random() < 0.3:
        return f"\"'>{CANARY}"
    if dice.random() < 0.6:
        return dice.choice(ODD)
    letters = (
        dice.randrange(0x20, 0x2FFF),
        dice.randrange(0x20, 0x7F),
        dice.randrange(0x1F600, 0x1F64F),
    )
    return "".join(chr(dice.choice(letters)) for _letter in range(dice.randrange(1, 60)))


def fill_in(client: Any, target: Target, dice: random.Random, found: Found) -> None:
    """Fill in one target once, and go on to where the answer leads."""
    more: dict[str, Any] = {"headers": {"HX-Request": "true"}} if dice.random() < 0.5 else {}
    if target.fields:
        names = dice.sample(target.fields, min(len(target.fields), dice.randrange(1, 4)))
        data: dict[str, Any] = {name: list(values) for name, values in target.values}
        data |= {name: [odd(dice)] for name in names}
        answer = look(client, "post", target.address, found, data, **more)
        if 300 <= answer.status_code < 400:
            look(client, "get", answer.headers["Location"], found)
        return
    address = target.address
    if target.parts and (not target.asked or dice.random() < 0.5):
        part = dice.choice(target.parts)
        address = address.replace(f"/{part}", f"/{quote(odd(dice)[:200], safe='')}", 1)
    if target.asked:
        names = dice.sample(target.asked, min(len(target.asked), dice.randrange(1, 4)))
        address = f"{address}?{urlencode({name: odd(dice) for name in names})}"
    elif dice.random() < 0.3:
        address = f"{address}?{urlencode({'next': odd(dice), 'page': odd(dice)})}"
    method = "post" if dice.random() < 0.2 else "get"
    look(client, method, address, found, **more)


def run_inside(minutes: float, seed: int) -> int:
    from django.db import connection

    from tests.doors.plans import undone

    found, dice = Found(), random.Random(seed)
    clients, addresses = visitors()
    start = time.monotonic()
    todo = targets(clients, addresses, found)
    forms = len({t.address for t in todo if t.fields})
    print(
        f"{connection.vendor}: {len(addresses)} addresses of the tables and the admin, {len(todo)} "
        f"things to fill in ({forms} forms), {time.monotonic() - start:.0f} s to find them",
        flush=True,
    )
    until, number = time.monotonic() + minutes * 60, 0
    rounds: list[Target] = []
    while time.monotonic() < until:
        if not rounds:  # each as often as all others
            rounds = dice.sample(todo, len(todo))
        target = rounds.pop()
        if DRAWN.search(target.address) and dice.random() > SELDOM:
            continue
        number += 1
        with undone():
            fill_in(clients[target.role], target, dice, found)
        if number % 5000 == 0:
            print(f"  … {number}, {found.error_count} errors", flush=True)
    tell(found)
    return 0 if not found.errors and not found.canaries else 1


def tell(found: Found) -> None:
    requests = ", ".join(f"{number} × {method}" for method, number in found.requests.items())
    statuses = ", ".join(f"{status}: {found.statuses[status]}" for status in sorted(found.statuses))
    print(
        f"  {len(found.addresses)} addresses, {found.requests.total()} requests ({requests})\n"
        f"  answers: {statuses}\n"
        f"  server errors: {found.error_count}; unescaped canaries: {found.canary_count}"
    )
    for told in [*found.errors.values(), *found.canaries.values()][:LAST]:
        print("---", told)


# --- both ---------------------------------------------------------------------------------------
def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.inside:
        with test_site():
            return run_inside(options.minutes, options.seed)
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    codes = []
    for database in databases:
        with ExitStack() as stack:
            environ = dict(os.environ)
            environ.pop("TEST_DATABASE_URL", None)
            if database == "postgres":
                environ["TEST_DATABASE_URL"] = stack.enter_context(server())
            command = [sys.executable, "-m", "tests.load.proof_fuzz", "--inside"]
            command += ["--minutes", str(options.minutes), "--seed", str(options.seed)]
            codes.append(subprocess.run(command, env=environ).returncode)
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
