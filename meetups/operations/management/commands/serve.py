"""`manage.py serve`: the whole site in one command: broker, web server, worker with beat."""

import http.client
import os
import signal
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from urllib.parse import quote

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection

from meetups.operations import preparation
from meetups.operations.preparation import UnfitError
from meetups.operations.supervisor import Supervisor

SOCKET_PATH_LIMIT = 100  # bytes; the system's limit is 108 on Linux and 104 on macOS
START_SECONDS = 60
POLL_SECONDS = 0.1
LAPTOP_URL = "http://localhost:8000"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Run the whole site: web server, worker, beat and, unless REDIS_URL is set, a broker."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Prepare, start, watch, stop. Wrong surroundings: one sentence and exit code 1."""
        for number in STOP_SIGNALS:
            signal.signal(number, _leave)
        try:
            lock = preparation.claim_var()
            with lock, tempfile.TemporaryDirectory(prefix="buurtbrug-") as private:
                self.prepare(host, port)
                self.run(host, port, Path(private))
        except UnfitError as error:
            sys.exit(str(error))

    def prepare(self, host: str, port: int) -> None:
        """Check the surroundings, then bring database and static files up to date."""
        preparation.check_port(host, port)
        preparation.check_database()
        if settings.REDIS_URL:
            preparation.check_broker()
        preparation.update(self.tell)
        preparation.collect_static(self.tell)
        connection.close()

    def run(self, host: str, port: int, private: Path) -> None:
        """Start everything, say where it is, and stay until a signal or a death."""
        stopping = threading.Event()
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_: stopping.set())
        supervisor = Supervisor()
        try:
            environment = self.start_broker(supervisor, private, links_lead_to(host, port))
            start_programs(supervisor, host, port, environment)
            told, deadline = False, time.monotonic() + START_SECONDS
            while not stopping.wait(POLL_SECONDS):
                if dead := supervisor.dead():
                    raise UnfitError(f"Stopped everything, since one part stopped: {dead}.")
                if not told and answers(host, port):
                    self.tell(f"{settings.SITE_NAME} runs at {address(host, port)}")
                    told = True
                if not told and time.monotonic() > deadline:
                    raise UnfitError(f"The site did not answer within {START_SECONDS} seconds.")
        finally:
            supervisor.stop(last="broker")

    def start_broker(
        self, supervisor: Supervisor, private: Path, site_url: dict[str, str]
    ) -> dict[str, str]:
        """Start our own broker unless there is one; give the environment that knows where it is."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"} | site_url
        if settings.REDIS_URL:
            return environment
        path = settings.VAR_DIR / "broker.sock"
        if len(os.fsencode(path)) > SOCKET_PATH_LIMIT or quote(str(path)) != str(path):
            path = private / "broker.sock"
        log = settings.VAR_DIR / "broker.log"
        log.unlink(missing_ok=True)
        supervisor.start(
            "broker",
            [
                preparation.broker_program(),
                *("--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
                *("--dir", str(settings.VAR_DIR), "--save", "", "--appendonly", "no"),
                *("--maxmemory-policy", "noeviction"),
                *("--loglevel", "warning", "--logfile", str(log)),
            ],
            environment,
        )
        return environment | {"REDIS_URL": f"redis+socket://{path}"}

    def tell(self, text: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()


def start_programs(
    supervisor: Supervisor, host: str, port: int, environment: dict[str, str]
) -> None:
    """Start the web server, and the worker with beat inside (`-B`: one worker, so one beat)."""
    python = sys.executable
    gunicorn = [python, "-m", "gunicorn", "-c", "python:meetups.operations.web_server"]
    celery = [python, "-m", "celery", "--quiet", "--skip-checks", "-A", "meetups", "worker"]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    threads = ["-P", "threads", "-c", "2", "--without-gossip", "--without-mingle"]
    beat = ["-B", "--loglevel", "WARNING"]
    supervisor.start("web server", [*gunicorn, "--bind", bind], environment)
    supervisor.start("worker", [*celery, *threads, *beat], environment)


def answers(host: str, port: int) -> bool:
    """Whether the web server answers, whatever it says."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    asking = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def address(host: str, port: int) -> str:
    """The site's address, for a browser on this machine: by name, as passkeys want it."""
    here = ("0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104
    name = "localhost" if host in here else host
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def links_lead_to(host: str, port: int) -> dict[str, str]:
    """What makes links in mail lead to this port, unless settings say where the site is."""
    is_default = settings.SITE_URL == LAPTOP_URL
    return {"SITE_URL": address(host, port).rstrip("/")} if is_default else {}


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Leave while preparing: transactions roll back, and stopping on request is no failure."""
    sys.exit(0)
