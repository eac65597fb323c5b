"""Whether the agenda stays flat as meetups pile up: `python -m tests.load.bench_agenda [url]`.

It fills a database with 1,000, 20,000 and 200,000 listed meetups in the demo neighbourhoods, half
of them over and half in the coming year, and asks each page of gunicorn as `bench_pages` does. The
database is SQLite, or the empty PostgreSQL database at `url`. Read the ratios to a bare Django
view, and how they grow: the milliseconds depend on the machine.
"""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.load.bench_pages import cpu_ms, served

SIZES = (1_000, 20_000, 200_000)
ROUNDS, ASKED, ASKED_BARE = 3, 20, 1000
GOAL = 100
GROWTH = 2.0
"""The most by which a page may cost more with 200 times as many meetups. What is marked either
shows more then (a month, a calendar), or counts all there is (a map, a filter that fits nothing).
"""
FAR = datetime.now(UTC) + timedelta(days=200)
DEEP = f"{int(FAR.timestamp()) * 1_000_000}-0"
"""A place far down the list."""
MONTH = f"{FAR:%Y-%m}"
PAGES = {
    "all": "/nl/agenda/",
    "all, far down": f"/nl/agenda/?after={DEEP}",
    "all, common filter": "/nl/agenda/?free=on&children=on",
    "all, filter of nothing": "/nl/agenda/?online=on&step_free=on",
    "municipality": "/nl/agenda/GM0243/",
    "municipality, far down": f"/nl/agenda/GM0243/?after={DEEP}",
    "district": "/nl/agenda/WK024305/",
    "neighbourhood": "/nl/agenda/BU02430501/",
    "month of all": f"/nl/agenda/month/?month={MONTH}",
    "month of a district": f"/nl/agenda/WK024305/month/?month={MONTH}",
    "map of a municipality": "/nl/agenda/GM0243/map/",
    "calendar of a district": "/nl/agenda/WK024305/calendar.ics",
    "feed of all": "/nl/agenda/feed.atom",
    "embed": "/nl/agenda/WK024305/embed/",
}
FILL = """
import sys
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative
from neighbourhoods.models import Area
now, size = timezone.now(), {size}
known = Initiative.objects.filter(is_sensitive=False).first()
Meetup.objects.all().delete()
areas = list(Area.objects.current().filter(level=3).select_related("parent"))
def meetup(i):
    area = areas[i % len(areas)]
    starts_at = now + timedelta(days=365) * (2 * i / size - 1)
    return Meetup(initiative=known, area=area, municipality_id=area.parent.parent_id,
        state="shown", title=f"Soep {{i}}", about="Kom ook. " * 20, starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2), place_name="Buurthuis", capacity=20,
        seats_taken=i % 21, children=i % 2 == 0, created_at=now, changed_at=now)
for first in range(0, size, 5000):
    rows = [meetup((i * 7919) % size) for i in range(first, min(first + 5000, size))]
    Meetup.objects.bulk_create(rows)
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
"""


def manage(environ: dict[str, str], *command: str) -> None:
    call = [sys.executable, "manage.py", *command]
    quiet = subprocess.DEVNULL
    subprocess.run(call, env=os.environ | environ, check=True, stdout=quiet, stderr=quiet)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        ours = {"VAR_DIR": folder, "DATABASE_URL": url}
        manage(ours, "migrate", "--verbosity=0")
        manage(ours, "collectstatic", "--no-input", "--verbosity=0")
        for command in ("createcachetable", "load_catalogue", "load_demo_neighbourhoods"):
            manage(ours, command)
        manage(ours, "seed_demo")
        ratios = {}
        for size in SIZES:
            manage(ours, "shell", "-v0", "-c", FILL.format(size=size))
            with served("tests.load.bare", {}) as bare, served("meetups.wsgi", ours) as site:
                ratios[size] = measured(bare, site)
    print_table(ratios)


def measured(bare: tuple[int, int], site: tuple[int, int]) -> dict[str, float]:
    """Each page in bare views, the least of the rounds of both."""
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        ms, _size = cpu_ms(*bare, "/", htmx=False, times=ASKED_BARE)
        least[""] = min(ms, least.get("", ms))
        for what, address in PAGES.items():
            ms, _size = cpu_ms(*site, address, htmx=False, times=ASKED)
            least[what] = min(ms, least.get(what, ms))
    hello = least.pop("")
    return {what: ms / hello for what, ms in least.items()}


def print_table(ratios: dict[int, dict[str, float]]) -> None:
    print(f"{'page, in bare views':26}" + "".join(f"{size:>10,}" for size in SIZES) + "    growth")
    for what in PAGES:
        row = [ratios[size][what] for size in SIZES]
        growth = row[-1] / row[0]
        cells = "".join(f"{ratio:10.1f}" for ratio in row)
        print(f"{what:26}{cells}{growth:10.2f}{'  !' if growth > GROWTH or row[-1] > GOAL else ''}")


if __name__ == "__main__":
    main()
