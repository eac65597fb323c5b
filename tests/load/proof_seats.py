"""Never overbooked, over HTTP: 200 guests press their button at once, for 20 places.

    python -m tests.load.proof_seats [--guests 200] [--places 20] [--clients 16]

Starts the site as it runs (gunicorn, two workers), once on SQLite and once on a PostgreSQL of its
own, and lets 16 clients confirm as fast as they can, one sign ten times, and press one button ten
times. The last rows are controls: the same site without its lock and its condition overbooks.
Exit code 0 when all rows are as they must be.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.embedded_postgres import server
from tests.site import ROOT, environment, free_port

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SAME = 10


# --- the site ------------------------------------------------------------------------------------
@contextmanager
def site(folder: Path, database: str, *, is_control: bool) -> Iterator[str]:
    """A migrated site on a database; its address."""
    values = environment(folder, DATABASE_URL=database, DEMO="0", WEB_CONCURRENCY="2")
    values["PYTHONPATH"] = str(ROOT)
    for command in ("migrate -v0", "createcachetable", "collectstatic --noinput -v0"):
        run([sys.executable, "manage.py", *command.split()], values)
    os.environ.update(values)  # for `act`
    port = free_port()
    served = "tests.load.proof_seats_control" if is_control else "meetups.wsgi"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:meetups.operations.web_server"]
    command += ["--workers", "2", "--bind", f"127.0.0.1:{port}", served]
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=values, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: httpx.get(f"{url}/healthz").status_code == 200)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def run(command: list[str], values: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=values, check=True)


def wait_for(is_so: Callable[[], bool]) -> None:
    for _try in range(200):
        try:
            if is_so():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit("The site did not start.")


# --- the guests ----------------------------------------------------------------------------------
def act(database: str, script: str) -> str:
    """What a script says that runs in the site's own Django."""
    prelude = "from meetups.agenda.models import *; from django.db.models import Sum; "
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", prelude + script],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout.strip()


SOW = """
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from tests.agenda.makers import make_meetup, make_rsvp
now = timezone.now()
with transaction.atomic():
    meetup = make_meetup(starts_at=now + timedelta(days=30), capacity={places}, code="proof")
    for number in range({guests}):
        print(make_rsvp(meetup, "Gast%d" % number, RsvpState.PENDING, now=now).token)
"""
COUNT = """
from meetups.agenda.queries.invariants import broken_seats
meetup = Meetup.objects.get(code="proof")
count = lambda state: meetup.rsvps.filter(state=state).count()
people = meetup.rsvps.filter(state="confirmed").aggregate(n=Sum("party"))["n"]
print(meetup.seats_taken, people, count("waiting"), count("pending"), len(broken_seats()))
"""


class Visitor:
    """A browser of someone: it has its cookie, and posts the token of the form."""

    def __init__(self, url: str) -> None:
        # A connection each time: the server closes one that waits long.
        once = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(base_url=url, timeout=60, limits=once)

    def look(self, path: str) -> None:
        self.path, page = path, self.client.get(path)
        self.token = TOKEN.search(page.text)[1]  # type: ignore[index]

    def press(self, act: str, **data: str) -> int:
        data["csrfmiddlewaretoken"] = self.token
        return self.client.post(f"{self.path}{act}/", data=data).status_code


def visit(url: str, path: str) -> Visitor:
    visitor = Visitor(url)
    visitor.look(path)
    return visitor


def all_press(
    visitors: list[Visitor], clients: int, act: str, **data: str
) -> tuple[list[int], float]:
    """The statuses of all answers, and the seconds that they took together."""
    start = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        statuses = list(pool.map(lambda visitor: visitor.press(act, **data), visitors))
    return statuses, time.monotonic() - start


def prove(name: str, database: str, options: argparse.Namespace, *, is_control: bool) -> bool:
    """One row of the table; whether it is as it must be."""
    with tempfile.TemporaryDirectory(prefix="bb-seats-") as made:
        folder = Path(made)
        database = database or f"sqlite:///{folder}/site.sqlite3"
        with site(folder, database, is_control=is_control) as url:
            sow = SOW.format(places=options.places, guests=options.guests)
            tokens = act(database, sow).split()
            with ThreadPoolExecutor(options.clients) as pool:
                guests = list(pool.map(lambda t: visit(url, f"/nl/guests/{t}/"), tokens))
            statuses, seconds = all_press(guests, options.clients, "confirm")
            taken, people, waiting, pending, broken = map(int, act(database, COUNT).split())
            rows, is_same = "-", True
            if not is_control:
                again = [visit(url, f"/nl/guests/{tokens[0]}/") for _time in range(SAME)]
                all_press(again, SAME, "withdraw")
                back = [visit(url, f"/nl/guests/{tokens[0]}/") for _time in range(SAME)]
                all_press(back, SAME, "confirm")
                signs = [visit(url, "/nl/meetups/proof/") for _time in range(SAME)]
                all_press(signs, SAME, "come", name="Sam", email="same@example.org", party="1")
                count = f"print(Rsvp.objects.count() - {options.guests})"
                rows, after = act(database, count), act(database, COUNT).split()
                is_same = after[0] == str(options.places) and after[-1] == "0"
    faults = sum(status >= 500 for status in statuses)
    is_kept = people <= options.places
    print(
        f"{name:22}{len(tokens):7}{options.places:8}{people:8}{taken:7}{waiting:9}{pending:9}"
        f"{faults:7}{broken:8}{rows:>10}{seconds:8.1f}  {'kept' if is_kept else 'OVERBOOKED'}",
        flush=True,
    )
    if is_control:
        return not is_kept
    settled = people == taken == options.places and waiting == len(tokens) - options.places
    return settled and is_same and not faults and not broken and rows == "1"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--guests", type=int, default=200)
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    print(
        f"{'':22}{'guests':>7}{'places':>8}{'people':>8}{'taken':>7}{'waiting':>9}{'pending':>9}"
        f"{'faults':>7}{'broken':>8}{'same: rows':>11}{'sec':>7}"
    )
    right = []
    for is_control in (False, True):
        kind = ", control" if is_control else ""
        right.append(prove(f"SQLite{kind}", "", options, is_control=is_control))
        with server() as database:
            right.append(prove(f"PostgreSQL{kind}", database, options, is_control=is_control))
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
