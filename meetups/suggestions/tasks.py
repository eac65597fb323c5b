from celery import shared_task
from django.utils import timezone

from . import services


@shared_task
def erase_unused_advice() -> None:
    services.erase_unused_advice(today=timezone.localdate())
