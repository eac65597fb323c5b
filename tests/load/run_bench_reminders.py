"""One step of `bench_reminders.py`, in a process whose environment names its database."""

import json
import resource
import smtplib
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.initiatives.models import Initiative, Member, TeamRole
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.sending import _letter_to_mail, send_due
from meetups.reminders.letters.guests import guest_day
from meetups.reminders.services.planning import plan_reminders
from meetups.sealing import new_token, sha256
from tests.factories import make_initiative, make_user

GUESTS_EACH = 20
TICKS = 5
WARM_UP = 20
"""Messages before the clock starts: the first letter of a process reads templates and texts."""
CONFIRMED = "SELECT id, meetup_id, turn, state_at FROM agenda_rsvp WHERE state = 'confirmed'"
MESSAGES = (
    "SELECT id, kind, subject_id, group_id, revision, state, due_at, expires_at "
    "FROM outbox_outboundmessage WHERE group_id IS NOT NULL"
)


def fill(meetups: int) -> None:
    """Add meetups until there are so many: each of a plan, fifty plans of one organiser."""
    now = timezone.now()
    there = Meetup.objects.count()
    with transaction.atomic():
        known = Initiative.objects.order_by("pk").first() or make_initiative(make_user("Known"))
        for start in range(there, meetups, 50):
            person = make_user(f"organiser{start}")
            plans = Initiative.objects.bulk_create(
                Initiative(
                    **{
                        field.attname: getattr(known, field.attname)
                        for field in Initiative._meta.concrete_fields
                        if not field.primary_key and not field.unique
                    }
                )
                for _ in range(start, min(start + 50, meetups))
            )
            Member.objects.bulk_create(
                Member(initiative=plan, user=person, role=TeamRole.ORGANISER, joined_at=now)
                for plan in plans
            )
            found = Meetup.objects.bulk_create(
                Meetup(
                    initiative=plan,
                    area_id=known.area_id,
                    municipality_id=known.municipality_id,
                    state=MeetupState.SHOWN,
                    title=f"Soep {start}.{place}",
                    starts_at=now + timedelta(hours=50 + (start + place) * 7919 % 120),
                    ends_at=now + timedelta(hours=52 + (start + place) * 7919 % 120),
                    place_name="De Dennenappel",
                    address="Dennenlaan 12",
                    route="Door de groene deur.",
                    bring="Een mok.",
                    capacity=30,
                    seats_taken=GUESTS_EACH,
                    created_at=now - timedelta(days=30),
                    changed_at=now - timedelta(days=30),
                )
                for place, plan in enumerate(plans)
            )
            guests = []
            for meetup in found:
                for number in range(GUESTS_EACH):
                    guest = Rsvp(meetup=meetup, state=RsvpState.CONFIRMED, language="nl", turn=1)
                    guest.name = f"Gast {number}"
                    guest.email = f"guest{meetup.pk}.{number}@example.org"
                    guest.email_digest = sha256(guest.email)
                    guest.token = new_token()
                    guest.token_digest = sha256(guest.token)
                    guest.created_at = guest.state_at = now - timedelta(days=20)
                    guests.append(guest)
            Rsvp.objects.bulk_create(guests, batch_size=1000)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def plan() -> dict[str, float]:
    """The first tick, which posts, and those after it, which find nothing to do."""
    queries = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    now = timezone.now()
    first, posted = timed(lambda: plan_reminders(now=now).posted)
    with connection.execute_wrapper(counted):
        ticks = [timed(lambda: plan_reminders(now=now))]
    small, cpu = peak_mb(), time.process_time()
    ticks += [timed(lambda: plan_reminders(now=now)) for _ in range(TICKS - 1)]
    cpu = (time.process_time() - cpu) / (TICKS - 1)
    assert all(not any(done) for _seconds, done in ticks), ticks
    return {
        "messages": OutboundMessage.objects.count(),
        "posted": posted,
        "first": first,
        "cpu": cpu,
        "tick": min(seconds for seconds, _done in ticks),
        "slowest": max(seconds for seconds, _done in ticks),
        "queries": queries,
        "bare": min(timed(read_bare)[0] for _ in range(TICKS)),
        "leak_mb": peak_mb() - small,
    }


def tick() -> dict[str, float]:
    """One tick with nothing to do: how much memory a process holds at most, before and by it."""
    OutboundMessage.objects.exists()
    before = peak_mb()
    plan_reminders(now=timezone.now())
    return {"before_mb": before, "peak_mb": peak_mb()}


def read_bare() -> None:
    """The rows that a tick compares, read and thrown away."""
    with connection.cursor() as cursor:
        for sql in (MESSAGES, CONFIRMED):
            cursor.execute(sql)
            while cursor.fetchmany(5000):
                pass


def send(messages: int, port: int) -> dict[str, float]:
    """So many reminders that are due, by `send_due`; and one of them as often by smtplib."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    now: datetime = timezone.now().replace(hour=11)  # by day: at night no reminder leaves
    rows = OutboundMessage.objects.filter(kind="guest_day", state=State.PLANNED)
    # Of whole meetups: the reminders of its guests are due at one moment.
    pks = list(rows.order_by("group_id", "pk").values_list("pk", flat=True)[: WARM_UP + messages])
    make_due(pks[:WARM_UP], now)
    send_due(now=now)
    make_due(pks[WARM_UP:], now)
    cpu = time.process_time()
    seconds, _nothing = timed(lambda: send_due(now=now))
    cpu = time.process_time() - cpu
    sent = OutboundMessage.objects.filter(kind="guest_day", state=State.SENT).count() - WARM_UP
    letter = letter_of(pks[0], now)
    with smtplib.SMTP("127.0.0.1", port) as line:
        raw, _nothing = timed(
            lambda: [
                line.sendmail("noreply@example.org", [f"raw{number}@example.org"], letter)
                for number in range(messages)
            ]
        )
    return {"sent": sent, "seconds": seconds, "cpu": cpu, "raw": raw, "bytes": len(letter)}


def make_due(pks: list[Any], now: datetime) -> None:
    for start in range(0, len(pks), 500):
        some = OutboundMessage.objects.filter(pk__in=pks[start : start + 500])
        some.update(due_at=now, next_attempt_at=now)


def letter_of(pk: Any, now: datetime) -> bytes:
    """One of the letters, as it left."""
    message = OutboundMessage.objects.get(pk=pk)
    letter = guest_day(message, now=now)
    return bytes(_letter_to_mail(letter, message).message().as_bytes(linesep="\r\n"))


def timed(work: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    work = {"fill": fill, "plan": plan, "tick": tick, "send": send}[sys.argv[1]]
    print(json.dumps(work(*map(int, sys.argv[2:])) or {}))
