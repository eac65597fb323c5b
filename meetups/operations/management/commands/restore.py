"""`manage.py restore FILE`: a backup back in the database, with all mail held."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command

from meetups import clock
from meetups.operations.backups import restore
from meetups.operations.preparation import UnfitError, claim_var

NEXT = """Now:
1. start web and worker: the site works, and no mail leaves;
2. manage.py purge: what had its time goes again;
3. {erase}manage.py check_invariants;
4. look whether the site is as you expect, and then: manage.py resume_mail."""
ERASE = "manage.py erase_person --from-log LOG: whom was erased since, goes again; then "


class Command(BaseCommand):
    help = (
        "Put a backup back. Stop web and workers first. No mail leaves until `resume_mail`. With "
        "--erased, people who were erased after the backup was made are erased again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")
        parser.add_argument(
            "--replace", action="store_true", help="throw away what the site holds now"
        )
        parser.add_argument(
            "--erased", metavar="LOG", help="the log of web and worker since the backup (-: a pipe)"
        )

    def handle(
        self, *args: Any, file: Path, replace: bool, erased: str | None, **options: Any
    ) -> None:
        """Restore; a fault gets one sentence and exit code 1, and nothing was changed."""
        try:
            with claim_var():
                restore(file, replace=replace, now=clock.now(), tell=self.stdout.write)
        except UnfitError as error:
            sys.exit(str(error))
        if erased:
            call_command("erase_person", from_log=erased, stdout=self.stdout)
        self.stdout.write(NEXT.format(erase="" if erased else ERASE))
