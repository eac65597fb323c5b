"""What the imports of the health survey and of the Leefbaarometer share."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from ..readers.facts import Facts, UnusableFileError
from ..readers.surveys import FORMS, read_names, read_survey
from ..services import ImportRefusedError, Report, import_survey
from .importing import ImportCommand


class SurveyCommand(ImportCommand):
    """An import of figures that say whose they are; a subclass names the source."""

    source: str
    files: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the year of the figures")
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=self.files)
        parser.add_argument(
            "--codes",
            type=int,
            metavar="YEAR",
            help="the year of the area codes in the files, if that is another one",
        )
        parser.add_argument(
            "--names",
            type=Path,
            metavar="FILE",
            help="the names that belong to those codes: kwb of that year, a list (code;naam), or "
            "the JSON of WijkenEnBuurten; for areas of which we have no figures of that year",
        )
        parser.add_argument(
            "--force", action="store_true", help="leave out figures with a fault and go on"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        year = options["year"]
        if not 1995 <= year <= 2100:
            raise CommandError(f"{year} is not a year of which there are figures.")
        try:
            facts = Facts()
            for path in options["files"]:
                read_survey(path, FORMS[self.source], year, facts, self.watch)
            names = read_names(options["names"], self.watch) if options["names"] else {}
            for area in facts.areas.values():
                area.name = area.name or names.get(area.code, "")
            done = import_survey(
                year=year,
                facts=facts,
                codes_of=options["codes"],
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
        self.report(done)
        if done.left_alone and not any(area.name for area in facts.areas.values()):
            self.stdout.write("Give --names with the areas of that year to bring in more.")

    def report(self, report: Report) -> None:
        self.tell("Faults, left out", report.faults)
        self.tell("Left out, for the code may mean another place now", report.left_alone)
        stored = report.areas - len(report.left_alone) - len(report.unknown)
        for line in (
            f"Year {report.year}: {report.areas:,} areas in the files, {stored:,} of ours.",
            f"Left out: perhaps another place {len(report.left_alone):,}, "
            f"not on our map {len(report.unknown):,}, faults {len(report.faults):,}.",
            f"Figures: {report.figures_new:,} new, {report.figures_changed:,} changed, "
            f"{report.figures_gone:,} no longer known.",
        ):
            self.stdout.write(line)
