from celery import shared_task
from django.utils import timezone

from .strengths import services


@shared_task
def erase_old_reports() -> None:
    services.erase_old_reports(now=timezone.now())
