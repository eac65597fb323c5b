"""What every import command does alike: fetching, showing progress, listing."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ..download import DownloadError, address_of, download

SHOWN = 20
"""Longer lists are cut off here."""


class ImportCommand(BaseCommand):
    """A command that takes in published files; at verbosity 0 it shows no progress."""

    quiet = False

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.quiet = options["verbosity"] == 0
        return super().execute(*args, **options)

    def fetch(self, kind: str, year: int) -> Path:
        """The file of a kind and year, fetched unless it is here already.

        Raises:
            CommandError: it cannot be fetched.
        """
        address = address_of(kind, year)
        self.stdout.write(f"Fetching {address}")
        try:
            file = download(address, settings.VAR_DIR / "downloads", quiet=self.quiet)
        except DownloadError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        if not file.is_new:
            self.stdout.write(f"{file.path} was here already; remove it to fetch it again.")
        self.stdout.write(f"sha256 {file.sha256}  {file.path.name}")
        return file.path

    def watch(self, items: Iterable[Any], label: str) -> Iterable[Any]:
        """Pass everything on, with a progress bar."""
        return tqdm(items, desc=label, disable=self.quiet, mininterval=0.5)

    def tell(self, title: str, lines: Sequence[object]) -> None:
        """Write a list under its title, if there is anything in it."""
        if not lines:
            return
        self.stdout.write(f"{title}:")
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  and {len(lines) - SHOWN:,} more")
