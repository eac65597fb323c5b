"""Doorbells that beat rings; the services do the work."""

from celery import shared_task

from meetups import clock

from .services import purging, seats


@shared_task
def end_offers() -> None:
    seats.end_offers(now=clock.now())


@shared_task
def purge() -> None:
    purging.purge(now=clock.now())
