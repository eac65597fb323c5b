"""The desk of an office with 5,000 plans and 50,000 meetups: `python -m tests.load.bench_desk`.

Each page is asked of gunicorn with one worker, by the manager of the office; in the same turns a
bare Django view, and a bare view that reads one meetup by its code from the same database. CPU is
what the kernel booked on the worker, so that of PostgreSQL is in the times only. Read the ratios:
the milliseconds depend on the machine and on what else it does. It fails when a page asks more
queries than it may.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.embedded_postgres import server
from tests.load.asking import Browser, Cost, Site, ask_often, manage, served
from tests.load.proof_outbox import crash_safe
from tests.site import BARE

ROUNDS, ASKED, ASKED_BARE, ASKED_REPORT = 3, 15, 300, 3
SEEN_OF_TEN = 9
"""One plan in ten is a draft, which no office sees."""
EACH = 10
"""Meetups of a plan."""
TOKEN = "b" * 32
DESK = "/nl/offices/GM0243/desk/"
HELLO, READ = "bare view", "bare view with a read"


class Page(NamedTuple):
    """`queries`: the most that it may ask, with those for the session and the person."""

    address: str
    queries: int = 20
    method: str = "get"


PAGES = {
    "desk": Page(DESK),
    "queue": Page(f"{DESK}plans/", 15),
    "queue, page 100": Page(f"{DESK}plans/?page=100", 15),
    "queue, waits for us": Page(f"{DESK}plans/?standing=us", 15),
    "queue, a district": Page(f"{DESK}plans/?area=WK024305&standing=running", 15),
    "queue, a reviewer": Page(f"{DESK}plans/?reviewer=me", 15),
    "queue, a tag": Page(DESK + "plans/?tag={tag}", 15),
    "queue, words": Page(f"{DESK}plans/?words=koffie", 15),
    "queue, first meetup": Page(f"{DESK}plans/?order=meetup", 15),
    "queue, waits longest": Page(f"{DESK}plans/?order=longest", 15),
    "queue, newest": Page(f"{DESK}plans/?order=newest", 15),
    "review": Page("/nl/initiatives/{plan}/review/", 28),
    "radar": Page(f"{DESK}radar/"),
    "promises": Page(f"{DESK}promises/"),
    "money": Page(f"{DESK}money/"),
    "figures": Page(f"{DESK}figures/"),
    # The figures and the radar's reasons, and the record that it was made.
    "report": Page(f"{DESK}report.pdf", 22, "post"),
}


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--plans", type=int, default=5000, help="that the office sees")
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = asked.parse_args()
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    kept = [measure(name, options.plans) for name in databases]
    return 0 if all(kept) else 1


def measure(database: str, plans: int) -> bool:
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bb-bench-")))
        url = f"sqlite:///{var}/bench.sqlite3"
        if database == "postgres":
            url = crash_safe(stack.enter_context(server()))
        values = {
            "VAR_DIR": str(var),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "meetups.settings",
        }
        ours = BARE | values
        for command in (
            *("migrate", "collectstatic --no-input", "createcachetable"),
            *("load_catalogue", "load_demo_neighbourhoods"),
        ):
            manage(ours, *command.split(), "--verbosity=0")
        made = step(ours, "fill", -(-plans * 10 // SEEN_OF_TEN), EACH)
        print(
            f"{database}: {made['plans']:,} plans with {made['meetups']:,} meetups, "
            f"sown in {made['seconds']:.0f} s",
            flush=True,
        )
        known = step(ours, "session")
        pages = {
            what: page._replace(address=page.address.format(**known))
            for what, page in PAGES.items()
        }
        asks = {what: (page.method, page.address) for what, page in pages.items()}
        counted = step(ours, "queries", given={"session": known["session"], "pages": asks})
        bare = stack.enter_context(served("tests.load.bare", values))
        site = stack.enter_context(served("meetups.wsgi", ours))
        found = asked_in_turns(bare, site, pages, known)
    print_table(found, counted)
    over = [what for what, page in PAGES.items() if counted[what]["queries"] > page.queries]
    print("more queries than they may ask:", ", ".join(over) if over else "none", flush=True)
    return not over


def step(environ: dict[str, str], *words: object, given: object = None) -> dict[str, Any]:
    """One step in a process of its own, and what it found."""
    command = [sys.executable, "-m", "tests.load.run_bench_desk", *map(str, words)]
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
def asked_in_turns(
    bare: Site, site: Site, pages: dict[str, Page], known: dict[str, Any]
) -> dict[str, Cost]:
    """Bare views and pages in the same rounds; CPU is the least of the rounds."""
    costs = {what: Cost() for what in (HELLO, READ, *pages)}
    for _ in range(ROUNDS):
        ask(bare, Page("/"), costs[HELLO], times=ASKED_BARE)
        ask(bare, Page(f"/read/{known['meetup']}/"), costs[READ], times=ASKED_BARE)
        for what, page in pages.items():
            times = ASKED_REPORT if page.method == "post" else ASKED
            ask(site, page, costs[what], times=times, session=known["session"])
    return costs


def ask(site: Site, page: Page, cost: Cost, *, times: int, session: str = "") -> None:
    browser = Browser(site.port, session=session)
    browser.cookies["csrftoken"] = TOKEN
    data = {"csrfmiddlewaretoken": TOKEN} if page.method == "post" else None
    acts = [partial(browser.ask, page.address, data)] * times
    ask_often(cost, acts, lambda: [site.worker])
    browser.close()


# --- telling -------------------------------------------------------------------------------------
def print_table(costs: dict[str, Cost], counted: dict[str, Any]) -> None:
    names = ("page", "p50 ms", "p95 ms", "CPU ms", "x bare", "x read", "queries", "kB", "slowest")
    print(f"{names[0]:24}" + "".join(f"{name:>9}" for name in names[1:]))
    for row in rows(costs, counted):
        print(row)


def rows(costs: dict[str, Cost], counted: dict[str, Any]) -> Iterator[str]:
    """Ratios are those of the median times. `slowest`: milliseconds of the slowest query."""
    hello, read = costs[HELLO].at(50), costs[READ].at(50)
    for what, cost in costs.items():
        p50 = cost.at(50)
        row = f"{what:24}{p50:9.1f}{cost.at(95):9.1f}{cost.cpu_ms:9.1f}"
        row += f"{p50 / hello:9.1f}{p50 / read:9.1f}"
        if of_page := counted.get(what):
            row += f"{of_page['queries']:9}{cost.bytes / 1000:9.1f}{of_page['slowest_ms']:9.0f}"
        yield row


if __name__ == "__main__":
    sys.exit(main())
