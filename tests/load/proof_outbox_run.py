"""One proof of `proof_outbox.py`, in a process whose environment names its database."""

import os
import statistics
import sys
from pathlib import Path

import django

django.setup()

from tests.embedded_postgres import restart
from tests.outbox import trials
from tests.outbox.sink import Sink, listening
from tests.outbox.workers import Outcome, Works, works

KILLS = 5
PATIENCE = 1800
SETTINGS = ("OUTBOX_LEASE_SECONDS", "OUTBOX_RETRY_SECONDS")


def main(name: str, database: str, messages: int, away: float) -> bool:
    var, url = Path(os.environ["VAR_DIR"]), os.environ["DATABASE_URL"]
    environ = {key: os.environ[key] for key in SETTINGS}
    sink = Sink(refuses=0.2 if name == "kills" else 0)
    with listening(sink), works(var, url, sink, **environ) as place:
        if name == "minute":
            late = trials.be_punctual(place, during=60, messages=messages // 10, patience=600)
            return tell_lateness(late, database)
        return tell(name, database, trial(name, place, messages, away, url))


def trial(name: str, place: Works, messages: int, away: float, url: str) -> Outcome:
    lease = float(place.environ["OUTBOX_LEASE_SECONDS"])
    size = {"messages": messages, "patience": PATIENCE}
    if name == "kills":
        return trials.kill_workers(place, kills=KILLS, **size)
    if name == "broker":
        return trials.lose_broker(place, away=away, **size)
    if name == "beats":
        return trials.ring_twice(place, **size)
    if name == "pause":
        return trials.pause_worker(place, pause=2 * lease, **size)
    return trials.restart_database(place, restart=lambda: restart(url), **size)


def tell(name: str, database: str, found: Outcome) -> bool:
    print(
        f"{f'{name}, {database}':18} {found.posted:>7} {found.delivered:>7} "
        f"{found.posted - found.delivered:>5} {found.copies:>7} {found.copies_allowed:>7} "
        f"{found.ids_each:>8} {found.refused:>8} {found.seconds:>8.0f}",
        flush=True,
    )
    return found.is_right


def tell_lateness(late: list[float], database: str) -> bool:
    """How late mail was that was due all through a minute."""
    p95 = late[int(len(late) * 0.95) - 1]
    print(
        f"{f'minute, {database}':18} {len(late):>7} {len(late):>7}   late by: median "
        f"{statistics.median(late):.2f} s, p95 {p95:.2f} s, most {late[-1]:.2f} s",
        flush=True,
    )
    return p95 <= 60 and late[-1] <= 120


if __name__ == "__main__":
    name, database, messages, away = sys.argv[1:]
    sys.exit(0 if main(name, database, int(messages), float(away)) else 1)
