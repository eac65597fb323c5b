"""Queries that are put into SQL once give what the query set itself would give, each time."""

from datetime import UTC, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import Office, User
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative, Member, Step
from meetups.initiatives.parts import read_parts
from meetups.ready import LARGEST, Blank, Ready, give
from tests.agenda.makers import make_meetup
from tests.factories import NOW, make_initiative, make_member, make_step, make_user

_steps = Ready(lambda: Step.objects.filter(initiative=Blank("plan")))
_plan = Ready(
    lambda: (
        Initiative.objects.select_related("area", "municipality__office")
        .defer("advice")
        .filter(pk=Blank("key"))
    )
)


def test_rows_are_those_of_the_query_set(initiative: Initiative) -> None:
    other = make_initiative(make_user("Jan"))
    make_step(initiative, "Kook soep.")
    make_step(other, "Zet stoelen klaar.")
    for plan in (initiative, other):
        rows = list(Step.objects.filter(initiative=plan))
        assert _steps(plan=plan.pk) == rows
        assert [step.__dict__.keys() for step in _steps(plan=plan.pk)] == [
            step.__dict__.keys() for step in rows
        ]
        for step, row in zip(_steps(plan=plan.pk), rows, strict=True):
            values = {name: getattr(row, name) for name in row.__dict__ if name != "_state"}
            assert {name: getattr(step, name) for name in values} == values


def test_nothing_that_was_found_is_kept(initiative: Initiative) -> None:
    step = make_step(initiative, "Kook soep.")
    assert [row.text for row in _steps(plan=initiative.pk)] == ["Kook soep."]
    Step.objects.filter(pk=step.pk).update(text_nl="Kook meer soep.")
    assert [row.text for row in _steps(plan=initiative.pk)] == ["Kook meer soep."]
    with transaction.atomic():
        Step.objects.filter(pk=step.pk).delete()
        assert _steps(plan=initiative.pk) == []
        transaction.set_rollback(True)
    assert [row.text for row in _steps(plan=initiative.pk)] == ["Kook meer soep."]


def test_what_it_lies_in_comes_along_and_what_is_long_does_not(
    initiative: Initiative, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        plan = _plan.first(key=initiative.pk)
        assert plan
        assert (plan.area, plan.municipality.name) == (initiative.area, "Harderwijk")
        assert getattr(plan.municipality, "office", None) is None
        assert plan.answers == initiative.answers
    assert plan.get_deferred_fields() == {"advice"}
    with django_assert_num_queries(1):
        assert plan.advice == initiative.advice


def test_an_office_comes_along_as_soon_as_there_is_one(
    initiative: Initiative, office: Office
) -> None:
    plan = _plan.first(key=initiative.pk)
    assert plan
    assert plan.municipality.office == office
    Office.objects.update(name="Gemeente Elders")
    plan = _plan.first(key=initiative.pk)
    assert plan
    assert str(plan.municipality.office) == "Gemeente Elders"


def test_what_is_annotated_and_plain_values(initiative: Initiative, organiser: User) -> None:
    of_user = Ready(
        lambda: Initiative.objects.filter(members__user=Blank("user")).annotate(
            role=F("members__role")
        )
    )
    assert [row.role for row in of_user(user=organiser.pk)] == ["organiser"]
    names = Ready(
        lambda: User.objects.filter(email=Blank("email")).values_list("pk", "date_joined")
    )
    assert names(email=organiser.email) == [(organiser.pk, organiser.date_joined)]
    both = Ready(
        lambda: (
            User.objects.filter(pk=Blank("user"))
            .values_list("name")
            .union(
                Member.objects.filter(user=Blank("user")).order_by().values_list("role"), all=True
            )
        )
    )
    assert sorted(both(user=organiser.pk)) == [(organiser.name,), ("organiser",)]


def test_a_key_may_come_more_than_once_and_other_values_stay(organiser: User) -> None:
    found = Ready(
        lambda: User.objects.filter(Q(pk=Blank("key")) | Q(pk=Blank("key"), name="nobody"))
    )
    assert found(key=organiser.pk) == [organiser]
    nobody = Ready(lambda: User.objects.filter(pk=Blank("key"), name="nobody"))
    assert nobody(key=organiser.pk) == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", [0, -1, LARGEST, LARGEST + 1, -(10**30), 10**30])
def test_a_key_that_no_row_has_finds_nothing(key: int) -> None:
    assert _plan(key=key) == []
    assert _plan.first(key=key) is None


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection() -> None:
    user, found, used = make_user(), list[User](), list[object]()
    people = Ready(lambda: User.objects.filter(pk=Blank("key")))

    def ask() -> None:
        found.extend(people(key=user.pk))
        used.append(connection.settings_dict)
        connection.close()

    threads = [Thread(target=ask) for _number in range(3)]
    for thread in threads:
        thread.start()
        thread.join()
    ask()
    assert found == [user] * 4
    assert len(used) == 4


# --- what belongs to a row -----------------------------------------------------------------------
def test_what_is_given_is_known_as_if_it_was_prefetched(
    initiative: Initiative, organiser: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    elsewhere = make_initiative(make_user("Jan"))
    make_step(elsewhere, "Zet stoelen klaar.")
    steps = [make_step(initiative, "Kook soep."), make_step(initiative, "Hang posters op.")]
    plan = Initiative.objects.get(pk=initiative.pk)
    give(plan, "steps", _steps(plan=plan.pk))
    with django_assert_num_queries(0):
        assert {step.pk for step in plan.steps.all()} == {step.pk for step in steps}
        assert all(step.initiative is plan for step in plan.steps.all())
    with django_assert_num_queries(1):  # of this plan alone, and anew
        assert list(plan.steps.filter(text_nl="Zet stoelen klaar.")) == []
    made = plan.steps.get(pk=steps[0].pk)
    assert made.initiative is plan
    assert list(Member.objects.filter(initiative=plan)) == list(plan.members.all())


def test_a_part_of_a_plan_is_read_once(
    initiative: Initiative, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_member(initiative, make_user("Jan"))
    plan = Initiative.objects.get(pk=initiative.pk)
    with django_assert_num_queries(2):
        read_parts(plan, "members", "steps")
        read_parts(plan, "steps", "members")
        names = [member.user.name for member in plan.members.all()]
    again = Initiative.objects.prefetch_related("members__user", "steps").get(pk=initiative.pk)
    with django_assert_num_queries(0):
        read_parts(again, "members", "steps")
        assert [member.user.name for member in again.members.all()] == names


# --- several keys, and the time ------------------------------------------------------------------
_coming = Ready(
    lambda: Meetup.objects.filter(
        Q(area=Blank("area")) | Q(municipality=Blank("municipality")),
        starts_at__gt=Blank("now") - timedelta(days=2),
        ends_at__lt=Blank("now") + timedelta(days=366, microseconds=1),
    ).order_by("starts_at")[:3]
)
MINUTES = st.integers(-3 * 24 * 60, 400 * 24 * 60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=MINUTES, summer=st.booleans())
def test_what_is_reckoned_from_now_moves_along(
    initiative: Initiative, minutes: int, summer: bool
) -> None:
    if not Meetup.objects.exists():
        for days in (1, 2, 3, 200, 365):
            make_meetup(initiative, starts_at=NOW + timedelta(days=days))
    zone = ZoneInfo("Europe/Amsterdam") if summer else UTC
    now = (NOW - timedelta(minutes=minutes)).astimezone(zone)
    rows = Meetup.objects.filter(
        starts_at__gt=now - timedelta(days=2),
        ends_at__lt=now + timedelta(days=366, microseconds=1),
    ).order_by("starts_at")[:3]
    assert _coming(municipality=initiative.municipality_id, area=0, now=now) == list(rows)
    assert _coming(municipality=0, area=initiative.area_id, now=now) == list(rows)
    assert _coming(municipality=0, area=0, now=now) == []


def test_to_the_microsecond(initiative: Initiative) -> None:
    meetup = make_meetup(initiative, starts_at=NOW)
    two_days, little = timedelta(days=2), timedelta(microseconds=1)
    assert _coming(municipality=0, area=initiative.area_id, now=NOW + two_days) == []
    assert _coming(municipality=0, area=initiative.area_id, now=NOW + two_days - little) == [meetup]


# --- in a list, and as they are ------------------------------------------------------------------
def test_as_many_as_there_are(organiser: User) -> None:
    plans = [make_initiative(organiser, title=f"Plan {number}") for number in range(4)]
    helper = make_user("Hulp")
    for plan in (plans[1], plans[3]):
        make_member(plan, helper)
    columns = ("initiative", "user__name", "role")
    ready = Ready(
        lambda: Member.objects.filter(
            Q(role="organiser") | Q(user=Blank("user")), initiative__in=Blank("plans")
        ).values_list(*columns)
    )
    for chosen in (plans, plans[1:2], plans[2:], plans[:1]):
        for user in (organiser, helper):
            members = Member.objects.filter(
                Q(role="organiser") | Q(user=user), initiative__in=chosen
            )
            rows = ready(user=user.pk, plans=[plan.pk for plan in chosen])
            assert rows == list(members.values_list(*columns))
            assert rows


def test_of_none_it_asks_nothing(
    organiser: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready = Ready(lambda: Member.objects.filter(pk__in=Blank("pks")).values_list("pk"))
    with django_assert_num_queries(0):
        assert ready(pks=[]) == []
        assert ready(pks=[LARGEST + 1]) == []
    member = make_initiative(organiser).members.get()
    assert ready(pks=[member.pk, LARGEST + 1]) == [(member.pk,)]


def test_the_sql_is_made_once_and_values_stay_values(organiser: User) -> None:
    made = []

    def query() -> QuerySet[Initiative, tuple[str, object]]:
        made.append(1)
        return Initiative.objects.filter(title=Blank("title")).values_list("title", "answers")

    ready = Ready(query)
    for title in ("Soep", "'; DROP TABLE x; --", "100 %s", "(1, 2)"):
        make_initiative(organiser, title=title, answers={"ages": ["adults"]})
        assert ready(title=title) == [(title, {"ages": ["adults"]})]
    assert made == [1]


def test_a_day_is_a_value_too(initiative: Initiative) -> None:
    ready = Ready(lambda: Initiative.objects.filter(first_date__gt=Blank("today")))
    assert ready(today=initiative.first_date) == []
    assert ready(today=initiative.first_date - timedelta(days=1)) == [initiative]


@pytest.mark.django_db
@pytest.mark.parametrize("names", [{}, {"id": 1}, {"pk": 1, "id": 1}])
def test_a_value_that_lacks_or_has_no_place_is_a_fault(names: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="pk"):
        Ready(lambda: User.objects.filter(pk=Blank("pk")))(**names)
