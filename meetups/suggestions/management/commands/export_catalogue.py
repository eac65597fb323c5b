"""`manage.py export_catalogue`: the catalogue as files, to keep and to compare."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetups.suggestions.content_files import write


class Command(BaseCommand):
    """Writes the catalogue back to the files that `load_catalogue` reads."""

    help = "Write the whole draft to JSON files: the catalogue, the test cases and the rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, required=True, help="folder for the files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = write(options["path"])
        except OSError as error:
            raise CommandError(f"Cannot write to {options['path']}: {error.strerror}") from error
        for file, count in written.items():
            self.stdout.write(f"{options['path'] / file}: {count}")
