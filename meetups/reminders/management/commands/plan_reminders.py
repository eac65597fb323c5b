"""`manage.py plan_reminders`: what beat has done every minute, without broker or worker."""

from typing import Any

from django.core.management import BaseCommand

from meetups import clock
from meetups.reminders.services.planning import plan_reminders


class Command(BaseCommand):
    help = "Put the reminders of the coming eight days in the outbox, and take out the wrong ones."

    def handle(self, *args: Any, **options: Any) -> None:
        done = plan_reminders(now=clock.now())
        self.stdout.write(f"{done.posted} posted, {done.superseded} out, {done.moved} moved")
