"""What the operator's tests share."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture
def broken_database(db: None) -> Iterator[None]:
    """A database that cannot be reached, as after a crash of its server."""
    kept = connection.settings_dict
    connection.close()
    connection.settings_dict = kept | {"NAME": "/nowhere/at/all", "HOST": "/nowhere"}
    yield
    connection.close()
    connection.settings_dict = kept
