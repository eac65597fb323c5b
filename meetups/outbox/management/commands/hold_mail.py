"""`manage.py hold_mail`: no mail leaves any more. After a restore, before anything starts."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from meetups import clock
from meetups.outbox.services.holding import hold_mail


class Command(BaseCommand):
    help = "Let no mail leave until resume_mail; codes to sign in still go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("why", nargs="?", default="", help="for who reads it later")

    def handle(self, *args: Any, why: str, **options: Any) -> None:
        try:
            hold_mail(now=clock.now(), why=why)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write("Mail is held.")
