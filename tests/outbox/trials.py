"""What is done to workers while they send. Small in the suite, whole in `tests/load/`."""

import random
import signal
import time
from collections.abc import Callable

from tests.outbox.workers import (
    CONCURRENCY,
    Outcome,
    Works,
    open_messages,
    outcome,
    post_many,
    wait,
)

WORKERS = ("worker-1", "worker-2")


def start(works: Works, *, beats: int = 1) -> None:
    works.start_broker()
    for name in WORKERS:
        works.start_worker(name)
    for number in range(beats):
        works.start_beat(f"beat-{number + 1}")
    works.ring()


def finish(
    works: Works, *, posted: int, copies_allowed: int, since: float, patience: float
) -> Outcome:
    """Wait until nothing is open, and count."""
    wait(lambda: open_messages() == 0, patience, every=0.2)
    seconds = time.monotonic() - since
    return outcome(works.sink, posted=posted, copies_allowed=copies_allowed, seconds=seconds)


def after(works: Works, share: float, messages: int, patience: float) -> None:
    """Wait until so many messages have come."""
    wait(lambda: works.sink.distinct >= share * messages, patience)


def kill_workers(works: Works, *, messages: int, kills: int, patience: float) -> Outcome:
    """Kill one worker after the other, at moments by chance, while mail leaves."""
    chance = random.Random(7)
    post_many(1, messages)
    since = time.monotonic()
    start(works)
    for number in range(kills):
        after(works, (number + chance.uniform(0.2, 0.8)) / (kills + 1), messages, patience)
        name = WORKERS[number % 2]
        works.kill(name)
        works.start_worker(name)
    return finish(
        works,
        posted=messages,
        copies_allowed=kills * CONCURRENCY,
        since=since,
        patience=patience,
    )


def lose_broker(works: Works, *, messages: int, away: float, patience: float) -> Outcome:
    """Empty the broker and stop it for a while; meanwhile mail is posted as ever."""
    half = messages // 2
    post_many(1, half)
    since = time.monotonic()
    start(works)
    after(works, 0.2, messages, patience)
    works.broker().flushall()
    works.kill("broker")
    post_many(half + 1, messages)
    time.sleep(away)
    works.start_broker()
    return finish(works, posted=messages, copies_allowed=0, since=since, patience=patience)


def ring_twice(works: Works, *, messages: int, patience: float) -> Outcome:
    """Two beats, so that every ring comes twice."""
    post_many(1, messages)
    since = time.monotonic()
    start(works, beats=2)
    return finish(works, posted=messages, copies_allowed=0, since=since, patience=patience)


def pause_worker(works: Works, *, messages: int, pause: float, patience: float) -> Outcome:
    """Let a worker sleep for longer than its lease: another takes over what it had."""
    post_many(1, messages)
    since = time.monotonic()
    start(works)
    after(works, 0.3, messages, patience)
    works.signal(WORKERS[0], signal.SIGSTOP)
    time.sleep(pause)
    works.signal(WORKERS[0], signal.SIGCONT)
    time.sleep(1)
    return finish(works, posted=messages, copies_allowed=1, since=since, patience=patience)


def restart_database(
    works: Works, *, messages: int, restart: Callable[[], None], patience: float
) -> Outcome:
    """Stop the database in the middle of everything, and start it again."""
    post_many(1, messages)
    since = time.monotonic()
    start(works)
    after(works, 0.4, messages, patience)
    restart()
    return finish(
        works, posted=messages, copies_allowed=len(WORKERS), since=since, patience=patience
    )


def be_punctual(works: Works, *, messages: int, during: float, patience: float) -> list[float]:
    """Post some mail, due at once, all through a minute; the seconds until each was there."""
    start(works)
    time.sleep(5)
    begin, posted = time.time(), dict[str, float]()
    for number in range(1, messages + 1):
        time.sleep(max(begin + during * number / messages - time.time(), 0))
        post_many(number, number)
        posted[f"guest{number}@example.org"] = time.time()
    wait(lambda: works.sink.distinct == messages, patience)
    return sorted(message.at - posted[message.to] for message in works.sink.accepted)
