"""What each page costs in CPU beside a bare Django view: `python -m tests.load.bench_pages`.

Both are served by gunicorn with one worker, ours on a database of its own with the catalogue and
the demo neighbourhoods. CPU is what the kernel booked on the worker (10 ms ticks, so hundreds of
requests are asked); rounds alternate and the least of each is taken. Read the ratios: the
milliseconds depend on the machine.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.suggestions.answers import CALM, FULL, query

ROUNDS, ASKED, ASKED_BARE = 3, 100, 1000
AREA = "WK024305"
WAS = {f"was-{slug}": value for slug, value in FULL.items()}
WHAT_IF = urlencode({**WAS, **FULL, "contacts": "many"}, doseq=True)
TICKS = os.sysconf("SC_CLK_TCK")
SIGN_IN = """
from django.test import Client
from meetups.initiatives.models import Member
client = Client()
client.force_login(Member.objects.get(initiative=1, user__name="Fatma").user)
print(client.cookies["sessionid"].value)
"""
"""Signs in the organiser of the first plan of the demo, and prints the session."""
PAGES = {
    # what: (address, as htmx, the goal as a ratio); those of plans are asked by their organiser
    "home": ("/nl/", False, 8),
    "neighbourhood search": ("/nl/neighbourhoods/search/?q=stadsd", True, 8),
    "profile": (f"/nl/neighbourhoods/{AREA}/", False, 15),
    "question": (f"/nl/guide/{AREA}/?{query(CALM)}", False, 10),
    "advice": (f"/nl/guide/{AREA}/advice/?{query(FULL)}", False, 25),
    "what if": (f"/nl/guide/{AREA}/advice/?{WHAT_IF}", True, 20),
    "library": ("/nl/formats/", False, 25),
    "format": ("/nl/formats/street-coffee/", False, 25),
    "my plans": ("/nl/initiatives/", False, 25),
    "plan": ("/nl/initiatives/1/", False, 25),
    "steps": ("/nl/initiatives/1/steps/", False, 25),
    "budget": ("/nl/initiatives/1/budget/", False, 25),
}


@contextmanager
def served(application: str, environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A gunicorn with one worker; gives its port and the worker's process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "2", "--log-level", "error"]
    server = subprocess.Popen(command, env=os.environ | environ)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        yield port, int(children.read_text().split()[0])
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def cpu_ms(
    port: int, worker: int, address: str, *, htmx: bool, times: int, session: str = ""
) -> tuple[float, int]:
    """CPU milliseconds of one answer, and its size in bytes."""
    connection = HTTPConnection("127.0.0.1", port)
    headers = {"HX-Request": "true"} if htmx else {}
    if session:
        headers["Cookie"] = f"sessionid={session}"
    before = ticks(worker)
    for _ in range(times):
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (address, answer.status)
    connection.close()
    return (ticks(worker) - before) / TICKS * 1000 / times, len(body)


def ticks(process: int) -> int:
    """User and system time that the kernel booked on a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        quiet = subprocess.DEVNULL
        commands = (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"])
        first = (["createcachetable"], ["load_catalogue"], ["load_demo_neighbourhoods"])
        for command in (*commands, *first, ["seed_demo"]):
            call = [sys.executable, "manage.py", *command]
            subprocess.run(call, env=os.environ | ours, check=True, stdout=quiet, stderr=quiet)
        call = [sys.executable, "manage.py", "shell", "-v0", "-c", SIGN_IN]
        said = subprocess.run(call, env=os.environ | ours, check=True, capture_output=True)
        session = said.stdout.decode().split()[-1]
        with served("tests.load.bare", {}) as bare, served("meetups.wsgi", ours) as site:
            measure(bare, site, session)


def measure(bare: tuple[int, int], site: tuple[int, int], session: str) -> None:
    """Ask everything in turns and print the table."""
    least: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for _ in range(ROUNDS):
        ms, _size = cpu_ms(*bare, "/", htmx=False, times=ASKED_BARE)
        least["bare view"] = min(ms, least.get("bare view", ms))
        for what, (address, htmx, _goal) in PAGES.items():
            who = session if "initiatives" in address else ""
            ms, sizes[what] = cpu_ms(*site, address, htmx=htmx, times=ASKED, session=who)
            least[what] = min(ms, least.get(what, ms))
    hello = least["bare view"]
    print(f"bare view: {hello:.2f} ms of CPU")
    print(f"{'page':22}{'ms':>8}{'ratio':>8}{'goal':>8}{'kB':>8}")
    for what, (_address, _htmx, goal) in PAGES.items():
        ms = least[what]
        print(f"{what:22}{ms:8.1f}{ms / hello:8.1f}{goal:8}{sizes[what] / 1000:8.1f}")


if __name__ == "__main__":
    main()
