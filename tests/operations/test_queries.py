from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import given
from hypothesis import strategies as st

from meetups.operations.queries import Readiness, readiness
from meetups.operations.services import record_heartbeat

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_ready_with_a_fresh_heartbeat() -> None:
    record_heartbeat(now=NOW - timedelta(seconds=12.34))
    assert readiness(now=NOW).report() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "heartbeat_age": 12.3,
    }


@pytest.mark.django_db
def test_not_ready_without_a_heartbeat() -> None:
    found = readiness(now=NOW)
    assert (found.ready, found.heartbeat_age) == (False, None)


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "ready"), [(60, True), (61, False)])
def test_a_heartbeat_counts_for_a_minute(seconds: int, ready: bool) -> None:
    record_heartbeat(now=NOW - timedelta(seconds=seconds))
    assert readiness(now=NOW).ready is ready


@pytest.mark.django_db
def test_a_worker_whose_clock_runs_ahead_is_alive() -> None:
    record_heartbeat(now=NOW + timedelta(seconds=3))
    assert readiness(now=NOW).heartbeat_age == 0.0


@pytest.mark.django_db
def test_not_ready_with_a_migration_to_do() -> None:
    record_heartbeat(now=NOW)
    MigrationRecorder(connection).record_unapplied("operations", "0001_initial")
    assert readiness(now=NOW) == Readiness(database=True, migrations=False, heartbeat_age=None)


def test_not_ready_without_a_database(broken_database: None) -> None:
    assert readiness(now=NOW) == Readiness(database=False, migrations=False, heartbeat_age=None)


@given(st.booleans(), st.booleans(), st.none() | st.floats(0, 1e9))
def test_ready_means_that_all_is_right(database: bool, migrations: bool, age: float | None) -> None:
    found = Readiness(database=database, migrations=migrations, heartbeat_age=age)
    assert found.ready == (database and migrations and age is not None and age <= 60)
