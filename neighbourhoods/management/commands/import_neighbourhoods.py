"""Take in a year of official areas, figures and postcodes, from files or from the internet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ...readers.areas import read_areas
from ...readers.facts import Facts, UnusableFileError
from ...readers.figures import read_figures
from ...readers.postcodes import Postcodes, read_postcodes
from ...services import ImportRefusedError, Report, import_areas
from ..importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Import the official neighbourhoods of a year with their key figures, as Statistics "
        "Netherlands publishes them. All or nothing; doing it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year of the files")
        parser.add_argument(
            "--figures", type=Path, help="key figures: kwb-2024.xlsx, or the same as .csv"
        )
        parser.add_argument(
            "--areas",
            type=Path,
            nargs="+",
            default=[],
            help="whole names and centre points: a list (.csv) or maps (.geojson, .topojson)",
        )
        parser.add_argument(
            "--postcodes",
            type=Path,
            help="2024-cbs-pc6huisnr20240801_buurt.zip, its .csv, or a list of pc4 and buurtcode",
        )
        parser.add_argument(
            "--download",
            action="store_true",
            help="fetch the figures and postcodes that are not given as files",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="leave out rows with a fault, and accept that a great many areas are gone",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        year, figures, postcodes = options["year"], options["figures"], options["postcodes"]
        if not 1995 <= year <= 2100:
            raise CommandError(f"{year} is not a year of which there are figures.")
        if options["download"]:
            figures = figures or self.fetch("figures", year)
            postcodes = postcodes or self.fetch("postcodes", year)
        if not figures:
            raise CommandError("Give --figures with a file, or --download.")
        try:
            facts = Facts()
            read_figures(figures, facts, self.watch)
            for path in options["areas"]:
                read_areas(path, facts)
            found = read_postcodes(postcodes, self.watch) if postcodes else None
            report = import_areas(
                year=year,
                facts=facts,
                postcodes=found,
                force=options["force"],
                watch=self.watch,
            )
        except UnusableFileError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except ImportRefusedError as refusal:
            self.tell("Faults", refusal.faults)
            raise CommandError(
                f"{refusal} Nothing was changed. Use --force to go on all the same."
            ) from refusal
        self._report(report, found)

    def _report(self, report: Report, postcodes: Postcodes | None) -> None:
        self.tell("Faults, left out", report.faults)
        self.tell("Gone", report.gone)
        self.tell("Renamed", [f"{old} is now {new}" for old, new in report.renamed])
        self.tell("Codes that mean another place", [f"{a} is now {b}" for a, b in report.reused])
        if report.left_alone:
            self.tell("Left alone, for today's map has them elsewhere", report.left_alone)
        for line in (
            f"Year {report.year}: {report.areas:,} areas.",
            f"New {len(report.new):,}, changed {len(report.changed):,}, "
            f"renamed {len(report.renamed):,}, another place {len(report.reused):,}, "
            f"gone {len(report.gone):,}, faults {len(report.faults):,}.",
            f"Figures: {report.figures_new:,} new, {report.figures_changed:,} changed, "
            f"{report.figures_gone:,} no longer known.",
            f"Postcodes: {report.postcodes:,}, left out {report.postcodes_left_out:,}.",
        ):
            self.stdout.write(line)
