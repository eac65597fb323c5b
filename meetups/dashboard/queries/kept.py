"""What a process reckoned of all plans of an office, kept for a minute.

To reckon thousands takes long, and mostly all is as it was when someone turned the page. Whatever
people do to a plan is in its history, and what they write about it in its thread. So plans of which
these tell something newer are reckoned again, and in every process at once shows what was done, at
the desk or by a team. What neither tells, such as an hour that passed or a place that got another
name, shows in a minute; and a new day has everything anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from django.db import connection
from django.utils import timezone

from meetups.accounts.models import Office
from meetups.initiatives.models import Event, Initiative
from meetups.support.models import Message

KEPT_FOR = timedelta(minutes=1)
WRITING = timedelta(minutes=1)
"""A row has its number before others can see it, but no page takes longer to write it."""
MANY = 100
"""When so many plans changed, all are reckoned again."""
OFFICES = 8
"""Of so many offices it is kept, by each process."""
_EVENTS, _MESSAGES = Event._meta.db_table, Message._meta.db_table
_LAST = f"""
    SELECT (SELECT COALESCE(MAX(id), 0) FROM {_EVENTS} WHERE at < %s),
        (SELECT COALESCE(MAX(id), 0) FROM {_MESSAGES} WHERE at < %s)
"""  # noqa: S608  (names of tables, here and beneath)
_NEWER = " UNION ALL ".join(
    f"SELECT {number}, told.id, told.initiative_id FROM {table} told"  # noqa: S608
    f" JOIN {Initiative._meta.db_table} plan ON plan.id = told.initiative_id"
    " WHERE +plan.municipality_id = %s AND told.id > %s"
    for number, table in enumerate((_EVENTS, _MESSAGES))
)
"""The plus keeps SQLite from looking for the news of each plan: it begins with what is newer."""

All = TypeVar("All")


class News(NamedTuple):
    """An event or a message, by the number of its table and its own, and the plan it is about."""

    table: int
    pk: int
    plan: int


@dataclass(frozen=True)
class Kept(Generic[All]):
    """What was reckoned `at` a moment. `event` and `message`: all up to these it holds for sure;
    `news`: what it holds of those after them."""

    at: datetime
    event: int
    message: int
    news: frozenset[News]
    all: All

    def holds(self, now: datetime) -> bool:
        same_day = timezone.localdate(self.at) == timezone.localdate(now)
        return same_day and timedelta(0) <= now - self.at < KEPT_FOR


class Keeper(Generic[All]):
    """Keeps one thing of all plans of each office. It must not change once it was reckoned.

    `reckon` makes it; `mend` makes it of what it was, for a set of plans of which something else
    is told now.
    """

    def __init__(
        self,
        reckon: Callable[[Office, datetime], All],
        mend: Callable[[All, set[int], Office, datetime], All],
    ) -> None:
        self._reckon, self._mend = reckon, mend
        self._kept: dict[tuple[int, int], Kept[All]] = {}
        """By office, and the days in which it answers: what was reckoned last at the end."""

    def of(self, office: Office, *, now: datetime) -> All:
        """As it is now. One query when nothing is told, and then those of `mend` or `reckon`."""
        key = (office.pk, office.answer_days)
        kept = self._kept.get(key)
        if kept is None or not kept.holds(now):
            return self._anew(key, office, now)
        news = _newer(office, kept.event, kept.message)
        if news == kept.news:
            return kept.all
        changed = {new.plan for new in news - kept.news}
        if kept.news - news or len(changed) > MANY:  # what is told no more was never written
            return self._anew(key, office, now)
        mended = self._mend(kept.all, changed, office, now)
        self._kept[key] = replace(kept, news=news, all=mended)
        return mended

    def forget(self) -> None:
        """For tests, whose databases go back to what they were."""
        self._kept.clear()

    def _anew(self, key: tuple[int, int], office: Office, now: datetime) -> All:
        # What is told before the rest, so that what comes meanwhile counts as newer.
        event, message = _last_told(now)
        news = _newer(office, event, message)
        found = self._reckon(office, now)
        self._kept.pop(key, None)
        self._kept[key] = Kept(now, event, message, news, found)
        for oldest in list(self._kept)[:-OFFICES]:
            self._kept.pop(oldest, None)
        return found


# Not through the ORM: it is asked for each page, and then to make the query takes longer than the
# database takes to answer it.
def _newer(office: Office, event: int, message: int) -> frozenset[News]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWER, [office.area_id, event, office.area_id, message])
        return frozenset(map(News._make, cursor.fetchall()))


def _last_told(now: datetime) -> tuple[int, int]:
    """The newest event and message that are old enough for all before them to be seen."""
    seen = connection.ops.adapt_datetimefield_value(now - WRITING)
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [seen, seen])
        event, message = cursor.fetchone()
    return event, message
