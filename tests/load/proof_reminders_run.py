"""The proof of `proof_reminders.py`, in a process whose environment names its database."""

import os
import sys
import time as stopwatch
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

import django

django.setup()

from celery import Celery
from django.db.models import F
from django.utils import timezone

from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.agenda.services import seats
from meetups.agenda.times import ZONE
from meetups.outbox.models import OPEN, OutboundMessage, State
from meetups.reminders.services.planning import plan_reminders
from tests.load.run_bench_reminders import fill
from tests.outbox.sink import Sink, listening
from tests.outbox.workers import Works, wait, works

TASK = "meetups.reminders.tasks.plan"
PATIENCE = 900
REMINDERS = OutboundMessage.objects.filter(kind="guest_day")
COMING = Rsvp.objects.filter(state=RsvpState.CONFIRMED)


def main(database: str, meetups: int, workers: int, beats: int) -> bool:
    """The planner's clock says noon tomorrow, so that it may run at night too."""
    real = timezone.now()
    noon = datetime.combine(real.astimezone(ZONE) + timedelta(days=1), time(12), tzinfo=ZONE)
    ahead = int((noon - real).total_seconds())
    fill(meetups)
    later = timedelta(days=1)
    Meetup.objects.update(starts_at=F("starts_at") + later, ends_at=F("ends_at") + later)
    guests, sink = Rsvp.objects.count(), Sink()
    clock = {"ALLOW_CLOCK_OFFSET": "1", "CLOCK_OFFSET_SECONDS": str(ahead)}
    var, url = Path(os.environ["VAR_DIR"]), os.environ["DATABASE_URL"]
    with listening(sink), works(var, url, sink, **clock) as place:
        place.environ["DJANGO_SETTINGS_MODULE"] = "meetups.settings"
        place.start_broker()
        for number in range(workers):
            place.start_worker(f"worker-{number}")
        for number in range(beats):
            place.start_beat(f"beat-{number}")
        since = stopwatch.monotonic()
        ring(place, seconds=2)
        wait(lambda: REMINDERS.count() >= guests, PATIENCE, every=0.5)
        change(place)
        REMINDERS.filter(state=State.PLANNED).update(next_attempt_at=real)
        place.ring()
        ring(place, seconds=10)
        wait(lambda: not REMINDERS.filter(state__in=OPEN).exists(), PATIENCE, every=0.5)
        seconds = stopwatch.monotonic() - since
        errors = sum(place.said(name).count("Traceback") for name in place.running)
    settled = plan_reminders(now=timezone.now() + timedelta(seconds=ahead))
    return tell(database, guests, sink, errors, seconds) and not any(settled)


def ring(place: Works, *, seconds: int) -> None:
    """Have planners run, ten times a second, whatever others do."""
    with Celery(broker=place.environ["REDIS_URL"], set_as_current=False) as app:
        for _ in range(10 * seconds):
            app.send_task(TASK, queue="work")
            stopwatch.sleep(0.1)


def change(place: Works) -> None:
    """A tenth of the guests say no, and a tenth of the meetups change, while planners run."""
    for number, rsvp in enumerate(Rsvp.objects.order_by("pk")[::10]):
        seats.release(rsvp=rsvp, to=RsvpState.WITHDRAWN, now=timezone.now())
        if number % 40 == 0:
            ring(place, seconds=1)
    pks = list(Meetup.objects.order_by("pk").values_list("pk", flat=True)[::10])
    Meetup.objects.filter(pk__in=pks).update(revision=F("revision") + 1)
    ring(place, seconds=3)
    planned = REMINDERS.filter(state=State.PLANNED)
    wait(lambda: planned.count() == COMING.count(), PATIENCE, every=0.5)


def tell(database: str, guests: int, sink: Sink, errors: int, seconds: float) -> bool:
    """What each guest got, by the Message-IDs that came, and what the outbox holds."""
    guest_of = {row.message_id: row.subject_id for row in REMINDERS.iterator()}
    got = Counter(
        guest_of[mail.message_id] for mail in sink.accepted if mail.message_id in guest_of
    )
    coming = set(COMING.values_list("pk", flat=True))
    wrongly, lost = len(got.keys() - coming), len(coming - got.keys())
    more = sum(got.values()) - len(got)
    rows = REMINDERS.exclude(state=State.SUPERSEDED).values_list("subject_id", flat=True)
    twice = len(rows) - len(set(rows))
    print(
        f"{database:9} {guests:>7,} {guests - len(coming):>7,} {len(got):>8,} {wrongly:>8} "
        f"{lost:>5} {more:>7} {twice:>6} {errors:>7} {seconds:>8.0f}",
        flush=True,
    )
    return wrongly == lost == more == twice == 0


if __name__ == "__main__":
    database, *sizes = sys.argv[1:]
    sys.exit(0 if main(database, *map(int, sizes)) else 1)
