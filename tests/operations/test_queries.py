"""When the site is ready, and what makes it not so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from meetups.operations.queries import Readiness, readiness
from meetups.operations.services import record_heartbeat
from meetups.outbox.queries import MailState
from meetups.outbox.services.posting import post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_ready_with_a_fresh_heartbeat() -> None:
    record_heartbeat(now=NOW - timedelta(seconds=12.34))
    assert readiness(now=NOW).report() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "heartbeat_age": 12.3,
        "mail": {"oldest_due_age": None, "failed_in_a_day": 0, "held": False},
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
def test_not_ready_with_a_migration_to_do(settings: Settings) -> None:
    """The tables of the tests were made without migrations: so with them, all are to do."""
    record_heartbeat(now=NOW)
    settings.MIGRATION_MODULES = {}
    assert readiness(now=NOW) == Readiness(
        database=True, migrations=False, heartbeat_age=None, mail=None
    )


def test_not_ready_without_a_database(broken_database: None) -> None:
    assert readiness(now=NOW) == Readiness(
        database=False, migrations=False, heartbeat_age=None, mail=None
    )


AGES = st.none() | st.floats(0, 1e9)


@given(
    st.booleans(),
    st.booleans(),
    AGES,
    st.none() | st.builds(MailState, AGES, st.just(3), st.booleans()),
)
def test_ready_means_that_all_is_right(
    database: bool, migrations: bool, age: float | None, mail: MailState | None
) -> None:
    found = Readiness(database=database, migrations=migrations, heartbeat_age=age, mail=mail)
    leaves = mail is not None and (mail.oldest_due_age is None or mail.oldest_due_age <= 600)
    assert found.ready == (database and migrations and age is not None and age <= 60 and leaves)


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "ready"), [(10, True), (11, False)])
def test_not_ready_when_mail_stands_still(minutes: int, ready: bool) -> None:
    record_heartbeat(now=NOW)
    post("office_member", subject_id=1, now=NOW - timedelta(minutes=minutes))
    found = readiness(now=NOW)
    assert found.ready is ready
    assert found.report()["mail"]["oldest_due_age"] == minutes * 60
