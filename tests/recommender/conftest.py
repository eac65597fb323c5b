"""The catalogue, as the recommender gets it."""

import pytest

from meetups.recommender.facts import ActivityFacts
from tests.recommender import builders


@pytest.fixture(scope="session")
def catalogue() -> tuple[ActivityFacts, ...]:
    return builders.catalogue()
