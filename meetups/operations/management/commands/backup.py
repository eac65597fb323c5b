"""`manage.py backup FILE`: the whole site in one file, while it runs."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from meetups import clock
from meetups.operations.backups import back_up
from meetups.operations.preparation import UnfitError


class Command(BaseCommand):
    help = (
        "Write the database and what people uploaded to a new file. SEALING_KEYS are not in it: "
        "keep these elsewhere. The file is readable by you only."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, such as buurtbrug.tar.gz")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Back up; a fault gets one sentence and exit code 1."""
        try:
            back_up(file, now=clock.now(), tell=self.stdout.write)
        except UnfitError as error:
            sys.exit(str(error))
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes.")
