"""`manage.py reseal`: after a new sealing key, so that the old one can go."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from meetups.outbox.models import Suppression

from ...services.resealing import Outcome, reseal


class Command(BaseCommand):
    help = (
        "Seal all that is sealed with the first of SEALING_KEYS, so that the others can go. The "
        "site can go on meanwhile; stopped halfway, run it again."
    )

    @no_translations
    def handle(self, *_args: Any, **_options: Any) -> None:
        total: Counter[Outcome] = Counter()
        for table, outcomes in reseal().items():
            words = [f"{outcomes[outcome]} {outcome}" for outcome in Outcome if outcomes[outcome]]
            self.stdout.write(f"{table}: {', '.join(words) or 'nothing there'}")
            total += outcomes
        if total[Outcome.UNREADABLE]:
            raise CommandError(
                "No key of SEALING_KEYS opens what is unreadable. Put back the key that was taken "
                "out, as the last one, and run this again."
            )
        if total[Outcome.TWICE]:
            raise CommandError(
                "Some people signed up twice for one meetup, under two keys. Leave the older key "
                "in for 14 days after their meetup, and run this again."
            )
        self._say_what_can_go()

    def _say_what_can_go(self) -> None:
        if len(settings.SEALING_KEYS) < 2:
            self.stdout.write("There is one key, and all is sealed with it.")
            return
        self.stdout.write("All is sealed with the first key. The others are not needed to read it.")
        if Suppression.objects.exists():
            self.stdout.write(
                "Addresses that get no mail are known by digests, which cannot be made anew: those "
                "that an older key made are forgotten when that key goes."
            )
