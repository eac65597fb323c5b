"""The doorbell that beat rings; the services do the work."""

from celery import shared_task

from meetups import clock

from .strengths import services


@shared_task
def erase_old_reports() -> None:
    services.erase_old_reports(now=clock.now())
