"""One clock for the whole site, which can be tried at another time."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from meetups import clock

NOON = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("seconds", [0, 86_400, -3_600])
def test_it_is_as_far_ahead_as_settings_say(settings: Settings, seconds: int) -> None:
    settings.CLOCK_OFFSET_SECONDS = seconds
    with time_machine.travel(NOON, tick=False):
        assert clock.now() == NOON + timedelta(seconds=seconds)


def test_the_day_is_that_of_the_netherlands() -> None:
    with time_machine.travel(datetime(2027, 7, 1, 22, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2027, 7, 2)
