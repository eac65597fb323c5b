"""`manage.py move_database URL`: from SQLite to PostgreSQL, or the other way round."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand

from meetups.environment import database
from meetups.operations.backups import move
from meetups.operations.preparation import UnfitError


class Command(BaseCommand):
    help = (
        "Copy all rows to an empty database at URL, and compare counts and checksums. Stop web "
        "and workers first. People sign in anew afterwards; nothing else changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="such as postgres://name:password@host:5432/buurtbrug")
        parser.add_argument(
            "--replace", action="store_true", help="throw away what that database holds"
        )

    def handle(self, *args: Any, url: str, replace: bool, **options: Any) -> None:
        """Move; a fault gets one sentence and exit code 1, and that database is as it was."""
        try:
            move(database(url), replace=replace, tell=self.stdout.write)
        except (UnfitError, ImproperlyConfigured) as error:
            sys.exit(str(error))
        self.stdout.write("Now set DATABASE_URL to that address, and start web and workers.")
