"""The steps of a plan: their order, their words, who may do what, and the page."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from meetups.initiatives.models import Initiative, Step, StepState
from meetups.initiatives.queries.steps import (
    Mark,
    lateness,
    next_step,
    next_steps_of,
    timeline,
)
from meetups.initiatives.wording import due_words, entry_words, span_words
from tests.factories import FIRST_DATE, NOW, make_initiative, make_step, make_user

TODAY = date(2027, 3, 9)


# --- the timeline, over rows that are in no database ---------------------------------------------
def settled(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


@st.composite
def rows(draw: st.DrawFn) -> tuple[Initiative, list[Step]]:
    days = st.integers(-90, 90).map(lambda number: TODAY + timedelta(number))
    plan = Initiative(first_date=draw(days))
    steps = []
    for pk in range(draw(st.integers(0, 12))):
        state, due = draw(st.sampled_from(StepState.values)), draw(days)
        at = None if state == StepState.OPEN else settled(draw(days))
        before = (plan.first_date - due).days
        steps.append(Step(pk=pk, state=state, settled_at=at, due_on=due, days_before=before))
    return plan, steps


@given(rows())
def test_every_step_is_there_once_and_in_order(
    made: tuple[Initiative, list[Step]],
) -> None:
    plan, steps = made
    entries = timeline(plan, reversed(steps), today=TODAY)
    assert sorted(entry.step.pk for entry in entries if entry.step) == [s.pk for s in steps]
    assert [entry.mark for entry in entries].count(Mark.MEETUP) == 1
    days = [entry.day for entry in entries]
    assert days == sorted(days)
    [here] = [place for place, entry in enumerate(entries) if entry.mark is Mark.TODAY]
    for place, entry in enumerate(entries):
        if entry.step:
            over = entry.step.state != StepState.OPEN or entry.step.due_on < TODAY
            assert (place < here) == over
            assert (entry.mark is Mark.LATE) == (lateness(entry.step, TODAY) > 0)
    assert timeline(plan, steps, today=TODAY) == entries


@given(rows())
def test_words_say_exactly_how_late(made: tuple[Initiative, list[Step]]) -> None:
    plan, steps = made
    with translation.override("en"):
        for entry in timeline(plan, steps, today=TODAY):
            words = entry_words(entry, plan.first_date, TODAY)
            late = (TODAY - entry.day).days
            if entry.mark is Mark.LATE:
                assert words.endswith(f", {late} {'day' if late == 1 else 'days'} late")
            else:
                assert "late" not in words.split()


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2027, 3, 8), "Was due 8 March, 1 day late"),
        (date(2026, 12, 31), "Was due 31 December 2026, 68 days late"),
        (date(2027, 3, 9), "Today is the last day"),
        (date(2027, 3, 27), "before 27 March, 4 weeks ahead"),
        (date(2027, 4, 17), "before 17 April, 1 week ahead"),
        (date(2027, 4, 22), "before 22 April, 2 days ahead"),
        (date(2027, 4, 24), "24 April, on the day itself"),
        (date(2027, 5, 1), "before 1 May, 1 week afterwards"),
        (date(2028, 1, 2), "before 2 January 2028, 253 days afterwards"),
    ],
)
def test_when_a_step_must_be_done_in_words(due: date, words: str) -> None:
    with translation.override("en"):
        assert due_words(Step(due_on=due), FIRST_DATE, TODAY) == words


def test_what_is_settled_stands_where_it_was_settled() -> None:
    plan = Initiative(first_date=FIRST_DATE)
    done = Step(pk=1, state="done", settled_at=NOW, due_on=date(2027, 4, 10), days_before=14)
    skipped = Step(pk=2, state="skipped", settled_at=NOW, due_on=FIRST_DATE, days_before=0)
    entries = timeline(plan, [done, skipped], today=TODAY + timedelta(1))
    with translation.override("en"):
        assert [entry_words(entry, FIRST_DATE, TODAY + timedelta(1)) for entry in entries] == [
            "9 March, done",
            "9 March, skipped",
            "Today, Wednesday 10 March",
            "Saturday 24 April",
        ]


@given(st.integers(1, 800))
def test_a_span_is_exact(days: int) -> None:
    with translation.override("en"):
        number, unit = span_words(days).split()
    assert int(number) * (7 if unit.startswith("week") else 1) == days
    assert unit.endswith("s") == (number != "1")


# --- the next step of many plans -----------------------------------------------------------------
def test_the_next_step_is_the_first_that_is_open(initiative: Initiative) -> None:
    assert next_step(initiative, today=TODAY) is None
    make_step(initiative, state="done", settled_at=NOW, days_before=60)
    second = make_step(initiative, due_on=date(2027, 3, 8), days_before=47)
    first = make_step(initiative, due_on=date(2027, 3, 7), days_before=48)
    make_step(initiative)
    found = next_step(initiative, today=TODAY)
    assert found is not None
    assert (found.step, found.days_late, found.late_steps) == (first, 2, 2)
    assert second.pk < first.pk


@pytest.mark.parametrize("plans", [1, 30])
@pytest.mark.django_db
def test_the_next_steps_of_many_plans_in_two_queries(
    plans: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    user = make_user()
    made = [make_initiative(user) for _ in range(plans)]
    for plan in made[: plans - 1]:
        make_step(plan, "Later", days_before=7)
        make_step(plan, "Eerst", days_before=21)
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = next_steps_of(made, today=TODAY)
        assert {pk: (n.step.text, n.days_late, n.late_steps) for pk, n in found.items()} == {
            plan.pk: ("Eerst", 0, 0) for plan in made[: plans - 1]
        }
