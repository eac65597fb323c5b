"""Load and growth, in one table: `python -m tests.load.bench_growth [--sizes 1000,20000,200000]`.

A country of 14,500 neighbourhoods, an office with 5,000 plans and as many elsewhere, and 1,000,
20,000 and 200,000 meetups of these with guests and mail, each in a database of its own. In each
round, for each size: a bare Django view, a bare view that reads one meetup by its code from that
database, and then all pages, served by gunicorn as deployed, with one process. What visitors get as
it was a moment ago is asked of a second one too, which keeps nothing: "anew". Then 16 visitors ask
for a mix of pages as fast as they can, from two processes.

CPU is what the scheduler booked on the web process and on those of PostgreSQL that answer it, which
keeps what it committed whatever happens. Read the ratios to the bare view: the milliseconds depend
on the machine. Exit 1 when a page costs more than its goal, grows with the number of meetups, or
when the web process holds too much memory; the page is named.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg

from tests.embedded_postgres import server
from tests.load.asking import (
    Browser,
    Cost,
    Site,
    ask_often,
    backends,
    booked,
    booked_since,
    family,
    manage,
    served,
    token_of,
    unshared_mib,
)
from tests.site import BARE
from tests.suggestions.answers import CALM, FULL, query

SIZES = (1_000, 20_000, 200_000)
NEIGHBOURHOODS = 14_500
ROUNDS, ASKED, ASKED_BARE, ASKED_WRITES = 10, 15, 150, 12
LEAST_ASKED, TURN_MS = 3, 200
"""Of a page in one round: how often at least, and else how much of a processor."""
GROWTH = 1.3
"""The most that a page may cost with the most meetups, beside the fewest; noise is a tenth."""
MOST_MIB = 90
CLIENTS, WORKERS = 16, 2
AREA = "WK024305"
WAS = {f"was-{slug}": value for slug, value in FULL.items()}
WHAT_IF = urlencode({**WAS, **FULL, "contacts": "many"}, doseq=True)
DESK = "/nl/offices/GM0243/desk/"
PLAN = "/nl/initiatives/1/"
CALENDAR = "/nl/agenda/calendar.ics"
HELLO, READ = "bare view", "bare view with a read"
DURABLE = ""
"""PostgreSQL's own settings: every commit is on the disk before it is told."""


class Page(NamedTuple):
    """`goal`: the most in bare views; None where no goal was set."""

    address: str
    goal: float | None
    who: str = ""
    htmx: bool = False
    shows_more: bool = False
    """With more meetups there is more to show, so it may cost more."""
    anew: bool = False
    """Asked of the site that keeps no pages."""


PAGES = {
    "home": Page("/nl/", 8),
    "search, as one types": Page("/nl/neighbourhoods/search/?q=linde", 8, htmx=True),
    "search, with a mistake": Page("/nl/neighbourhoods/search/?q=lindehof7x", None),
    "profile of a district": Page(f"/nl/neighbourhoods/{AREA}/", 15),
    "profile of a neighbourhood": Page("/nl/neighbourhoods/BU02430501/", 15),
    "profile of a municipality": Page("/nl/neighbourhoods/GM0243/", None),
    "question": Page(f"/nl/guide/{AREA}/?{query(CALM)}", 10),
    "advice": Page(f"/nl/guide/{AREA}/advice/?{query(FULL)}", 25),
    "what if": Page(f"/nl/guide/{AREA}/advice/?{WHAT_IF}", 20, htmx=True),
    "formats": Page("/nl/formats/", 25),
    "format": Page("/nl/formats/street-coffee/", 25),
    "meetup": Page("/nl/meetups/{free}/", 8),
    "meetup that is full": Page("/nl/meetups/{full}/", 8),
    "agenda of all": Page("/nl/agenda/", 15),
    "agenda of all, far down": Page("/nl/agenda/?after={deep}", 15),
    "agenda, a common filter": Page("/nl/agenda/?free=on&children=on", 15),
    "agenda, nothing fits": Page("/nl/agenda/?online=on&step_free=on", None, shows_more=True),
    "agenda of a municipality": Page("/nl/agenda/GM0243/", 15),
    "agenda of a district": Page(f"/nl/agenda/{AREA}/", 15, shows_more=True),
    "agenda of a neighbourhood": Page("/nl/agenda/BU02430501/", 15, shows_more=True),
    "embed": Page("/nl/agenda/GM0243/embed/", 15),
    "month of all": Page("/nl/agenda/month/?month={month}", None, shows_more=True),
    "map of a municipality": Page("/nl/agenda/GM0243/map/", None, shows_more=True),
    "workspace": Page(PLAN, 25, "organiser"),
    "workspace, steps": Page(f"{PLAN}steps/", 25, "organiser"),
    "workspace, budget": Page(f"{PLAN}budget/", 25, "organiser"),
    "my plans": Page("/nl/initiatives/", 25, "organiser"),
    "queue": Page(f"{DESK}plans/", 25, "manager"),
    "radar": Page(f"{DESK}radar/", 25, "manager"),
}
KEPT = [what for what, page in PAGES.items() if not page.who and "/guide/" not in page.address]
"""What a visitor may get as it was a moment ago."""
PAGES |= {f"{what}, anew": PAGES[what]._replace(anew=True) for what in KEPT}
FEEDS = {
    # 250 of 1,000 events, so a quarter of the goal for these.
    "calendar of 250, changed": Page(CALENDAR, 25, shows_more=True, anew=True),
    "calendar of 250, as before": Page(CALENDAR, 5, shows_more=True),
    "calendar, not modified": Page(CALENDAR, 5, shows_more=True),
    "feed of 250, as before": Page("/nl/agenda/feed.atom", 5, shows_more=True),
}
WRITES = {
    # Page, form, and what follows; then the link in the mail, its button, and what follows.
    "sign up": Page("/nl/meetups/{free}/", 40),
    "confirm": Page("/nl/guests/{guest}/", 40),
}
GOALS = PAGES | FEEDS | WRITES
MIX = {
    "home": 10,
    "search, as one types": 10,
    "profile of a district": 10,
    "question": 20,
    "advice": 5,
    "format": 5,
    "meetup": 25,
    "agenda of all": 5,
    "agenda of a municipality": 10,
}
"""How a hundred requests are divided: mostly people who got an invitation, and the guide."""


@dataclass
class World:
    """One size on one database, while it is served."""

    size: int
    url: str
    postmaster: int
    """0 for SQLite, which works in the web process."""
    bare: Site
    site: Site
    anew: Site
    known: dict[str, Any]
    counted: dict[str, Any]
    costs: dict[str, Cost] = field(default_factory=dict)
    writes: Iterator[int] = field(default_factory=lambda: count(int(time.time())))
    """Numbers of visitors who sign up, new ones in each run: how often one may is limited."""
    mib: float = 0

    def cost(self, what: str) -> Cost:
        return self.costs.setdefault(what, Cost())

    def backends(self) -> list[int]:
        name = self.url.rpartition("/")[2]
        return backends(self.postmaster, name) if self.postmaster else []

    def site_of(self, page: Page) -> Site:
        return self.anew if page.anew else self.site

    def workers(self, web: int) -> list[int]:
        return [web, *self.backends()]

    def ratio(self, what: str, to: str = HELLO) -> float:
        return self.costs[what].cpu_ms / self.costs[to].cpu_ms


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)), help="meetups, with commas")
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="postgres")
    asked.add_argument("--at", default="", help="a PostgreSQL of before; what it holds is kept")
    asked.add_argument("--neighbourhoods", type=int, default=NEIGHBOURHOODS)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--seconds", type=float, default=20, help="of the mix, for each size")
    asked.add_argument("--only", default="", help="pages whose name begins so, with commas")
    options = asked.parse_args()
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    missed = [line for name in databases for line in measure(name, options)]
    for line in missed:
        print("MISSED:", line)
    return 1 if missed else 0


def measure(database: str, options: argparse.Namespace) -> list[str]:
    """What a database makes of it; gives the goals that were missed."""
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bb-growth-")))
        postgres = options.at if database == "postgres" else ""
        if database == "postgres" and not postgres:
            postgres = stack.enter_context(server(DURABLE))
        worlds = list(build(var, postgres, options, stack))
        for _ in range(options.rounds):
            for world in worlds:
                ask_all(world, options.only)
        for world in worlds:
            world.mib = unshared_mib(world.site.worker)
        print_costs(database, worlds)
        missed = list(missed_in(database, worlds))
        if options.seconds and not options.only:
            print_mix(database, worlds, var, options.seconds)
    return missed


# --- worlds --------------------------------------------------------------------------------------
def build(
    var: Path, postgres: str, options: argparse.Namespace, stack: ExitStack
) -> Iterator[World]:
    """The ground is made once and copied; the meetups of each size are sown on a copy."""
    there = names_at(postgres)
    if "ground" not in there:
        values = environment(var, copy_of(postgres, var, "ground", ""))
        manage(values, "migrate", "--verbosity=0")
        manage(values, "createcachetable")
        made = step(values, "ground", options.neighbourhoods)
        words = f"{made['areas']:,} areas and {made['plans']:,} plans"
        print(f"{words} in {made['seconds']:.0f} s", flush=True)
    manage(environment(var, "sqlite://:memory:"), "collectstatic", "--no-input", "--verbosity=0")
    for size in map(int, options.sizes.split(",")):
        name = f"size{size}"
        url = address_at(postgres, var, name)
        values = environment(var, url)
        if name not in there:
            copy_of(postgres, var, name, "ground")
            made = step(values, "meetups", size)
            words = f"{made['meetups']:,} meetups, {made['guests']:,} guests"
            print(f"{words} in {made['seconds']:.0f} s", flush=True)
        known = step(values, "known")
        known["deep"] = f"{int((time.time() + 200 * 24 * 3600) * 1_000_000)}-0"
        known["month"] = time.strftime("%Y-%m", time.localtime(time.time() + 200 * 24 * 3600))
        asks = {
            what: (address_of(page, known), known.get(page.who, ""), page.htmx)
            for what, page in (PAGES | FEEDS).items()
            if is_chosen(what, options.only) and what not in KEPT
        }
        counted = step(values | {"KEPT_PAGE_SECONDS": "0"}, "queries", given=asks)
        # No demo from here on: its banner is on no public site.
        values["DEMO"] = "0"
        yield World(
            size=size,
            url=url,
            postmaster=postmaster_of(postgres) if postgres else 0,
            bare=stack.enter_context(served("tests.load.bare", values)),
            site=stack.enter_context(served("meetups.wsgi", values)),
            anew=stack.enter_context(served("meetups.wsgi", values | {"KEPT_PAGE_SECONDS": "0"})),
            known=known,
            counted=counted,
        )


def environment(var: Path, url: str) -> dict[str, str]:
    own = {"VAR_DIR": str(var), "DATABASE_URL": url, "TRUSTED_PROXIES": "1"}
    return BARE | own | {"DJANGO_SETTINGS_MODULE": "meetups.settings"}


def copy_of(postgres: str, var: Path, name: str, template: str) -> str:
    """A new database, or a copy of one; its address."""
    if not postgres:
        if template:
            shutil.copy(var / f"{template}.sqlite3", var / f"{name}.sqlite3")
        return address_at(postgres, var, name)
    with connect(postgres) as admin:
        admin.execute("ALTER SYSTEM SET autovacuum = off")  # it would take turns with the pages
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}".encode())
    return address_at(postgres, var, name)


def address_at(postgres: str, var: Path, name: str) -> str:
    return (
        f"{postgres.rpartition('/')[0]}/{name}" if postgres else f"sqlite:///{var}/{name}.sqlite3"
    )


def names_at(postgres: str) -> set[str]:
    """The databases that are there."""
    if not postgres:
        return set()
    with connect(postgres) as admin:
        return {name for (name,) in admin.execute("SELECT datname FROM pg_database")}


def connect(url: str) -> psycopg.Connection:
    socket, _slash, name = url.split("@/")[1].rpartition("/")
    return psycopg.connect(host=socket, user="postgres", dbname=name, autocommit=True)


def postmaster_of(url: str) -> int:
    data = Path(url.split("@/")[1]).parent.parent / "data"
    return int((data / "postmaster.pid").read_text().split()[0])


def step(environ: dict[str, str], *words: object, given: object = None) -> dict[str, Any]:
    """One step in a process of its own, and what it found."""
    command = [sys.executable, "-m", "tests.load.run_bench_growth", *map(str, words)]
    done = subprocess.run(
        command,
        env=os.environ | environ,
        check=True,
        stdout=subprocess.PIPE,
        input=json.dumps(given).encode(),
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# --- asking --------------------------------------------------------------------------------------
def address_of(page: Page, known: dict[str, Any], number: int = 0) -> str:
    free, guests = known["free"], known["guests"]
    return page.address.format(
        free=free[number % len(free)],
        full=known["full"],
        deep=known["deep"],
        month=known["month"],
        guest=guests[number % len(guests)],
    )


def ask_all(world: World, only: str) -> None:
    """One round: the bare views, and each page so many times."""
    bare = world.bare
    browser = Browser(bare.port)
    read = f"/read/{world.known['free'][0]}/"
    for what, path in ((HELLO, "/"), (READ, read)):
        acts = [partial(browser.ask, path)] * ASKED_BARE
        ask_often(world.cost(what), acts, lambda: world.workers(bare.worker))
    browser.close()
    for what, page in PAGES.items():
        if is_chosen(what, only):
            site = world.site_of(page)
            browser = Browser(site.port, session=world.known.get(page.who, ""))
            headers = {"HX_Request": "true"} if page.htmx else {}
            ask = partial(browser.ask, address_of(page, world.known), **headers)
            ask_page(world, what, site, [ask] * ASKED)
            browser.close()
    feeds: dict[str, Callable[[World, str], Callable[[], bytes]]] = {
        "calendar of 250, changed": changed,
        "calendar, not modified": not_modified,
    }
    for what, page in FEEDS.items():
        if is_chosen(what, only):
            act = feeds.get(what, as_before)(world, page.address)
            ask_page(world, what, world.site_of(page), [act] * ASKED)
    for what, flow in (("sign up", sign_up), ("confirm", confirm)):
        if is_chosen(what, only):
            ask_page(world, what, world.site, [partial(flow, world)] * ASKED_WRITES)


def is_chosen(what: str, only: str) -> bool:
    return what.startswith(tuple(only.split(",")))


def ask_page(world: World, what: str, site: Site, acts: list[Callable[[], bytes]]) -> None:
    """The first answer is not counted: what the process keeps for itself is there from then on.
    It tells how many more to ask for: fewer of a page that costs much.
    """
    first = Cost()
    ask_often(first, acts[:1], lambda: world.workers(site.worker))
    number = max(LEAST_ASKED, min(len(acts), int(TURN_MS / first.cpu_ms)))
    ask_often(world.cost(what), acts[:number], lambda: world.workers(site.worker))


def as_before(world: World, path: str) -> Callable[[], bytes]:
    return partial(Browser(world.site.port).ask, path)


def not_modified(world: World, path: str) -> Callable[[], bytes]:
    """By a program that has it already."""
    browser = Browser(world.site.port)
    browser.ask(path)
    return partial(browser.ask, path, expects=304, If_None_Match=browser.etag)


def changed(world: World, path: str) -> Callable[[], bytes]:
    """After the first meetup was changed: nothing that was kept is of use."""
    browser, first = Browser(world.anew.port), world.known["first"]
    write: Callable[[], object]
    if world.postmaster:
        change = "UPDATE agenda_meetup SET version = version + 1 WHERE id = %s"
        write = partial(connect(world.url).execute, change, [first])
    else:
        change = "UPDATE agenda_meetup SET version = version + 1 WHERE id = ?"
        file = sqlite3.connect(world.url.removeprefix("sqlite:///"), isolation_level=None)
        write = partial(file.execute, change, [first])

    def act() -> bytes:
        write()
        return browser.ask(path)

    return act


def sign_up(world: World) -> bytes:
    """The page of a meetup, its form, and what it says then: three requests of a new visitor."""
    number = next(world.writes)
    browser = Browser(world.site.port, address=address(number))
    path = address_of(WRITES["sign up"], world.known, number)
    token = token_of(browser.ask(path))
    data = {"csrfmiddlewaretoken": token, "name": "Sam", "party": "1"}
    browser.ask(f"{path}come/", data | {"email": f"new{number}@example.org"}, expects=302)
    body = browser.ask(f"{path}come/")
    browser.close()
    return body


def confirm(world: World) -> bytes:
    """The link of the mail, its button, and the page of a guest who comes: three requests."""
    number = next(world.writes)
    browser = Browser(world.site.port, address=address(number))
    path = address_of(WRITES["confirm"], world.known, number)
    token = token_of(browser.ask(path))
    browser.ask(f"{path}confirm/", {"csrfmiddlewaretoken": token}, expects=302)
    body = browser.ask(path)
    browser.close()
    return body


def address(number: int) -> str:
    """On the internet, as the proxy tells it: of each visitor another."""
    return f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"


# --- the mix -------------------------------------------------------------------------------------
def print_mix(database: str, worlds: list[World], var: Path, seconds: float) -> None:
    """Requests of many visitors at once; what the visitors cost themselves is told too."""
    print(
        f"\n{database}, {CLIENTS} visitors, {WORKERS} processes{'':10}{'requests/s':>12}"
        f"{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU ms each':>13}{'database':>10}{'cores':>7}"
        f"{'of visitors':>13}"
    )
    for world in worlds:
        values = environment(var, world.url) | {"DEMO": "0"}
        with served("meetups.wsgi", values, workers=WORKERS) as site:
            gunicorn = parent_of(site.worker)
            cost, spent, of_database, own, took = mixed(world, site, gunicorn, seconds)
        number = len(cost.ms)
        row = f"{world.size:>12,} meetups{'':25}{number / took:12.0f}"
        row += "".join(f"{cost.at(percent):9.0f}" for percent in (50, 95, 99))
        row += f"{1000 * spent / number:13.1f}{of_database / spent:10.0%}"
        row += f"{spent / took:7.2f}{own / took:13.2f}"
        print(row, flush=True)


def mixed(
    world: World, site: Site, gunicorn: int, seconds: float
) -> tuple[Cost, float, float, float, float]:
    """What the answers took, and seconds: CPU of site and database, of the database alone, of the
    visitors; and on the clock.
    """

    def visit(number: int) -> list[float]:
        chance, found = random.Random(number), []
        browser = Browser(site.port)
        while time.monotonic() < until:
            what = chance.choices(list(MIX), list(MIX.values()))[0]
            page = PAGES[what]
            headers = {"HX_Request": "true"} if page.htmx else {}
            started = time.perf_counter()
            browser.ask(address_of(page, world.known, chance.randrange(1000)), **headers)
            found.append((time.perf_counter() - started) * 1000)
        browser.close()
        return found

    with ThreadPoolExecutor(CLIENTS) as pool:
        until = time.monotonic() + seconds / 5  # until both processes are warm
        list(pool.map(visit, range(CLIENTS)))
        web, rows = booked(*family(gunicorn)), booked(*world.backends())
        own, start = time.process_time(), time.monotonic()
        until = start + seconds
        cost = Cost()
        for found in pool.map(visit, range(CLIENTS, 2 * CLIENTS)):
            cost.ms += found
        took = time.monotonic() - start
        of_database = booked_since(rows, booked(*world.backends())) / 1000
        spent = of_database + booked_since(web, booked(*family(gunicorn))) / 1000
    return cost, spent, of_database, time.process_time() - own, took


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


# --- telling -------------------------------------------------------------------------------------
def print_costs(database: str, worlds: list[World]) -> None:
    names = ("p50 ms", "p95 ms", "p99 ms", "CPU ms", "x bare", "x read", "queries", "sql ms", "kB")
    for world in worlds:
        head = f"{database}, {world.size:,} meetups"
        print(f"\n{head:32}" + "".join(f"{name:>9}" for name in names) + f"{'goal':>7}")
        for what, cost in world.costs.items():
            row = f"{what:32}" + "".join(f"{cost.at(percent):9.1f}" for percent in (50, 95, 99))
            row += f"{cost.cpu_ms:9.2f}{world.ratio(what):9.1f}{world.ratio(what, READ):9.1f}"
            asked = world.counted.get(what, {"queries": "", "slowest_ms": 0})
            row += f"{asked['queries']:>9}{asked['slowest_ms']:9.0f}{cost.bytes / 1000:9.1f}"
            print(f"{row}{goal_of(what) or '':>7}")
        words = f"{world.mib:9.0f} MiB unshared, {MOST_MIB} at most"
        print(f"{'memory of the process':32}{words}", flush=True)


def goal_of(what: str) -> float | None:
    return GOALS[what].goal if what in GOALS else None


def missed_in(database: str, worlds: list[World]) -> Iterator[str]:
    first, last = worlds[0], worlds[-1]
    for world in worlds:
        for what in world.costs.keys() & GOALS.keys():
            goal = goal_of(what)
            if goal and world.ratio(what) > goal:
                yield (
                    f"{database}, {world.size:,}: {what} costs {world.ratio(what):.1f} bare views, "
                    f"{goal} at most"
                )
        if world.mib > MOST_MIB:
            yield f"{database}, {world.size:,}: the process holds {world.mib:.0f} MiB"
    for what in first.costs.keys() & GOALS.keys():
        growth = last.ratio(what) / first.ratio(what)
        if growth > GROWTH and goal_of(what) and not GOALS[what].shows_more:
            yield f"{database}: {what} costs {growth:.2f} times as much with {last.size:,} meetups"


if __name__ == "__main__":
    sys.exit(main())
