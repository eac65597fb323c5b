"""The demo, as `seed_demo` makes it."""

from datetime import date, time
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.models import Model

from meetups.demo.planting import key_of
from meetups.demo.stories import STORIES
from meetups.initiatives.models import Initiative
from meetups.suggestions.models import LocalFormat, LocalNote, OverlayVersion
from meetups.suggestions.queries import CatalogueSnapshot
from neighbourhoods.models import Area, LocalGroup, Place
from neighbourhoods.readers.demo import DEMO_YEAR, read_demo
from neighbourhoods.services import import_areas
from tests.conftest import count_on

TODAY = date(2027, 3, 9)
_kept: dict[str, list[tuple[str, list[Any]]]] = {}
"""What was really made once, to be put back as it was: orders to insert, and rows."""


def seed(**options: object) -> str:
    """Run the command, and give what it said."""
    said = StringIO()
    call_command("seed_demo", today=TODAY, stdout=said, **options)
    return said.getvalue().strip()


def seeded_tables() -> list[type[Model]]:
    """The tables that the command writes in."""
    labels = ("accounts", "account", "initiatives", "agenda", "support", "audit", "outbox")
    rooms = [apps.get_app_config(label) for label in labels]
    found = [m for room in rooms for m in room.get_models(include_auto_created=True)]
    found += [LocalFormat, LocalNote, OverlayVersion, Group, Group.permissions.through]
    return [*found, *(m for kind in (Place, LocalGroup) for m in (kind, kind.history.model))]


def plan(slug: str) -> Initiative:
    """The plan of a story."""
    (story,) = (story for story in STORIES if story.slug == slug)
    return Initiative.objects.get(start_key=key_of(story))


@pytest.fixture
def ground(catalogue: CatalogueSnapshot) -> None:
    """What the plans of the demo stand on: the catalogue and the neighbourhoods."""
    if not _put_back("ground"):
        import_areas(year=DEMO_YEAR, facts=read_demo(), complete=False)
        _keep("ground", [Area])


@pytest.fixture
def demo(ground: None) -> None:
    """The demo on 9 March 2027."""
    if not _put_back("demo"):
        assert seed() == "Made 21 people, 2 offices, 12 places and groups, and 16 plans."
        _keep("demo", seeded_tables())


def _keep(name: str, models: list[type[Model]]) -> None:
    quoted, found = connection.ops.quote_name, []
    with connection.cursor() as cursor:
        for table in (quoted(model._meta.db_table) for model in models):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            columns = [quoted(column[0]) for column in cursor.description]
            places = ", ".join(["%s"] * len(columns))
            order = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
            # SQLite reads a time of day, and cannot write one.
            texts = [[str(v) if isinstance(v, time) else v for v in row] for row in cursor]
            found.append((order, texts))
    _kept[name] = found


def _put_back(name: str) -> bool:
    """Row by row as the database gave them: as models they took a quarter of a second."""
    with connection.cursor() as cursor:
        for order, rows in _kept.get(name, []):
            if rows:
                cursor.executemany(order, rows)
    if name in _kept:
        count_on([Area] if name == "ground" else seeded_tables())
    return name in _kept
