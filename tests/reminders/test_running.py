"""Planning when it runs twice, or ten times at once; and what beat rings for."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from pytest_django import Settings

from meetups.agenda.times import ZONE
from meetups.celery import app
from meetups.outbox.bell import TASK
from meetups.outbox.models import OutboundMessage, State
from meetups.reminders import tasks
from meetups.reminders.services.planning import Planned, plan_reminders
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import make_initiative, make_user
from tests.reminders.makers import held

TUESDAY = datetime(2027, 4, 20, 12, 0, tzinfo=ZONE)
PLANNERS = 10
GUESTS = 5
MESSAGES = GUESTS + 2
"""A reminder for each guest; the organiser's list, and the question how it was."""
ONLY_ONE = next(
    each
    for each in OutboundMessage._meta.constraints
    if getattr(each, "name", "") == "one_message_of_each"
)


@pytest.fixture
def meetup(db: None) -> None:
    """With some guests. Nobody says yet that nobody answers."""
    with transaction.atomic():
        found = make_meetup(make_initiative(make_user("Fatma")), created_at=STARTS)
        for number in range(GUESTS):
            make_rsvp(found, f"Guest{number}")


class LooksWithTheOthers:
    """Of a planner that has looked in the outbox: wait until all others have too.

    So all of them see the same lack, which is the worst that can happen.
    """

    def __init__(self, barrier: threading.Barrier) -> None:
        self.barrier = barrier
        self.has_looked = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        is_look = sql.startswith("SELECT") and 'AS "returns"' in sql and "guest_day" in str(params)
        if is_look and not self.has_looked:
            self.has_looked = True
            self.barrier.wait(timeout=30)
        return result


def plan_all_at_once(now: datetime = TUESDAY) -> list[Exception]:
    """Ten planners, each of which saw what the outbox lacked before any of them posted."""
    barrier, faults = threading.Barrier(PLANNERS), list[Exception]()

    def plan() -> None:
        try:
            with connection.execute_wrapper(LooksWithTheOthers(barrier)):
                plan_reminders(now=now)
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan) for _ in range(PLANNERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """The same table, but without the promise that each message is there once."""
    options = OutboundMessage._meta
    kept, options.constraints = (
        options.constraints,
        [each for each in options.constraints if each is not ONLY_ONE],
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(OutboundMessage, ONLY_ONE)
    try:
        yield
    finally:
        OutboundMessage.objects.all().delete()
        options.constraints = kept
        with connection.schema_editor() as editor:
            editor.add_constraint(OutboundMessage, ONLY_ONE)


# --- two beats, ten workers ----------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_ten_planners_at_once_post_each_message_once(meetup: None) -> None:
    assert plan_all_at_once() == []
    assert len(held(State.PLANNED)) == len(held()) == MESSAGES
    assert plan_reminders(now=TUESDAY) == Planned(0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_constraint_they_post_it_ten_times(meetup: None) -> None:
    with without_the_constraint():
        assert plan_all_at_once() == []
        assert set(Counter(held()).values()) == {PLANNERS}


@pytest.mark.django_db(transaction=True)
def test_ten_planners_at_once_take_out_and_put_back_once(meetup: None) -> None:
    plan_reminders(now=TUESDAY)
    OutboundMessage.objects.update(revision=77)  # none of them is wanted
    assert plan_all_at_once() == []
    assert len(held(State.PLANNED)) == MESSAGES
    rows = OutboundMessage.objects.filter(kind="guest_day")
    rows.filter(state=State.PLANNED).update(due_at=TUESDAY)  # and each has another time
    assert plan_all_at_once() == []
    day_before = datetime(2027, 4, 23, 18, 0, tzinfo=ZONE)
    planned = rows.filter(state=State.PLANNED)
    assert list(planned.values_list("due_at", "next_attempt_at")) == [(day_before,) * 2] * GUESTS


# --- the clock -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_site_at_another_time_plans_as_it_is_then(meetup: None, settings: Settings) -> None:
    tasks.plan()
    assert held() == []
    ahead = TUESDAY - datetime.now(ZONE)
    settings.CLOCK_OFFSET_SECONDS = int(ahead.total_seconds())
    tasks.plan()
    assert len(held(State.PLANNED)) == MESSAGES


# --- what beat rings for -------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(django_settings.CELERY_BEAT_SCHEDULE))
def test_beat_rings_for_a_task_that_is_there_and_a_ring_does_not_outlive_the_next(
    name: str,
) -> None:
    app.loader.import_default_modules()
    entry: dict[str, Any] = dict(django_settings.CELERY_BEAT_SCHEDULE[name])
    assert entry["task"] in app.tasks
    assert entry.keys() == {"task", "schedule", "options"}  # no arguments: only a doorbell
    assert timedelta(seconds=entry["options"]["expires"]) <= entry["schedule"]


def test_only_mail_has_the_queue_of_mail() -> None:
    app.loader.import_default_modules()
    tasks_of_ours = [name for name in app.tasks if not name.startswith("celery.")]
    routed = {name: app.amqp.router.route({}, name)["queue"].name for name in tasks_of_ours}
    assert {name for name, queue in routed.items() if queue == "mail"} == {TASK}
    assert set(routed.values()) == {"mail", "work"}


def test_a_worker_that_names_no_queue_takes_both() -> None:
    assert set(app.amqp.queues.consume_from) == {"mail", "work"}


def test_no_task_asks_for_an_answer_or_a_far_off_moment() -> None:
    assert app.conf.task_ignore_result is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_time_limit == 90
    assert app.conf.task_soft_time_limit is None  # it would fail the letter that is being made
    assert app.conf.worker_max_tasks_per_child == 500
    assert app.conf.worker_max_memory_per_child == 300_000
