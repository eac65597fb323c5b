"""One step of `bench_growth.py`, in a process whose environment names its database.

`ground`: the country, the catalogue, the demo, and plans. `meetups N`: so many meetups of these
plans, with guests and their mail. `known`: who asks, and for what. `queries`: how many each page
asks, by a client in this process.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetups.agenda.models import Meetup, MeetupState, Rsvp, RsvpState
from meetups.agenda.models.guests import email_digests
from meetups.demo.many import Field
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative, Member
from meetups.outbox.models import OutboundMessage, State
from meetups.sealing import new_token, seal, sha256
from neighbourhoods.models import Area
from neighbourhoods.readers.demo import DEMO_YEAR, read_demo
from neighbourhoods.readers.facts import AreaFacts, Facts
from neighbourhoods.services import import_areas

OFFICE, MANAGER, ORGANISER = "GM0243", "joost", "Fatma"
DISTRICT = "WK024305"
PLANS, SEEN_OF_TEN = 5000, 9
"""Of the office; one plan in ten is a draft, which no office sees. As many lie elsewhere."""
OFFICE_HAS_ONE_IN = 10
"""Of the meetups; so that even the shortest list of a municipality fills a page."""
PER_DISTRICT, PER_TOWN = 4, 40
FIRST_TOWN = 3000
"""No municipality has such a number."""
TREES = ("Linde", "Eik", "Berk", "Iep")
BATCH = 5000
SOWN = 20_000
"""Meetups that are made one by one; more are copies of these."""
GUESTS = 2
FULL_ONE_IN, CANCELLED_ONE_IN = 10, 17
WRITTEN = 400
"""Guests who have yet to confirm, for the measure of that."""
SOME = 60


# --- the ground ----------------------------------------------------------------------------------
def ground(neighbourhoods: str) -> dict[str, Any]:
    """What is the same at each size. The made-up areas have the figures of the real ones in turn,
    and no boundaries: their maps are drawn around their centres.
    """
    started = time.perf_counter()
    call_command("load_catalogue", verbosity=0)
    facts = read_demo()
    for made in country(facts, int(neighbourhoods)):
        facts.add(made)
    import_areas(year=DEMO_YEAR, facts=facts, complete=False)
    call_command("seed_demo", verbosity=0)
    sown = PLANS * 10 // SEEN_OF_TEN
    now, today = timezone.now(), timezone.localdate()
    Field(number=sown, meetups=0, now=now, today=today, within=OFFICE).sow()
    Field(number=PLANS, meetups=0, now=now, today=today).sow()
    return {
        "areas": Area.objects.count(),
        "plans": Initiative.objects.count(),
        "seconds": time.perf_counter() - started,
    }


def country(real: Facts, size: int) -> Iterator[AreaFacts]:
    known = list(real.areas.values())
    by_level = {level: [area for area in known if area.level == level] for level in Area.Level}

    def made(code: str, name: str, number: int) -> AreaFacts:
        area = AreaFacts(code=code, file="made up", row=number, name=name)
        like = by_level[area.level][number % len(by_level[area.level])]
        area.values = dict(like.values)
        area.latitude = 51 + number // 130 / 60
        area.longitude = 4 + number % 130 / 60
        area.postcode = str(1000 + number % 9000)
        return area

    for number in range(size):
        town, inside = divmod(number, PER_TOWN)
        district, rest = divmod(inside, PER_DISTRICT)
        code = f"{FIRST_TOWN + town}"
        if not inside:
            yield made(f"GM{code}", f"Dorp{town}", number)
        if not rest:
            yield made(f"WK{code}{district + 1:02}", f"Wijk {town} {district}", number)
        name = f"{TREES[number % len(TREES)]}hof{number}"
        yield made(f"BU{code}{district + 1:02}{rest + 1:02}", name, number)


# --- meetups -------------------------------------------------------------------------------------
def meetups(size: str) -> dict[str, Any]:
    """Half of them over and half in the coming year; guests are of those to come."""
    started = time.perf_counter()
    Meetup.objects.all().delete()
    total = int(size)
    is_postgres = connection.vendor == "postgresql"
    times = -(-total // SOWN) if is_postgres else 1
    sow(total // times)
    with connection.cursor() as cursor:
        if times > 1:
            for statement in copied(times):
                cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if is_postgres else "ANALYZE")
    return {
        "meetups": Meetup.objects.count(),
        "guests": Rsvp.objects.count(),
        "seconds": time.perf_counter() - started,
    }


def sow(total: int) -> None:
    plans = Initiative.objects.exclude(status=Status.DRAFT).only("area", "municipality")
    office = list(plans.filter(municipality__code=OFFICE).order_by("pk"))
    others = list(plans.exclude(municipality__code=OFFICE).order_by("pk"))
    for first in range(0, total, BATCH):
        rows = [
            meetup_at(place * 7919 % total, total, office, others)
            for place in range(first, min(first + BATCH, total))
        ]
        Meetup.objects.bulk_create(rows)
        coming = [row for row in rows if row.seats_taken]
        guests = Rsvp.objects.bulk_create(guest for row in coming for guest in guests_of(row))
        OutboundMessage.objects.bulk_create(map(mail_of, guests))


def copied(times: int) -> Iterator[str]:
    """Statements that add as many again, and again, in PostgreSQL: each a minute after the one it
    is a copy of, with its guests and their mail.
    """
    code = "'x' || (old.id * 100 + copy)"
    yield copies(
        Meetup,
        f"agenda_meetup old, generate_series(1, {times - 1}) copy",
        code=code,
        starts_at="old.starts_at + copy * interval '1 minute'",
        ends_at="old.ends_at + copy * interval '1 minute'",
    )
    yield copies(
        Rsvp,
        f"agenda_rsvp old, generate_series(1, {times - 1}) copy, agenda_meetup new "
        "WHERE new.code = 'x' || (old.meetup_id * 100 + copy)",
        meetup_id="new.id",
        token_digest=code,
    )
    yield copies(
        OutboundMessage,
        "(SELECT DISTINCT ON (kind) * FROM outbox_outboundmessage) old, agenda_rsvp new "
        "WHERE new.token_digest LIKE 'x%'",
        id="gen_random_uuid()",
        subject_id="new.id",
        group_id="new.meetup_id",
    )


def copies(model: Any, source: str, **columns: str) -> str:
    """Rows like `old` ones of a source, but for some columns."""
    fields = [
        field for field in model._meta.concrete_fields if field.column != "id" or "id" in columns
    ]
    names = ", ".join(field.column for field in fields)
    values = ", ".join(columns.get(field.column, f"old.{field.column}") for field in fields)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {source}"  # noqa: S608


NOW = timezone.now()
YEAR = timedelta(days=365)
SEALED = {name: seal("Sam", about=about) for name, about in Rsvp.SEALED.items()}
"""Sealed once: nobody opens these."""


def meetup_at(place: int, total: int, office: list[Initiative], others: list[Initiative]) -> Meetup:
    """The meetup at a place in time, from a year ago to a year ahead."""
    turn, is_elsewhere = divmod(place, OFFICE_HAS_ONE_IN)
    chosen = others if is_elsewhere else office
    plan = chosen[(turn * 31 + is_elsewhere) % len(chosen)]
    starts_at = NOW + YEAR * (2 * place / total - 1) + timedelta(minutes=30)
    is_off = place % CANCELLED_ONE_IN == 0
    is_ahead = starts_at > NOW and not is_off
    return Meetup(
        initiative=plan,
        area_id=plan.area_id,
        municipality_id=plan.municipality_id,
        state=MeetupState.CANCELLED if is_off else MeetupState.SHOWN,
        cancelled_at=NOW if is_off else None,
        title=f"Soep en verhalen {place}",
        about="Kom gerust kijken. Je hoeft niets te kunnen. " * 6,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place_name="Buurthuis",
        address=f"Voorbeeldstraat {place % 90 + 1}",
        capacity=GUESTS if place % FULL_ONE_IN == 1 else 60,
        seats_taken=GUESTS if is_ahead else 0,
        children=place % 2 == 0,
        step_free=None,
        created_at=NOW - timedelta(days=40),
        changed_at=NOW - timedelta(days=40),
    )


def guests_of(meetup: Meetup) -> Iterator[Rsvp]:
    for number in range(GUESTS):
        yield Rsvp(
            meetup=meetup,
            state=RsvpState.CONFIRMED,
            language="nl",
            turn=1,
            email_digest=sha256(f"{meetup.pk} {number}"),
            token_digest=sha256(f"token {meetup.pk} {number}"),
            created_at=NOW - timedelta(days=20),
            state_at=NOW - timedelta(days=20),
            **SEALED,
        )


def mail_of(guest: Rsvp) -> OutboundMessage:
    return OutboundMessage(
        kind="rsvp_coming",
        subject_id=guest.pk,
        group_id=guest.meetup_id,
        revision=1,
        posted_at=guest.state_at,
        due_at=guest.state_at,
        expires_at=guest.state_at + timedelta(days=1),
        next_attempt_at=guest.state_at,
        state=State.SENT,
        ended_at=guest.state_at,
    )


# --- who asks, and for what ----------------------------------------------------------------------
def known() -> dict[str, Any]:
    """Sessions of the demo, meetups in the middle of the coming year, guests who must confirm."""
    client = Client(headers={"host": "localhost"})
    client.post(f"/nl/demo/{MANAGER}/")
    manager = client.cookies[settings.SESSION_COOKIE_NAME].value
    client = Client(headers={"host": "localhost"})
    client.force_login(Member.objects.get(initiative=1, user__name=ORGANISER).user)
    ahead = Meetup.objects.filter(
        starts_at__gt=NOW + timedelta(days=90),
        state=MeetupState.SHOWN,
        seats_taken__gt=0,
        initiative__is_sensitive=False,
    ).order_by("starts_at")
    free = list(ahead.filter(capacity__gt=GUESTS)[:SOME])
    return {
        "manager": manager,
        "organiser": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "free": [meetup.code for meetup in free],
        "full": ahead.filter(capacity=GUESTS)[0].code,
        "first": Meetup.objects.filter(starts_at__gt=NOW, state=MeetupState.SHOWN)
        .order_by("starts_at")
        .values_list("pk", flat=True)[0],
        "guests": [guest.token for guest in pending(free)],
    }


def pending(free: list[Meetup]) -> list[Rsvp]:
    """Guests who asked to come, and hold the link of their mail."""
    Rsvp.objects.filter(state=RsvpState.PENDING).delete()
    guests = []
    for number in range(WRITTEN):
        meetup = free[number % len(free)]
        guest = Rsvp(meetup=meetup, state=RsvpState.PENDING, language="nl", turn=1)
        guest.name, guest.token = "Sam", new_token()
        guest.email = f"{guest.token[:9]}@example.org"
        guest.email_digest = email_digests(meetup.pk, guest.email)[0]
        guest.token_digest = sha256(guest.token)
        guest.created_at = guest.state_at = NOW
        guests.append(guest)
    return Rsvp.objects.bulk_create(guests)


def queries() -> dict[str, Any]:
    """Pages come in; the second answer counts, when the process is warm."""
    found = {}
    for what, (address, session, is_htmx) in json.load(sys.stdin).items():
        client = Client(headers={"host": "localhost"})
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        headers = {"HX-Request": "true"} if is_htmx else {}
        for _ in range(2):
            with CaptureQueriesContext(connection) as context:
                response = client.get(address, headers=headers)
            assert response.status_code == 200, (address, response.status_code)
        slowest = max(context.captured_queries, key=lambda query: float(query["time"]), default={})
        found[what] = {
            "queries": len(context),
            "slowest_ms": float(slowest.get("time", 0)) * 1000,
            "sql": slowest.get("sql", ""),
        }
    return found


if __name__ == "__main__":
    steps = {"ground": ground, "meetups": meetups, "known": known, "queries": queries}
    print(json.dumps(steps[sys.argv[1]](*sys.argv[2:])))
