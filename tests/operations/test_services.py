"""The heartbeat of the worker."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from meetups.operations.models import Heartbeat
from meetups.operations.services import record_heartbeat
from meetups.operations.tasks import beat

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_heartbeat_replaces_the_one_before() -> None:
    record_heartbeat(now=NOW)
    record_heartbeat(now=NOW + timedelta(seconds=15))
    assert list(Heartbeat.objects.values_list("id", "at")) == [(1, NOW + timedelta(seconds=15))]


@pytest.mark.django_db
def test_the_database_refuses_a_second_heartbeat() -> None:
    with pytest.raises(IntegrityError):
        Heartbeat.objects.create(id=2, at=NOW)


@pytest.mark.django_db
def test_the_task_records_the_time_at_which_it_runs() -> None:
    before = datetime.now(UTC)
    beat()
    assert before <= Heartbeat.objects.get().at <= datetime.now(UTC)
