"""Reminders for a hundred thousand guests: `python -m tests.load.bench_reminders`.

First planning: what a tick costs with 500, 2,500 and 5,000 meetups of twenty guests, all of them in
the coming eight days, so that each guest has a reminder. "bare" is a program that reads the same
rows, and does nothing. Then sending: reminders that are due, into a mail server on this machine, by
one worker; "raw" is smtplib with one connection and a letter that was made before. Databases are as
safe as in production. Read the ratios: seconds depend on the machine, and on what else
it does; "cpu" does not count the latter.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path

from tests.embedded_postgres import server
from tests.load.proof_outbox import crash_safe
from tests.outbox.sink import Sink, listening
from tests.site import BARE

GUESTS_EACH = 20
WARM_UP = 20
"""Both as in `run_bench_reminders`."""
TICK_GOAL, SEND_GOAL = 2.0, 100
"""Seconds for a tick, and messages a second for each worker."""
MOST_GROWTH = 1.15
"""By how much the memory of a tick may grow with ten times as many meetups."""


# --- the mail server, in a process of its own ----------------------------------------------------
def listen(line: Connection) -> None:
    """Tell the port; when asked, tell how many messages came and how many twice."""
    with listening(Sink()) as sink:
        line.send(sink.port)
        while line.recv():
            line.send((sink.distinct, sink.copies))


# --- the whole -----------------------------------------------------------------------------------
def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--meetups", type=int, default=5000)
    asked.add_argument("--messages", type=int, default=10_000)
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = asked.parse_args()
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    kept = [measure(name, options.meetups, options.messages) for name in databases]
    return 0 if all(kept) else 1


def measure(database: str, meetups: int, messages: int) -> bool:
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bb-bench-")))
        url = f"sqlite:///{var}/bench.sqlite3"
        if database == "postgres":
            url = crash_safe(stack.enter_context(server()))
        values = {
            "VAR_DIR": str(var),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "meetups.settings",
            "DEMO": "0",
        }
        environ = os.environ | BARE | values
        manage = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(manage, env=environ, check=True, stderr=subprocess.DEVNULL)
        kept = measure_planning(database, meetups, environ)
        return measure_sending(database, messages, environ) and kept


def measure_planning(database: str, meetups: int, environ: dict[str, str]) -> bool:
    print(
        f"{database:9} {'meetups':>8} {'guests':>8} {'posted':>8} {'first s':>8} {'tick s':>7} "
        f"{'cpu s':>6} {'slowest':>8} {'bare s':>7} {'ratio':>6} {'queries':>8} "
        f"{'a batch':>8} {'MB':>5} {'+':>4}",
        flush=True,
    )
    memory, ticks, queries = [], [], []
    for size in (meetups // 10, meetups // 2, meetups):
        step(environ, "fill", size)
        found, held = step(environ, "plan"), step(environ, "tick")
        batches = -(-size // 500)
        print(
            f"{'':9} {size:>8,} {size * GUESTS_EACH:>8,} {found['posted']:>8,.0f} "
            f"{found['first']:>8.2f} {found['tick']:>7.2f} {found['cpu']:>6.2f} "
            f"{found['slowest']:>8.2f} {found['bare']:>7.2f} {found['tick'] / found['bare']:>6.1f} "
            f"{found['queries']:>8.0f} {found['queries'] / batches:>8.1f} {held['peak_mb']:>5.0f} "
            f"{held['peak_mb'] - held['before_mb']:>4.0f}",
            flush=True,
        )
        memory.append(held["peak_mb"])
        ticks.append(found["tick"])
        queries.append((found["queries"], batches))
    (few, one), (_some, _batches), (many, ten) = queries
    each = (many - few) / max(ten - one, 1)
    flat = memory[-1] / memory[0]
    print(
        f"{'':9} each batch more: {each:.1f} queries; memory of the most to the fewest: {flat:.2f}"
    )
    return each == int(each) and flat <= MOST_GROWTH and ticks[-1] <= TICK_GOAL


def measure_sending(database: str, messages: int, environ: dict[str, str]) -> bool:
    ours, theirs = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=listen, args=(theirs,), daemon=True)
    sink.start()
    found = step(environ, "send", messages, ours.recv())
    ours.send(True)
    distinct, copies = ours.recv()
    ours.send(False)
    sink.join()
    # The raw letters all have the Message-ID of one of ours.
    rate, raw = found["sent"] / found["seconds"], messages / found["raw"]
    print(
        f"{database:9} sent {found['sent']:,.0f} of {found['bytes']:,.0f} bytes in "
        f"{found['seconds']:.1f} s: {rate:.0f} a second by one worker ("
        f"{1000 * found['cpu'] / messages:.0f} ms of its processor each); raw smtplib {raw:.0f} a "
        f"second; ratio {raw / rate:.1f}; more than once {copies - messages:.0f}",
        flush=True,
    )
    return found["sent"] == messages == distinct - WARM_UP and rate >= SEND_GOAL


def step(environ: dict[str, str], *words: object) -> dict[str, float]:
    """One step in a process of its own, and what it found."""
    command = [sys.executable, "-m", "tests.load.run_bench_reminders", *map(str, words)]
    done = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
