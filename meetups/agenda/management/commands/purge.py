"""`manage.py purge`: what the worker erases each hour, where no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from meetups import clock

from ...retention import RETENTION
from ...services.purging import PurgeError, purge


class Command(BaseCommand):
    help = (
        "Erase what is known of guests and was kept long enough. The worker does this every hour; "
        "doing it again is safe."
    )

    @no_translations
    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            self._tell(purge(now=clock.now()))
        except PurgeError as error:
            self._tell(error.erased)
            for code, reason in error.failed.items():
                self.stderr.write(f"{code}: {type(reason).__name__}")
            raise CommandError(
                "Not everything could be erased; what was erased stays so. See the log for why, "
                "and run it again: manage.py purge"
            ) from error

    def _tell(self, erased: dict[str, int]) -> None:
        for code in dict.fromkeys(kept.code for kept in RETENTION):
            if code in erased:
                self.stdout.write(f"{code}: {erased[code]} erased")
