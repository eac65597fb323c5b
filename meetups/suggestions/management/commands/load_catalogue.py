"""`manage.py load_catalogue`: the files of the repository into the catalogue, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from meetups import clock
from meetups.suggestions.content_files import SHIPPED, ContentError, read
from meetups.suggestions.content_load import Report, Tally
from meetups.suggestions.editions import load_and_publish
from meetups.suggestions.models import Edition


class Command(BaseCommand):
    """Loads the catalogue; running it again changes nothing."""

    help = "Load sources, situations and activity types from JSON files, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--path", type=Path, default=SHIPPED, help="folder with the files (default: ours)"
        )
        parser.add_argument(
            "--check", action="store_true", help="only say what is wrong with the files"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = read(options["path"])
        except ContentError as error:
            for fault in error.faults:
                self.stderr.write(fault)
            count = len(error.faults)
            raise CommandError(
                f"{count} fault{'s' if count > 1 else ''} in the files; nothing was changed."
            ) from error
        self.stdout.write(
            f"Checked {len(content.sources)} sources, {len(content.situations)} situations "
            f"and {len(content.activity_types)} activity types: all good."
        )
        if not options["check"]:
            self._tell(*load_and_publish(content, now=clock.now()))

    def _tell(self, report: Report, edition: Edition | None) -> None:
        if not report.changed_anything:
            self.stdout.write("Nothing changed.")
        else:
            self._count("Sources", report.sources)
            self._count("Situations", report.situations)
            self._count("Activity types", report.activity_types)
            if report.rules_changed:
                self.stdout.write("Rules: changed.")
        for kind, tally in (("source", report.sources), ("situation", report.situations)):
            for key in tally.absent:
                self.stdout.write(f"Kept the {kind} {key}, though no file names it.")
        for slug in report.activity_types.unpublished:
            self.stdout.write(f"Unpublished {slug}, since no file names it.")
        if edition:
            self.stdout.write(f"Published as edition {edition.number}.")

    def _count(self, kind: str, tally: Tally) -> None:
        self.stdout.write(
            f"{kind}: {len(tally.new)} new, {len(tally.changed)} changed, "
            f"{len(tally.same)} the same."
        )
