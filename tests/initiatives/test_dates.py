"""Counting back from the first meetup."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.initiatives.dates import (
    days_before_of,
    due_on,
    first_feasible,
    plan_dates,
    shifted,
    too_late,
)


@dataclass(frozen=True)
class Task:
    days_before: int


DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
TASKS = st.lists(st.integers(-800, 800).map(Task), max_size=12)


@pytest.mark.parametrize(
    ("first", "days", "due"),
    [
        (date(2027, 4, 24), 28, date(2027, 3, 27)),
        (date(2027, 1, 9), 14, date(2026, 12, 26)),
        (date(2028, 3, 1), 1, date(2028, 2, 29)),
        (date(2027, 3, 1), 1, date(2027, 2, 28)),
        (date(2027, 12, 28), -7, date(2028, 1, 4)),
        (date(2027, 4, 24), 0, date(2027, 4, 24)),
        (date(1, 1, 1), 800, date.min),
        (date(9999, 12, 31), -800, date.max),
    ],
)
def test_the_day_of_a_step(first: date, days: int, due: date) -> None:
    assert due_on(first, days) == due


def test_what_will_not_make_it_and_how_late_it_is() -> None:
    tasks = [Task(14), Task(28), Task(-7), Task(14)]
    planned = plan_dates(first_date=date(2027, 4, 24), today=date(2027, 4, 1), steps=tasks)
    assert [(dated.step, dated.due_on, dated.days_late) for dated in planned] == [
        (tasks[1], date(2027, 3, 27), 5),
        (tasks[0], date(2027, 4, 10), 0),
        (tasks[3], date(2027, 4, 10), 0),
        (tasks[2], date(2027, 5, 1), 0),
    ]
    assert [dated.step for dated in too_late(planned)] == [tasks[1]]
    assert first_feasible(today=date(2027, 4, 1), steps=tasks) == date(2027, 4, 29)


def test_a_step_is_in_time_on_its_own_day() -> None:
    planned = plan_dates(first_date=date(2027, 4, 24), today=date(2027, 4, 10), steps=[Task(14)])
    assert too_late(planned) == []


def test_with_nothing_to_prepare_it_can_be_today() -> None:
    assert first_feasible(today=date(2027, 4, 1), steps=[]) == date(2027, 4, 1)
    assert first_feasible(today=date(2027, 4, 1), steps=[Task(-7)]) == date(2027, 4, 1)


def test_a_rule_after_the_meetup_counts_the_other_way() -> None:
    assert days_before_of(28, is_after=True) == -28
    assert days_before_of(28, is_after=False) == 28


@given(DAYS, TASKS)
def test_on_the_first_feasible_day_nothing_is_late_and_a_day_before_something_is(
    today: date, tasks: list[Task]
) -> None:
    first = first_feasible(today=today, steps=tasks)
    assert first >= today
    assert too_late(plan_dates(first_date=first, today=today, steps=tasks)) == []
    if first > today:
        sooner = first - timedelta(days=1)
        assert too_late(plan_dates(first_date=sooner, today=today, steps=tasks)) != []


@given(DAYS, DAYS, TASKS)
def test_every_step_is_planned_once_in_the_order_of_its_day(
    first: date, today: date, tasks: list[Task]
) -> None:
    planned = plan_dates(first_date=first, today=today, steps=tasks)
    assert sorted(dated.step.days_before for dated in planned) == sorted(
        task.days_before for task in tasks
    )
    days = [dated.due_on for dated in planned]
    assert days == sorted(days)
    for dated in planned:
        assert (first - dated.due_on).days == dated.step.days_before
        assert dated.days_late == max((today - dated.due_on).days, 0)


@given(DAYS, st.integers(-30000, 30000), TASKS)
def test_moving_the_meetup_moves_every_step_as_far(
    first: date, days: int, tasks: list[Task]
) -> None:
    moved = shifted(first, days)
    before = plan_dates(first_date=first, today=first, steps=tasks)
    after = plan_dates(first_date=moved, today=first, steps=tasks)
    assert [shifted(dated.due_on, days) for dated in before] == [d.due_on for d in after]


@given(st.dates(), st.integers(-(10**7), 10**7))
def test_no_number_of_days_leaves_the_calendar(day: date, days: int) -> None:
    assert date.min <= shifted(day, days) <= date.max
