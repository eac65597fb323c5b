"""Doorbells: the table is the queue, and the services do the work."""

from celery import shared_task

from meetups import clock

from .bell import bell
from .services import sending, upkeep


@shared_task(ignore_result=True)
def send_due() -> None:
    """Send what is due, and ring again when that is more than one turn takes."""
    if sending.take_turn():
        bell.ring()


@shared_task(ignore_result=True)
def erase_old() -> None:
    """Erase what ended long ago."""
    upkeep.erase_old(now=clock.now())
