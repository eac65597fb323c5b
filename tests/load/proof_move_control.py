"""The control of `proof_move.py`: workers that write mail when they take it.

So do queues that carry texts. What such a worker has in hand is old once the meetup is moved.
"""

from importlib import import_module
from typing import Any

from celery import signals

from meetups.celery import app

__all__ = ["app"]
AT_ONCE = 250


@signals.worker_init.connect
def write_early(**_: Any) -> None:
    sending = import_module("meetups.outbox.services.sending")
    leases = import_module("meetups.outbox.services.leases")
    claim, make, made = leases.claim, sending._make, {}

    def claim_and_write(*, token: Any, now: Any) -> Any:
        batch = claim(token=token, now=now, most=AT_ONCE)
        made.update((message.pk, make(message, now)) for message in batch)
        return batch

    leases.claim = claim_and_write
    sending._make = lambda message, now: made.pop(message.pk)
