"""Take in the boundaries of a year, from files or from the internet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ...readers.boundaries import Boundaries, read_boundaries
from ...readers.facts import UnusableFileError
from ...services import ImportRefusedError
from ...services.boundaries import BoundaryReport, import_boundaries
from ..importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Import the boundaries of municipalities, districts and neighbourhoods, as PDOK and "
        "Statistics Netherlands publish them. Of a municipality all or nothing; doing it again "
        "changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year of the boundaries")
        parser.add_argument(
            "files",
            type=Path,
            nargs="*",
            metavar="FILE",
            help="wijkenbuurten_2024.gpkg, or GeoJSON or TopoJSON",
        )
        parser.add_argument("--download", action="store_true", help="fetch the file, if none given")
        parser.add_argument(
            "--crs", default="", help="the projection, if a file does not say it: EPSG:28992"
        )
        parser.add_argument(
            "--layer",
            action="append",
            default=[],
            metavar="NAME",
            help="a layer to read, once for each; by default all that hold areas",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        year, files = options["year"], options["files"]
        if not 1995 <= year <= 2100:
            raise CommandError(f"{year} is not a year of which there are boundaries.")
        if not files and options["download"]:
            files = [self.fetch("boundaries", year)]
        if not files:
            raise CommandError("Name a file, or give --download.")
        try:
            found = read_boundaries(
                files, self.watch, year=year, crs=options["crs"], layers=options["layer"]
            )
            report = import_boundaries(year=year, boundaries=found, watch=self.watch)
        except (UnusableFileError, ImportRefusedError) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self._report(report, found)

    def _report(self, report: BoundaryReport, found: Boundaries) -> None:
        self.tell("Faults", report.faults)
        self.tell("Repaired", found.repaired)
        self.tell("Not on our list of areas", report.unknown)
        self.tell("Kept, for theirs is of a later year", report.newer)
        self.tell("Areas without a boundary", report.lacking)
        self.stdout.write(
            f"Year {report.year}: {report.new:,} new, {report.changed:,} changed, "
            f"{report.unchanged:,} unchanged, {len(report.newer):,} kept, "
            f"{len(report.unknown):,} unknown, {len(found.repaired):,} repaired, "
            f"{found.water:,} rows of water left out."
        )
        if report.faults:
            raise CommandError(
                f"{len(report.faults)} faults. Of these municipalities nothing was changed: "
                f"{', '.join(report.left_out) or 'none'}."
            )
