"""`manage.py export_person`: a guest who asks the operator what is known of them."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from ...queries.rights import person_data

ONLY_US = 0o600


class Command(BaseCommand):
    help = (
        "Everything that is kept of an address, in all rooms, as JSON: as a guest, with an "
        "account, invited to a team. Be sure that it is theirs before you send it. Empty, and "
        "still a success, when nothing is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="the address")
        parser.add_argument(
            "--output", type=Path, help="a new file that only you can read (default: the screen)"
        )

    @no_translations
    def handle(self, *_args: Any, email: str, output: Path | None, **_options: Any) -> None:
        text = json.dumps(person_data(email), indent=2, ensure_ascii=False, default=str)
        if output is None:
            self.stdout.write(text)
            return
        try:
            file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_US)
        except OSError as error:
            raise CommandError(f"{output} cannot be made: {error.strerror}.") from error
        with os.fdopen(file, "w", encoding="utf-8") as writer:
            writer.write(f"{text}\n")
        self.stdout.write(f"Written to {output}. Erase it when it is sent.")
