"""A district, and people who propose places and approve them."""

import pytest

from meetups.accounts.models import User
from neighbourhoods.models import Area


@pytest.fixture
def volunteer(db: None) -> User:
    return User.objects.create_user("volunteer@example.org")


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("stranger@example.org")


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("staff@example.org")


@pytest.fixture
def district(demo: None) -> Area:
    """Stadsdennen in Harderwijk, with all it lies in."""
    return Area.objects.with_ancestors().get(code="WK024305")
