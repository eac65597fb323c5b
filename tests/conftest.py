"""What tests share: the reader's language and the shipped catalogue."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.db import models
from django.test import TransactionTestCase
from django.utils import timezone, translation

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative
from meetups.suggestions import queries
from meetups.suggestions.content_files import SHIPPED, read
from meetups.suggestions.content_load import load
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    ContraIndication,
    EvidenceSource,
    Indicator,
    NeverDo,
    Signal,
    Situation,
    SituationFit,
    SituationSource,
    Skill,
    Source,
    Step,
)
from tests.factories import make_initiative, make_member, make_office, make_reviewer, make_user

# Nothing timed in the suite: a busy machine is no failure.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

_CATALOGUE_TABLES: tuple[type[models.Model], ...] = (
    *(CatalogueVersion, Source, Situation, Signal, NeverDo, Indicator, SituationSource),
    *(ActivityType, SituationFit, ContactCondition, Step, ContraIndication, Skill, EvidenceSource),
)
_catalogue_rows: dict[type[models.Model], list[models.Model]] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database of `tests.suite`: leave out what touches none."""
    if not os.environ.get("ONLY_WITH_DATABASE"):
        return
    without = [item for item in items if not touches_database(item)]
    items[:] = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=without)


def touches_database(item: pytest.Item) -> bool:
    kind = getattr(item, "cls", None)
    if kind is not None and issubclass(kind, TransactionTestCase):
        return True
    names = {"db", "transactional_db", "live_server"}
    used = set(getattr(item, "fixturenames", ()))
    return bool(used & names) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def reading_dutch() -> Iterator[None]:
    """Every test starts in Dutch: a page read in English leaves its language behind."""
    with translation.override("nl"):
        yield


@pytest.fixture
def catalogue(db: None) -> queries.CatalogueSnapshot:
    """The shipped catalogue: really loaded by the first test that asks, then put back as it was."""
    if not _catalogue_rows:
        load(read(SHIPPED), now=timezone.now())
        _catalogue_rows.update({m: list(m._default_manager.all()) for m in _CATALOGUE_TABLES})
    else:
        for model, rows in _catalogue_rows.items():
            model._default_manager.bulk_create(rows)
    return queries.catalogue()


# --- the cast: around one plan in Stadsdennen, Harderwijk ----------------------------------------
@pytest.fixture
def organiser(db: None) -> User:
    """Fatma, who organises the plan."""
    return make_user("Fatma")


@pytest.fixture
def initiative(organiser: User) -> Initiative:
    """A draft that Fatma organises."""
    return make_initiative(organiser)


@pytest.fixture
def helper(initiative: Initiative) -> User:
    """Gerrit, who helps with the plan."""
    user = make_user("Gerrit")
    make_member(initiative, user)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Someone with an account, and nothing to do with the plan."""
    return make_user("Vreemde")


@pytest.fixture
def office(db: None) -> Office:
    """The office of the municipality that the plan lies in."""
    return make_office("GM0243")


@pytest.fixture
def reviewer(office: Office) -> User:
    """Marit, who works for that office."""
    return make_reviewer(office, "Marit")


@pytest.fixture
def other_reviewer(db: None) -> User:
    """Someone who works for the office of another municipality."""
    return make_reviewer(make_office("GM0622"), "Ander")


@pytest.fixture
def curator(db: None) -> User:
    """Someone who keeps the formats right."""
    return make_user("Curator", is_staff=True)
