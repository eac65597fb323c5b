"""The doorbell that beat rings each minute; the services do the work."""

from celery import shared_task

from meetups import clock

from .services import planning


@shared_task(ignore_result=True)
def plan() -> None:
    planning.plan_reminders(now=clock.now())
