from celery import shared_task
from django.utils import timezone

from .services import people


@shared_task
def erase_unused_accounts() -> None:
    people.erase_unused_accounts(now=timezone.now())


@shared_task
def erase_ended_sessions() -> None:
    people.erase_ended_sessions(now=timezone.now())
