"""Fill an empty database with three real municipalities, without needing the internet."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from ...models import Area
from ...readers.demo import DEMO_YEAR, read_demo
from ...services import import_areas


class Command(BaseCommand):
    help = "Load Harderwijk, Utrecht and Vlaardingen with their figures. Doing it again is safe."

    def handle(self, *_args: Any, **options: Any) -> None:
        facts = read_demo()
        if Area.objects.exclude(code__in=facts.areas).exists():
            self.stdout.write("There are other neighbourhoods already: the demo is not needed.")
            return

        def watch(items: Iterable[Any], label: str) -> Iterable[Any]:
            return tqdm(items, desc=label, disable=options["verbosity"] == 0)

        report = import_areas(year=DEMO_YEAR, facts=facts, complete=False, watch=watch)
        self.stdout.write(f"{report.areas} demo areas: {len(report.new)} new.")
