"""The demo, as `seed_demo` makes it."""

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import Model

from meetups.demo.planting import key_of
from meetups.demo.stories import STORIES
from meetups.initiatives.models import Initiative
from meetups.suggestions.models import LocalFormat, LocalNote, OverlayVersion
from meetups.suggestions.queries import CatalogueSnapshot
from neighbourhoods.models import Area
from neighbourhoods.readers.demo import DEMO_YEAR, read_demo
from neighbourhoods.services import import_areas

TODAY = date(2027, 3, 9)
_kept: dict[str, dict[type[Model], list[Model]]] = {}
"""What was really made once, to be put back as it was: making it takes seconds."""


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
    return [*found, LocalFormat, LocalNote, OverlayVersion, Group, Group.permissions.through]


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
        assert seed() == "Made 21 people, 2 offices and 16 plans."
        _keep("demo", seeded_tables())


def _keep(name: str, models: list[type[Model]]) -> None:
    _kept[name] = {model: list(model._default_manager.order_by("pk")) for model in models}


def _put_back(name: str) -> bool:
    for model, rows in _kept.get(name, {}).items():
        model._default_manager.bulk_create(rows)
    return name in _kept
