"""The control of `proof_seats.py`: the site without its lock and its condition, which overbooks."""

import time
from importlib import import_module
from inspect import unwrap
from typing import Any

from meetups.wsgi import application

__all__ = ["application"]
SLOW = 0.02
"""Seconds between reading and writing: what a busy site has of itself."""
# Only now, since that made Django ready.
Meetup: Any = import_module("meetups.agenda.models").Meetup
seats: Any = import_module("meetups.agenda.services.seats")
sign_up: Any = import_module("meetups.agenda.services.sign_up")


def takes(meetup: Any, party: int) -> bool:
    """Looks first and writes later."""
    time.sleep(SLOW)
    if meetup.seats_free < party:
        return False
    Meetup.objects.filter(pk=meetup.pk).update(seats_taken=meetup.seats_taken + party)
    return True


seats.hold = lambda pk: Meetup.objects.get(pk=pk)
seats._take = takes
seats.confirm = unwrap(seats.confirm)
sign_up.confirm_rsvp = unwrap(sign_up.confirm_rsvp)
