"""Doorbells that beat rings; the services do the work."""

from celery import shared_task

from meetups import clock

from .services.endings import erase_lost_plans
from .services.team import erase_old_invitations


@shared_task
def erase_invitations() -> None:
    erase_old_invitations(now=clock.now())


@shared_task
def erase_plans() -> None:
    erase_lost_plans(now=clock.now())
