"""Take in a municipality's list of meeting places."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from meetups import clock

from ...readers.facts import UnusableFileError
from ...strengths.importing import PlacesRefusedError, PlacesReport, import_places
from ...strengths.models import Kind
from ...strengths.reading import COLUMNS, read_places

SHOWN = 100
"""Longer lists of faults are cut off here."""

HELP = f"""Import a list of meeting places. All or nothing; doing it again changes nothing.

The list is a .csv (separated by ; , or tab, in UTF-8 or Windows-1252) or a workbook, with a
header. Needed are name, kind, and area (the official code) or postcode. Columns, with the Dutch
names that do as well:

  {", ".join(" or ".join((name, *also)) for name, also in COLUMNS.items())}

Kinds: {", ".join(Kind)}.

Kitchen, step-free and toilet are yes, no or empty; empty is unknown. A place is known by its area
and name. What the list holds is shown at once; what was declined before stays declined. List only
places that are open to everyone, and name no private persons.
"""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the list")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )

    @no_translations
    def handle(self, *_args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        try:
            found = read_places(options["file"])
            report = import_places(found=found, now=clock.now(), dry_run=dry_run)
        except UnusableFileError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except PlacesRefusedError as refusal:
            for fault in refusal.faults[:SHOWN]:
                self.stdout.write(f"  {fault}")
            if len(refusal.faults) > SHOWN:
                self.stdout.write(f"  and {len(refusal.faults) - SHOWN} more")
            raise CommandError(f"{refusal}. Nothing was changed.") from refusal
        self._tell(report, dry_run)

    def _tell(self, report: PlacesReport, dry_run: bool) -> None:
        for place in report.declined:
            self.stdout.write(f"  {place} was declined before, and is left alone")
        self.stdout.write(
            f"New {len(report.new)}, changed {len(report.changed)}, the same {len(report.same)}, "
            f"left alone {len(report.declined)}."
        )
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
