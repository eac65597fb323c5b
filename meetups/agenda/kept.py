"""Calendars and feeds as each process wrote them last, until what they tell changes.

Programs ask for them every hour, mostly for nothing new. To see that costs one query; to write a
calendar of 250 meetups takes a hundred times that, so entries are kept one by one as well.

Who asks within `KEPT_PAGE_SECONDS` after someone else gets the same, unseen. What is kept ends by
itself within an hour (`CACHES`, and `ENTRY_SECONDS`), so that a new name of a neighbourhood, which
an import brings once a year, is told by then.
"""

import hashlib
import math
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches

from neighbourhoods.models import Area

from . import calendars
from .models import Meetup
from .queries.listing import FeedState, feed_states, in_the_feeds

FEEDS = "feeds"
"""Name in `CACHES`."""
ENTRIES_AT_MOST, ENTRY_SECONDS = 5000, 3600


class Feed(NamedTuple):
    body: bytes
    etag: str


def calendar(area: Area | None, *, most: int, language: str, name: str, now: datetime) -> Feed:
    """The agenda as a calendar, with at most so many meetups: the next ones."""

    def write(states: list[FeedState]) -> bytes:
        entries = _entries(states, area, language=language, now=now)
        return calendars.calendar_of(entries, language=language, name=name)

    return _kept(f"calendar {language} {name}", area, write, most=most, now=now)


def feed(
    area: Area | None,
    write: Callable[[Iterable[Meetup]], bytes],
    *,
    most: int,
    language: str,
    name: str,
    now: datetime,
) -> Feed:
    """The agenda as `write` makes it of at most so many meetups."""

    def write_all(states: list[FeedState]) -> bytes:
        return write(in_the_feeds(area, [state.code for state in states], now=now))

    return _kept(f"feed {language} {name}", area, write_all, most=most, now=now)


def _kept(
    about: str,
    area: Area | None,
    write: Callable[[list[FeedState]], bytes],
    *,
    most: int,
    now: datetime,
) -> Feed:
    whose = _key(about, area.code if area else "")
    looked_at, key = caches[FEEDS].get(whose) or (-math.inf, "")
    is_recent = time.monotonic() - looked_at < settings.KEPT_PAGE_SECONDS
    if is_recent and (body := caches[FEEDS].get(key)):
        return Feed(body, f'"{key}"')
    states = feed_states(area, most=most, now=now)
    key = _key(whose, [tuple(state) for state in states])
    body = caches[FEEDS].get(key)
    if body is None:
        body = write(states)
        caches[FEEDS].set(key, body)
    caches[FEEDS].set(whose, (time.monotonic(), key))
    return Feed(body, f'"{key}"')


def _entries(
    states: list[FeedState], area: Area | None, *, language: str, now: datetime
) -> list[bytes]:
    """Those of the meetups, in that order; only what is new is read in full and written.

    What nobody may see any more, since the states were read, is left out.
    """
    kept = {state.code: entries.get((language, state)) for state in states}
    new = [state for state in states if kept[state.code] is None]
    rows = in_the_feeds(area, [state.code for state in new], now=now)
    fresh = {row.code: calendars.written(row, language=language) for row in rows}
    for state in new:
        if entry := fresh.get(state.code):
            entries.put((language, state), entry)
    return [entry for entry in (kept | fresh).values() if entry]


class Entries:
    """Entries of calendars as this process wrote them, by language and by the meetup's state.

    Each is right for as long as that is its state, but for names of areas, so it goes after an
    hour; and the oldest when there are too many. In plain memory: a calendar asks for hundreds.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, FeedState], tuple[float, bytes]] = {}
        self._lock = Lock()

    def get(self, about: tuple[str, FeedState]) -> bytes | None:
        until, entry = self._kept.get(about, (-math.inf, b""))
        return entry if time.monotonic() < until else None

    def put(self, about: tuple[str, FeedState], entry: bytes) -> None:
        with self._lock:
            self._kept.pop(about, None)
            while len(self._kept) >= ENTRIES_AT_MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[about] = time.monotonic() + ENTRY_SECONDS, entry


entries = Entries()


def _key(*about: object) -> str:
    return hashlib.sha256(repr(about).encode()).hexdigest()
