"""Asking sites in turns, and what their answers cost: what the programs of this folder share."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple
from urllib.parse import urlencode

from tests.site import free_port

KIB = 1024
FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Site(NamedTuple):
    """A web server with one process that answers."""

    port: int
    worker: int
    """The number of that process."""


@contextmanager
def served(application: str, environ: Mapping[str, str], *, workers: int = 1) -> Iterator[Site]:
    """A gunicorn as deployed, but that its process lives on; gives the first of its processes."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:meetups.operations.web_server"]
    command += ["--workers", str(workers), "--max-requests", "0", "--log-level", "error"]
    command += ["--bind", f"127.0.0.1:{port}", application]
    server = subprocess.Popen(command, env=os.environ | environ)
    try:
        wait_for(port, server)
        yield Site(port, next(children(server.pid)))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until it answers anything at all, and so has loaded all it needs."""
    while True:
        assert server.poll() is None, "the web server did not start"
        try:
            with closing(HTTPConnection("127.0.0.1", port)) as connection:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)


def manage(environ: Mapping[str, str], *command: str) -> None:
    call = [sys.executable, "manage.py", *command]
    quiet = subprocess.DEVNULL
    subprocess.run(call, env=os.environ | environ, check=True, stdout=quiet, stderr=quiet)


# --- what the kernel booked ----------------------------------------------------------------------
def booked(*processes: int) -> dict[int, int]:
    """Nanoseconds that each process was on a processor, in all its threads."""
    found = {}
    for process in processes:
        try:
            threads = list(Path(f"/proc/{process}/task").iterdir())
            found[process] = sum(
                int((thread / "schedstat").read_text().split()[0]) for thread in threads
            )
        except (FileNotFoundError, ProcessLookupError):  # it has gone
            continue
    return found


def booked_since(before: dict[int, int], after: dict[int, int]) -> float:
    """Milliseconds. What a process did that has gone by now is lost."""
    spent = sum(now - before.get(process, 0) for process, now in after.items())
    return spent / 1e6


def family(parent: int) -> list[int]:
    return [parent, *children(parent)]


def backends(postmaster: int, database: str) -> list[int]:
    """The processes of PostgreSQL that answer for a database: it is in what they are called."""
    found = []
    for process in children(postmaster):
        try:
            name = Path(f"/proc/{process}/cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if f" {database} " in name:
            found.append(process)
    return found


def children(process: int) -> Iterator[int]:
    yield from map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())


def unshared_mib(process: int) -> float:
    """Memory that would be free again if it ended: nobody else has it."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / KIB


# --- asking --------------------------------------------------------------------------------------
class Cost:
    """What the answers of one page took, over all rounds."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self.cpu_ms = float("inf")
        """Of one answer, in the turn that was the least disturbed."""
        self.bytes = 0

    def at(self, percent: int) -> float:
        """So many of a hundred answers were there within so many milliseconds."""
        return quantiles(self.ms, n=100, method="inclusive")[percent - 1]


class Browser:
    """One connection, with its cookies; each answer must have one of the statuses expected."""

    def __init__(self, port: int, *, session: str = "", address: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", port)
        self.cookies = SimpleCookie[str]()
        if session:
            self.cookies["sessionid"] = session
        self.headers = {"X-Forwarded-For": address} if address else {}

    def ask(
        self,
        path: str,
        data: Mapping[str, str] | None = None,
        *,
        expects: int = 200,
        **headers: str,
    ) -> bytes:
        """The body. `data` is posted; `headers` have _ where a header has a dash."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            pairs = (f"{cookie.key}={cookie.value}" for cookie in self.cookies.values())
            sent["Cookie"] = "; ".join(pairs)
        if data is None:
            self.connection.request("GET", path, headers=sent)
        else:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            self.connection.request("POST", path, urlencode(data), sent)
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == expects, (path, answer.status)
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        self.etag = answer.headers.get("ETag", "")
        return body

    def close(self) -> None:
        self.connection.close()


def token_of(page: bytes) -> str:
    """That of the first form."""
    found = FIELD.search(page)
    assert found, page[:2000]
    return found[1].decode()


def ask_often(
    cost: Cost, acts: Iterable[Callable[[], bytes]], workers: Callable[[], list[int]]
) -> None:
    """Do some acts one after the other, and add what they took.

    Args:
        workers: the processes that work for the answers.
    """
    before, number = booked(*workers()), 0
    for act in acts:
        started = time.perf_counter()
        body = act()
        cost.ms.append((time.perf_counter() - started) * 1000)
        cost.bytes = len(body)
        number += 1
    cost.cpu_ms = min(booked_since(before, booked(*workers())) / number, cost.cpu_ms)
