"""How often someone may try. Counted by allauth, in the database, so over all processes."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

APP = "allauth.account"


def seconds_to_wait(request: HttpRequest, action: str, *, key: str | None = None) -> int:
    """Count one try of an action in ACCOUNT_RATE_LIMITS; 0 when it is allowed.

    Else how long until it is. Counts by the address on the internet or by `key`, as the limit says.
    """
    if ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True):
        return 0
    waits = [1.0]
    for rate in ratelimit.get_rates(app=APP, action=action):
        name = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        tries = cache.get(name, [])
        if len(tries) >= rate.amount:
            waits.append(tries[-1] + rate.duration - time.time())
    return math.ceil(max(waits))


def too_many_requests(request: HttpRequest, seconds: int = 0) -> HttpResponse:
    """A page that says how long to wait; also what allauth shows, which does not know how long."""
    minutes = math.ceil(seconds / 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(seconds or 60)
    return response
