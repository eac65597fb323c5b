"""How long someone stays signed in: so long without doing anything, and so long at most."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from meetups import clock

from .models import User
from .second_factor import needs_second_factor

BEGAN, SEEN, STAFF = "session_began", "session_seen", "session_staff"
"""Names in the session; the first two hold seconds since 1970."""
OFFICE = "session_office"
"""Whether someone works for an office: the menu then leads to its plans, without a query."""
NOTE_EVERY = timedelta(seconds=60)
"""A session is not written down for each click, but so often."""
LEFT = "Session-Left"
"""The header that tells app.js how many seconds are left."""


@dataclass(frozen=True)
class Limit:
    idle: timedelta
    whole: timedelta


VOLUNTEERS = Limit(idle=timedelta(minutes=60), whole=timedelta(hours=12))
STAFF_LIMIT = Limit(idle=timedelta(minutes=30), whole=timedelta(hours=10))


def begin(session: SessionBase, user: User, *, now: datetime) -> None:
    """Start the clocks of a session; people of an office and of the site have shorter ones."""
    session[BEGAN] = session[SEEN] = now.timestamp()
    _note_work(session, user)


def _note_work(session: SessionBase, user: User) -> None:
    session[STAFF] = needs_second_factor(user)
    session[OFFICE] = user.memberships.exists()


def on_sign_in(*, request: HttpRequest, user: User, **more: Any) -> None:
    """Django calls this for every way of signing in, so that none is forgotten."""
    begin(request.session, user, now=clock.now())


def start_of(session: SessionBase) -> str:
    """The page that someone begins on when they were not on their way to another."""
    return resolve_url(
        settings.OFFICE_REDIRECT_URL if session.get(OFFICE) else settings.LOGIN_REDIRECT_URL
    )


def seconds_left(session: SessionBase, *, now: datetime) -> int:
    """How long someone stays signed in if they do nothing; 0 or less when it is over."""
    limit = STAFF_LIMIT if session[STAFF] else VOLUNTEERS
    ends = min(
        session[SEEN] + limit.idle.total_seconds(), session[BEGAN] + limit.whole.total_seconds()
    )
    return int(ends - now.timestamp())


def touch(session: SessionBase, user: User, *, now: datetime) -> None:
    """Note that someone did something; who became staff meanwhile gets the shorter clocks.

    A clock that went back would keep someone signed in for so much longer, so then all of it
    counts from now.
    """
    apart = now.timestamp() - session[SEEN]
    if abs(apart) >= NOTE_EVERY.total_seconds():
        session[BEGAN] = min(session[BEGAN], now.timestamp())
        session[SEEN] = now.timestamp()
        _note_work(session, user)


class SessionLimitMiddleware:
    """Signs out whoever was away too long. Leaves sessions of people who are not signed in alone.

    Sets `request.ended_for` to the key of who was signed out, and `request.session_left` to the
    seconds that are left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated:
            self._keep_or_end(request, request.user, clock.now())
        response = self.get_response(request)
        if has_session and request.user.is_authenticated:
            response.headers[LEFT] = str(getattr(request, "session_left", 0))
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _keep_or_end(self, request: HttpRequest, user: User, now: datetime) -> None:
        session = request.session
        if BEGAN not in session:
            begin(session, user, now=now)
        if seconds_left(session, now=now) > 0:
            touch(session, user, now=now)
            request.session_left = seconds_left(session, now=now)  # type: ignore[attr-defined]
        else:
            request.ended_for = user.pk  # type: ignore[attr-defined]
            logout(request)
