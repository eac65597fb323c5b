"""`manage.py ready`: what `/readyz` says, for health checks of containers without a web server."""

import json
import sys
from typing import Any

from django.core.management import BaseCommand

from meetups import clock
from meetups.operations.queries import readiness


class Command(BaseCommand):
    help = "Report database, migrations, heartbeat and mail as JSON; exit 1 when any is wrong."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; the exit code says whether all is right."""
        found = readiness(now=clock.now())
        self.stdout.write(json.dumps(found.report()))
        sys.exit(0 if found.ready else 1)
