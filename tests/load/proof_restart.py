"""PostgreSQL is stopped at once and started again, while guests say yes: what they are told holds.

    python -m tests.load.proof_restart [--seconds 40] [--rate 20]

The site as it runs (gunicorn, two workers) on a PostgreSQL of its own. Every second some guests
read their page and confirm. After a third of the time the database is restarted as by a crash. From
five seconds after it is ready again nobody may get a server error, and every guest who was told
that they come must be in the database. Exit code 0 when both hold and no invariant is broken.
"""

import argparse
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.embedded_postgres import restart, server
from tests.load.proof_outbox import crash_safe
from tests.load.proof_seats import SOW, act, site, visit

SETTLES = 5
"""Seconds after the database is ready in which answers may still be errors."""
CLIENTS = 16
TOLD = (200, 302)
CONFIRMED = """
for token in Rsvp.objects.filter(state="confirmed"):
    print(token.token)
"""
BROKEN = """
from meetups.agenda.queries.invariants import broken_seats
print(len(broken_seats()))
"""


class Answer(NamedTuple):
    """What a guest heard: when, whether of the page or of the button, and who they are."""

    at: float
    status: int
    token: str


def confirm(url: str, token: str, answers: list[Answer]) -> None:
    """Read the page and press the button; 0 when there was no answer at all."""
    try:
        guest = visit(url, f"/nl/guests/{token}/")
        status = guest.press("confirm")
    except TypeError:  # a page without a form: an error page
        status = 500
    except httpx.TransportError:
        status = 0
    answers.append(Answer(time.monotonic(), status, token))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--rate", type=int, default=20, help="guests a second")
    options = parser.parse_args()
    number = options.seconds * options.rate
    answers: list[Answer] = []
    with tempfile.TemporaryDirectory(prefix="bb-restart-") as made, server() as postgres:
        database = crash_safe(postgres)
        with site(Path(made), database, is_control=False) as url:
            tokens = act(database, SOW.format(places=number, guests=number)).split()
            start, ready = time.monotonic(), [0.0]

            def crash() -> None:
                time.sleep(options.seconds / 3)
                restart(postgres)
                ready[0] = time.monotonic()

            crashing = threading.Thread(target=crash)
            crashing.start()
            with ThreadPoolExecutor(CLIENTS) as pool:
                for place, token in enumerate(tokens):
                    time.sleep(max(0, start + place / options.rate - time.monotonic()))
                    pool.submit(confirm, url, token, answers)
            crashing.join()
            there = set(act(database, CONFIRMED).split())
            broken = int(act(database, BROKEN))
    faults = [answer for answer in answers if answer.status not in TOLD]
    late = [answer for answer in faults if answer.at > ready[0] + SETTLES]
    lost = [answer for answer in answers if answer.status in TOLD and answer.token not in there]
    print(
        f"{len(answers)} guests, {len(answers) - len(faults)} told that they come, "
        f"{len(faults)} errors around the restart, {len(late)} later than {SETTLES} s after it, "
        f"{len(lost)} told but not there, {broken} broken invariants"
    )
    return 0 if not late and not lost and not broken and len(answers) == number else 1


if __name__ == "__main__":
    sys.exit(main())
