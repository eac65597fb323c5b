"""How often someone may try. Counted in the database, so over all processes.

As allauth does, with its rates and its ways to tell people apart; but its counts are lists under a
lock in a cache, which took forty statements for one sign-up.
"""

import math

from allauth.core.internal import ratelimit
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from meetups import clock

from .models import Attempts
from .sign_in_log import tell

APP = "allauth.account"
COUNT = """
INSERT INTO {table} AS held (key, count, ends_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN {is_over} THEN 1 ELSE held.count + 1 END,
    ends_at = CASE WHEN {is_over} THEN excluded.ends_at ELSE held.ends_at END
RETURNING key, count, ends_at
"""
AT_EASE = ", set_config('synchronous_commit', 'off', true)"
"""For a statement on its own in PostgreSQL: nobody waits until a count is on the disk. When the
machine of the database crashes, at most the counts of its last second are lost.
"""
IS_OVER = "held.ends_at <= %(now)s OR held.ends_at > excluded.ends_at"
"""It ended; or it would end later than one that begins now, so the clock went back."""


def seconds_to_wait(request: HttpRequest, action: str, *, key: str | None = None) -> int:
    """Count one try of an action in ACCOUNT_RATE_LIMITS; 0 when it is allowed.

    Else how long until it is. Counts by the address on the internet or by `key`, as the limit says,
    from the first try on. One statement.
    """
    rates = ratelimit.get_rates(app=APP, action=action)
    if not rates:
        return 0
    now = int(clock.now().timestamp())
    limits = {
        _digest(ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)): rate
        for rate in rates
    }
    found = counted({key: now + int(rate.duration) for key, rate in limits.items()}, now=now)
    for key, count, _ends_at in found:
        if count == limits[key].amount + 1:  # told once, or whoever goes on would fill the log
            tell("limit_hit", request, None, action=action, limit=str(limits[key]))
    return max((end - now for key, count, end in found if count > limits[key].amount), default=0)


def counted(keys: dict[str, int], *, now: int) -> list[tuple[str, int, int]]:
    """Count one of each; by key, when it ends if it begins now."""
    values: dict[str, int | str] = {"now": now}
    # In one order, so that no two wait for each other.
    for number, (key, ends_at) in enumerate(sorted(keys.items())):
        values |= {f"key{number}": key, f"ends_at{number}": ends_at}
    rows = ", ".join(f"(%(key{number})s, 1, %(ends_at{number})s)" for number in range(len(keys)))
    table = connection.ops.quote_name(Attempts._meta.db_table)
    sql = COUNT.format(table=table, rows=rows, is_over=IS_OVER)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        sql += AT_EASE
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [(key, count, ends_at) for key, count, ends_at, *_more in cursor.fetchall()]


def _digest(name: str) -> str:
    return salted_hmac("limits", name, algorithm="sha256").hexdigest()


def too_many_requests(request: HttpRequest, seconds: int = 0) -> HttpResponse:
    """A page that says how long to wait; also what allauth shows, which does not know how long."""
    minutes = math.ceil(seconds / 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(seconds or 60)
    return response
