"""What tests of meetups share."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import NOW


@pytest.fixture
def on_the_ninth_of_march() -> Iterator[None]:
    """The pages ask what time it is; all that they do with it takes it as an argument."""
    with time_machine.travel(NOW, tick=False):
        yield
