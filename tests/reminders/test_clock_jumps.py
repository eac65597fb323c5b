"""The life of `test_stateful` on a machine whose clock jumps: no reminder twice, no seat lost.

The outbox is held against the specification after each jump, as it is after all else.
"""

from datetime import timedelta

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from meetups.agenda.queries.invariants import broken_seats
from meetups.agenda.services.seats import end_offers
from meetups.operations.services import record_heartbeat
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.queries import broken_messages
from tests.reminders.makers import DAY, HOUR
from tests.reminders.test_stateful import EXAMPLES, Life, Server

PAST = "tests.reminders.test_stateful.Server"
BOUND = timedelta(hours=1)
"""What was to leave at once has left by so long after, whatever the clock did meanwhile."""


class JumpingLife(Life):
    """Whatever beat rings is rung at each tick, as it would be within a minute."""

    @rule(jump=st.sampled_from([HOUR, -HOUR, -DAY]))
    def clock_jumps(self, jump: timedelta) -> None:
        self.now += jump
        self.tick()

    def tick(self) -> None:
        if not self.is_down:
            record_heartbeat(now=self.now)
            end_offers(now=self.now)
            assert list(broken_seats()) == []
            assert list(broken_messages()) == []
        super().tick()
        if not self.is_down and not Server.is_away:
            assert not self.left_behind()

    def left_behind(self) -> list[str]:
        """Mail that was to leave at once and waits for a clock that went back."""
        ahead = OutboundMessage.objects.filter(
            state__in=[State.PLANNED, State.SENDING],
            attempts=0,
            posted_at__gt=self.now + BOUND,
            next_attempt_at__gt=self.now,
        )
        return [str(row) for row in ahead if row.due_at == row.posted_at]


@pytest.mark.django_db
@override_settings(EMAIL_BACKEND=PAST)
def test_whatever_the_clock_does_nothing_goes_twice_and_nothing_is_forgotten() -> None:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        JumpingLife,
        settings=settings(
            max_examples=max(EXAMPLES // 2, 3),
            stateful_step_count=25 if EXAMPLES < 50 else 50,
            deadline=None,
            suppress_health_check=checks,
        ),
    )
