"""One step of `bench_desk.py`, in a process whose environment names its database.

`fill N M`: the demo, and N plans of M meetups each at one office. `session`: signs its manager in,
and chooses a plan to review. `queries`: how many each page asks, by a client in this process.
"""

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.agenda.models import Meetup
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.support.models import Tag

OFFICE, WHO = "GM0243", "joost"


def fill(plans: str, meetups: str) -> dict[str, Any]:
    call_command("seed_demo", verbosity=0)
    started = time.perf_counter()
    more = {"scale": int(plans), "meetups": int(meetups), "within": OFFICE}
    call_command("seed_demo", verbosity=0, **more)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seen = Initiative.objects.filter(municipality__code=OFFICE).exclude(status=Status.DRAFT)
    held = seen.aggregate(number=Count("meetups"))["number"]
    return {"plans": seen.count(), "meetups": held, "seconds": seconds}


def session() -> dict[str, Any]:
    """The plan to review is a full one: submitted, asked about, with most that was written."""
    client = Client(headers={"host": "localhost"})
    client.post(f"/nl/demo/{WHO}/")
    waits = Initiative.objects.filter(
        municipality__code=OFFICE, status=Status.SUBMITTED, is_sensitive=False
    )
    full = waits.annotate(written=Count("messages")).order_by("-written", "-pk")
    plan = full.exclude(support_requests=None).first() or full[0]
    tag = Tag.objects.filter(office__area__code=OFFICE).latest("pk")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    meetup = Meetup.objects.values_list("code", flat=True)[0]
    return {"session": key, "plan": plan.pk, "tag": tag.pk, "meetup": meetup}


def queries() -> dict[str, Any]:
    """Addresses and the session come in; the second answer counts, when the process is warm."""
    asked = json.load(sys.stdin)
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = asked["session"]
    found = {}
    for what, (method, address) in asked["pages"].items():
        for _ in range(2):
            with CaptureQueriesContext(
                connection,
            ) as context:
                response = getattr(client, method)(address)
            assert response.status_code == 200, (address, response.status_code)
        slowest = max(context.captured_queries, key=lambda query: float(query["time"]))
        found[what] = {
            "queries": len(context),
            "slowest_ms": float(slowest["time"]) * 1000,
            "sql": slowest["sql"],
        }
    return found


if __name__ == "__main__":
    steps = {"fill": fill, "session": session, "queries": queries}
    print(json.dumps(steps[sys.argv[1]](*sys.argv[2:])))
