"""Doorbells that beat rings; the services do the work."""

from celery import shared_task

from meetups import clock

from .services import people


@shared_task
def erase_unused_accounts() -> None:
    people.erase_unused_accounts(now=clock.now())


@shared_task
def erase_ended_sessions() -> None:
    people.erase_ended_sessions(now=clock.now())
