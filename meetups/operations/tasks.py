"""Doorbells that beat rings; the services do the work."""

from celery import shared_task

from meetups import clock
from meetups.operations import services


@shared_task(ignore_result=True)
def beat() -> None:
    """Show that beat, broker and worker are alive."""
    services.record_heartbeat(now=clock.now())
