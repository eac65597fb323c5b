from celery import shared_task
from django.utils import timezone

from .services import purging, seats


@shared_task
def end_offers() -> None:
    seats.end_offers(now=timezone.now())


@shared_task
def purge() -> None:
    purging.purge(now=timezone.now())
