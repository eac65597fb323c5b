"""Real worker processes, beats and a broker, on the database of a test or a proof."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis
from celery import Celery
from django.db import connection
from django.utils import timezone

from meetups.operations.preparation import broker_program
from meetups.outbox.bell import TASK
from meetups.outbox.models import OPEN, OutboundMessage, State
from meetups.outbox.services.posting import post_all
from meetups.outbox.smtp import DATABASE_IS_AWAY
from tests.outbox.sink import Sink
from tests.site import ROOT, environment

Process = subprocess.Popen[bytes]
CONCURRENCY = 2


@dataclass
class Works:
    """The processes around one sink, and the environment that they share."""

    var: Path
    sink: Sink
    environ: dict[str, str]
    running: dict[str, Process] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start a program in a session of its own, so that a kill takes its whole group."""
        with (self.var / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def start_worker(self, name: str, app: str = "meetups") -> None:
        threads = ("-P", "threads", "-c", str(CONCURRENCY), "--without-gossip", "--without-mingle")
        command = (*_celery("worker", app), *threads, "-n", f"{name}@%h", "--loglevel", "INFO")
        self.start(name, *command)

    def start_beat(self, name: str) -> None:
        self.start(name, *_celery("beat"), "-s", str(self.var / f"{name}-schedule"))

    def start_broker(self) -> None:
        path = self.var / "b.sock"
        self.start("broker", broker_program(), "--port", "0", "--unixsocket", str(path),
                   "--save", "", "--appendonly", "no", "--dir", str(self.var))  # fmt: skip
        wait(lambda: self.broker_answers(), 20)

    def ring(self) -> None:
        """Tell a worker at once, as a post does after its commit."""
        with Celery(broker=self.environ["REDIS_URL"], set_as_current=False) as app:
            app.send_task(TASK, queue="mail")

    def broker_answers(self) -> bool:
        try:
            return bool(self.broker().ping())
        except (redis.ConnectionError, OSError):
            return False

    def broker(self) -> "redis.Redis":
        return redis.Redis(unix_socket_path=str(self.var / "b.sock"))

    def signal(self, name: str, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, number)

    def kill(self, name: str) -> None:
        """End a program and all of its group, as the kernel does when memory is short."""
        self.signal(name, signal.SIGKILL)
        self.running.pop(name).wait()

    def said(self, name: str) -> str:
        return (self.var / f"{name}.log").read_text()


def _celery(what: str, app: str = "meetups") -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "--skip-checks", "-A", app, what]


@contextmanager
def works(var: Path, database_url: str, sink: Sink, **more: str) -> Iterator[Works]:
    """A place where workers can work. In the end all of them are gone."""
    environ = environment(
        var,
        DATABASE_URL=database_url,
        REDIS_URL=f"redis+socket://{var / 'b.sock'}",
        DJANGO_SETTINGS_MODULE="tests.outbox.proof_settings",
        DEMO="0",
        **more,
    ) | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    place = Works(var, sink, environ)
    try:
        yield place
    finally:
        for name in list(place.running):
            place.signal(name, signal.SIGCONT)
            place.kill(name)


def wait(until: Callable[[], bool], seconds: float, every: float = 0.05) -> float:
    """Wait until something is so, and say how many seconds that took."""
    start = time.monotonic()
    while not until():
        assert time.monotonic() - start < seconds, f"not so within {seconds} seconds"
        time.sleep(every)
    return time.monotonic() - start


def post_many(first: int, last: int) -> None:
    """Post mail about the rows with these numbers, due at once."""
    post_all("proof", subject_ids=list(range(first, last + 1)), now=timezone.now())


def open_messages() -> int:
    """How many have not ended; one while the database is away, for who waits until none is."""
    try:
        return OutboundMessage.objects.filter(state__in=OPEN).count()
    except DATABASE_IS_AWAY:
        connection.close()
        return 1


@dataclass(frozen=True)
class Outcome:
    """What came of one run."""

    posted: int
    delivered: int
    copies: int
    copies_allowed: int
    not_sent: int
    ids_each: int
    refused: int
    seconds: float

    @property
    def is_right(self) -> bool:
        """Nothing lost, no more copies than there may be, and each copy with the same id."""
        whole = self.posted == self.delivered and self.not_sent == 0
        return whole and self.copies <= self.copies_allowed and self.ids_each == 1


def outcome(sink: Sink, *, posted: int, copies_allowed: int, seconds: float) -> Outcome:
    return Outcome(
        posted=posted,
        delivered=sink.distinct,
        copies=sink.copies,
        copies_allowed=copies_allowed,
        not_sent=OutboundMessage.objects.exclude(state=State.SENT).count(),
        ids_each=sink.ids_each,
        refused=sink.refused,
        seconds=seconds,
    )
