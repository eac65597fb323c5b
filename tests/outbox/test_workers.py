"""The proofs of `tests/load/proof_outbox.py`, small: real workers, a real broker, real kills."""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.outbox import trials
from tests.outbox.sink import Sink, listening
from tests.outbox.workers import works

QUICK = {"OUTBOX_LEASE_SECONDS": "5", "OUTBOX_RETRY_SECONDS": "0.5", "BEAT_SECONDS": "1"}
PATIENCE = 60


@pytest.fixture(autouse=True)
def proof_kind(settings: Settings) -> None:
    settings.OUTBOX_KINDS = {"proof": "tests.outbox.letters.proof"}
    settings.INVARIANTS = ["meetups.outbox.queries.broken_messages"]


def test_killed_workers_and_a_mail_server_with_faults_lose_nothing(
    database_url: str, var: Path
) -> None:
    with (
        listening(Sink(refuses=0.2)) as sink,
        works(var, database_url, sink, **QUICK) as place,
    ):
        found = trials.kill_workers(place, messages=150, kills=2, patience=PATIENCE)
        assert found.is_right, (found, place.said("worker-1"))
        assert found.refused > 10
        assert "guest" not in place.said("worker-1") + place.said("worker-2")
    with pytest.raises(SystemExit) as left:
        call_command("check_invariants")
    assert left.value.code == 0


def test_a_broker_that_forgets_all_and_goes_away_loses_nothing(
    database_url: str, var: Path
) -> None:
    with listening(Sink()) as sink, works(var, database_url, sink, **QUICK) as place:
        found = trials.lose_broker(place, messages=100, away=1, patience=PATIENCE)
        assert found.is_right, (found, place.said("worker-1"))


def test_a_worker_that_sleeps_over_its_lease_sends_nothing_twice(
    database_url: str, var: Path
) -> None:
    with listening(Sink()) as sink, works(var, database_url, sink, **QUICK) as place:
        found = trials.pause_worker(place, messages=100, pause=10, patience=PATIENCE)
        assert found.is_right, (found, place.said("worker-1"))
