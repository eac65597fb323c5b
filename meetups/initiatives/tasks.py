from celery import shared_task
from django.utils import timezone

from .services.endings import erase_lost_plans
from .services.team import erase_old_invitations


@shared_task
def erase_invitations() -> None:
    erase_old_invitations(now=timezone.now())


@shared_task
def erase_plans() -> None:
    erase_lost_plans(now=timezone.now())
