"""The doorbell that beat rings; the services do the work."""

from celery import shared_task

from meetups import clock

from . import services


@shared_task
def erase_unused_advice() -> None:
    services.erase_unused_advice(today=clock.today())
