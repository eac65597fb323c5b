"""`manage.py erase_person`: a guest who asks the operator to be forgotten."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from meetups import clock

from ...services.rights import erase_again, erase_person


class Command(BaseCommand):
    help = (
        "Erase an address in all rooms, at once and for good: as a guest, invited to a team, and "
        "with an account. What a team made stays, without their name. Doing it again is safe."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--email", help="the address")
        who.add_argument(
            "--from-log",
            metavar="FILE",
            help="after a restore: erase again whom this log says were erased (-: from a pipe)",
        )

    @no_translations
    def handle(self, *_args: Any, email: str | None, from_log: str | None, **_options: Any) -> None:
        now = clock.now()
        if from_log:
            erased = erase_again(log=_lines(from_log), now=now)
        else:
            erased = erase_person(email=email or "", now=now)
        self.stdout.write(", ".join(f"{name}: {number} erased" for name, number in erased.items()))


def _lines(name: str) -> Iterable[str]:
    if name == "-":
        return sys.stdin
    try:
        return Path(name).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
