"""`manage.py prepare`: what containers need once before they start."""

import sys
from typing import Any

from django.core.management import BaseCommand

from meetups.operations import preparation


class Command(BaseCommand):
    help = "Bring the database up to date, and load catalogue and neighbourhoods when it is empty."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare; a fault gets one sentence and exit code 1."""
        try:
            preparation.check_database()
            preparation.update(self.stdout.write)
        except preparation.UnfitError as error:
            sys.exit(str(error))
