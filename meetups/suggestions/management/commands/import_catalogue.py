"""`manage.py import_catalogue`: a file into the draft, after a look at what would change."""

from argparse import ArgumentParser
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.core.management.base import BaseCommand, CommandError, no_translations

from meetups import clock
from meetups.suggestions.content_files import LISTED, RULES, whole_draft
from meetups.suggestions.exchange import DryRun, Row, UploadError, apply_import, dry_run
from meetups.suggestions.exchange_uploads import read_upload

REFUSED = 2


class Command(BaseCommand):
    """Brings a catalogue into the draft; what is not in the files stays, and none is published."""

    help = (
        "Say what a file (XLSX, JSON, ZIP) or a folder of JSON files would change in the draft, "
        "row by row; with --apply, write it, all or nothing. Refused rows end with exit code 2."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, required=True, help="file or folder")
        parser.add_argument("--apply", action="store_true", help="write it in the draft")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = read_upload(_data(options["path"]), draft=whole_draft())
        except OSError as error:
            said = f"Cannot read {options['path']}: {error.strerror}"
            raise CommandError(said, returncode=REFUSED) from error
        except UploadError as error:
            raise CommandError("\n".join(error.faults), returncode=REFUSED) from error
        run = dry_run(given)
        self._tell(run.rows)
        self.stdout.write(", ".join(f"{count} {state}" for state, count in run.counts.items()))
        if refused := run.of("refused"):
            said = f"{len(refused)} of the rows cannot come in; nothing was changed."
            raise CommandError(said, returncode=REFUSED)
        if options["apply"]:
            self._apply(run)
        elif run.coming:
            self.stdout.write("Nothing was changed. To write it in the draft, add --apply.")

    def _tell(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.state != "same":
                self.stdout.write(f"{row.state}: {row.where}: {row.name}")
            if row.state == "changed":
                for field in row.fields:
                    for cell in (cell for cell in field.cells if cell.changed):
                        language = f" ({cell.language})" if cell.language else ""
                        self.stdout.write(
                            f"  {field.label}{language}: {cell.before!r} -> {cell.after!r}"
                        )
            for refusal in row.refusals:
                self.stderr.write(f"  {refusal.place}: {refusal.field}: {refusal.reason}")

    def _apply(self, run: DryRun) -> None:
        done = apply_import(
            items=[(row.kind, row.item) for row in run.coming],
            chosen=[row.code for row in run.coming],
            seen=run.digest,
            by=None,
            now=clock.now(),
        )
        self.stdout.write(f"Written in the draft: {len(done.coming)}.")


def _data(path: Path) -> bytes:
    """A file as it is; the files of a folder that we know, as one."""
    if not path.is_dir():
        return path.read_bytes()
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for name in (*LISTED, RULES):
            if (path / name).exists():
                packed.writestr(name, (path / name).read_bytes())
    return out.getvalue()
