"""What tests share: the reader's language and the shipped catalogue."""

from collections.abc import Iterator

import pytest
from django.db import models
from django.utils import timezone, translation

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

_CATALOGUE_TABLES: tuple[type[models.Model], ...] = (
    *(CatalogueVersion, Source, Situation, Signal, NeverDo, Indicator, SituationSource),
    *(ActivityType, SituationFit, ContactCondition, Step, ContraIndication, Skill, EvidenceSource),
)
_catalogue_rows: dict[type[models.Model], list[models.Model]] = {}


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
