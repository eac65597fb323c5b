"""`manage.py sbom`: what the program is made of, as a bill of materials (CycloneDX 1.6)."""

import json
from typing import Any

from django.core.management import BaseCommand

from meetups import clock
from meetups.operations.materials import bill


class Command(BaseCommand):
    help = "Print what the program is made of: packages, versions and licences, as CycloneDX 1.6."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(bill(now=clock.now()), indent=2, ensure_ascii=False))
