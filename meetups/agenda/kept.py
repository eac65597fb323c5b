"""Calendars and feeds as each process wrote them last, until what they tell changes.

Programs ask for them every hour, mostly for nothing new. To see that costs one query; to write a
calendar of 250 meetups takes a hundred times that, so entries are kept one by one as well.

Who asks within `KEPT_PAGE_SECONDS` after someone else gets the same, unseen. What is kept ends by
itself within an hour (`CACHES`), so that a new name of a neighbourhood, which an import brings once
a year, is told by then.
"""

import hashlib
import math
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches

from neighbourhoods.models import Area

from . import calendars
from .models import Meetup
from .queries.listing import FeedState, feed_states, in_the_feeds

FEEDS, ENTRIES = "feeds", "agenda_entries"
"""Names in `CACHES`."""


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
    key = _key(whose, states)
    body = caches[FEEDS].get(key)
    if body is None:
        body = write(states)
        caches[FEEDS].set(key, body)
    caches[FEEDS].set(whose, (time.monotonic(), key))
    return Feed(body, f'"{key}"')


def _entries(
    states: list[FeedState], area: Area | None, *, language: str, now: datetime
) -> list[bytes]:
    """Those of the meetups, in that order; only what is new is read in full and written."""
    keys = {state.code: _key(language, state) for state in states}
    kept: dict[str, bytes] = caches[ENTRIES].get_many(keys.values())
    new = [code for code, key in keys.items() if key not in kept]
    if new:
        fresh = {
            keys[row.code]: calendars.written(row, language=language)
            for row in in_the_feeds(area, new, now=now)
        }
        caches[ENTRIES].set_many(fresh)
        kept |= fresh
    return [kept[key] for key in keys.values() if key in kept]


def _key(*about: object) -> str:
    return hashlib.sha256(repr(about).encode()).hexdigest()
