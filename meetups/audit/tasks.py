"""The clock's doorbell for records that were kept long enough."""

from celery import shared_task

from meetups import clock

from . import services


@shared_task
def erase_old() -> None:
    services.erase_old(now=clock.now())
