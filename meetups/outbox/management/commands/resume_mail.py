"""`manage.py resume_mail`: mail leaves again."""

from typing import Any

from django.core.management import BaseCommand

from meetups.outbox.services.holding import resume_mail


class Command(BaseCommand):
    help = "Let mail leave again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Mail leaves again." if resume_mail() else "Mail was not held.")
