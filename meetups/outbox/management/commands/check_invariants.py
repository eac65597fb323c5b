"""`manage.py check_invariants`: whether what must always be so, is so."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Print the rows that break a rule which must always hold; exit 1 when there are any."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [line for name in settings.INVARIANTS for line in import_string(name)()]
        for line in broken:
            self.stdout.write(line)
        sys.exit(1 if broken else 0)
