"""The page of the contact check, and safety points that a named person settles."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from meetups.initiatives.contact_check import State
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import (
    Arrangement,
    Event,
    EventKind,
    Funding,
    Initiative,
    SafetyPoint,
    StepOrigin,
    StepState,
)
from meetups.initiatives.queries.check import contact_check, facts_of
from meetups.initiatives.services.check import settle_point
from meetups.suggestions.vocabulary import Condition
from tests.factories import NOW, make_member, make_step, make_user

HTMX = {"headers": {"HX-Request": "true"}}


def url(initiative: Initiative) -> str:
    return f"/nl/initiatives/{initiative.pk}/check/"


def make_point(initiative: Initiative, key: str = "threats", **columns: object) -> SafetyPoint:
    return SafetyPoint.objects.create(
        initiative=initiative,
        key=key,
        text_nl="Praat eerst met de wijkagent.",
        text_en="Talk with the police officer first.",
        **columns,
    )


# --- the facts -----------------------------------------------------------------------------------
def test_the_facts_of_a_new_plan(initiative: Initiative) -> None:
    facts = facts_of(initiative)
    assert facts.levels == dict.fromkeys(Condition.values, 2)
    assert (facts.arranged, facts.organisers, facts.times) == (frozenset(), 1, 1)
    assert facts.minutes == 120
    assert not any([facts.can_ask, facts.is_asked, facts.is_approved, facts.is_promised])
    assert (facts.safety_open, facts.has_evaluation_step) == (0, False)


def test_the_facts_follow_the_plan(initiative: Initiative, office: object) -> None:
    Initiative.objects.update(
        status=Status.SUBMITTED, starts_at="22:30", ends_at="00:15", arranged=["evaluation"]
    )
    make_member(initiative, make_user("Gerrit"), role="organiser")
    make_member(initiative, make_user("Anneke"))
    make_point(initiative)
    make_step(initiative, days_before=-7)
    Funding.objects.create(
        initiative=initiative, payer="office", cents=100, state="promised", changed_at=NOW
    )
    facts = facts_of(Initiative.objects.get())
    assert (facts.organisers, facts.minutes, facts.safety_open) == (2, 105, 1)
    assert facts.arranged == {Arrangement.EVALUATION}
    assert (facts.can_ask, facts.is_asked, facts.is_approved) == (True, True, False)
    assert (facts.is_promised, facts.has_evaluation_step) == (True, True)


@pytest.mark.parametrize("state", ["asked", "refused"])
def test_what_was_only_asked_is_no_promise(initiative: Initiative, state: str) -> None:
    Funding.objects.create(
        initiative=initiative, payer="office", cents=100, state=state, changed_at=NOW
    )
    assert not facts_of(initiative).is_promised


def test_a_report_for_the_office_or_a_skipped_step_is_no_looking_back(
    initiative: Initiative,
) -> None:
    make_step(initiative, days_before=-7, origin=StepOrigin.OFFICE)
    make_step(initiative, days_before=-7, state=StepState.SKIPPED, settled_at=NOW, note="No")
    assert not facts_of(initiative).has_evaluation_step


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (Status.DRAFT, (True, False, False, False)),
        (Status.SUBMITTED, (True, True, False, False)),
        (Status.CHANGES_ASKED, (True, False, True, False)),
        (Status.DECLINED, (False, False, False, False)),
        (Status.APPROVED, (True, False, False, True)),
        (Status.RUNNING, (True, False, False, True)),
        (Status.STOPPED, (True, False, False, False)),
    ],
)
def test_what_the_status_says_of_support(
    initiative: Initiative, office: object, status: str, says: tuple[bool, ...]
) -> None:
    Initiative.objects.update(status=status)
    facts = facts_of(Initiative.objects.get())
    assert (facts.can_ask, facts.is_asked, facts.is_sent_back, facts.is_approved) == says


def test_a_status_says_nothing_where_there_is_no_office(initiative: Initiative) -> None:
    initiative.status = Status.RUNNING
    assert not facts_of(initiative).is_approved


# --- the page ------------------------------------------------------------------------------------
def test_the_page_tells_why_each_pillar_stands_as_it_does(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    page = client.get(url(initiative)).content.decode()
    pillars = contact_check(initiative)
    assert [pillar.state for pillar in pillars] == [State.WORK] * 7
    for pillar in pillars:
        assert f"<strong>{pillar.condition.label}:</strong>" in page
    assert page.count('class="is-werk"') == 7
    assert f'href="/nl/initiatives/{initiative.pk}/team/"' in page
    assert "Doe het samen." in page


def test_ticking_changes_the_bridge_at_once(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    data = {"version": 1, "arranged": ["shared_task", "time_to_talk"]}
    answer = client.post(url(initiative), data, **HTMX)  # type: ignore[arg-type]
    part = answer.content.decode()
    assert answer.status_code == 200
    assert part.strip().startswith('<section id="bridge"')
    assert part.count('class="is-vast"') == 2
    assert 'name="version" value="2" form="arranged-form"' in part
    row = Initiative.objects.get()
    assert (row.arranged, row.version) == (["shared_task", "time_to_talk"], 2)
    again = client.post(url(initiative), {"version": 2}, **HTMX)  # type: ignore[arg-type]
    assert again.content.decode().count('class="is-vast"') == 0
    assert Initiative.objects.get().arranged == []
    assert Event.objects.filter(kind=EventKind.CHANGED).count() == 1


def test_ticking_works_without_javascript(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    answer = client.post(url(initiative), {"version": 1, "arranged": "safe_start"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{url(initiative)}#bridge")
    page = client.get(url(initiative)).content.decode()
    assert 'value="safe_start"' in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_ticks_of_two_at_once_are_both_shown(
    client: Client, organiser: User, initiative: Initiative, htmx: bool
) -> None:
    gerrit = make_user("Gerrit")
    Initiative.objects.update(
        version=2, arranged=["safe_start"], changed_by=gerrit, changed_at=timezone.now()
    )
    client.force_login(organiser)
    data = {"version": 1, "arranged": ["shared_task"]}
    answer = client.post(url(initiative), data, **(HTMX if htmx else {}))  # type: ignore[arg-type]
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Gerrit" in page
    assert str(Arrangement.SAFE_START.label) in page
    assert 'value="shared_task"' in page
    assert page.count(" checked") == 1
    assert 'name="version" value="2" form="arranged-form"' in page
    assert answer.headers["HX-Retarget"] == "#check"
    assert Initiative.objects.get().arranged == ["safe_start"]


@pytest.mark.parametrize(
    "data", [{"version": 1, "arranged": "bribes"}, {"version": "x"}, {"version": -1}, {}]
)
def test_what_no_form_sends_is_refused(
    client: Client, organiser: User, initiative: Initiative, data: dict[str, object]
) -> None:
    client.force_login(organiser)
    answer = client.post(url(initiative), data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Initiative.objects.get().arranged == []


def test_a_helper_looks_and_ticks_nothing(
    client: Client, helper: User, initiative: Initiative
) -> None:
    Initiative.objects.update(arranged=["safe_start"])
    client.force_login(helper)
    page = client.get(url(initiative)).content.decode()
    assert "arranged-form" not in page
    assert f"<li>{Arrangement.SAFE_START.label}</li>" in page.replace("&#x27;", "’")
    assert client.post(url(initiative), {"version": 1}).status_code == 404


# --- safety --------------------------------------------------------------------------------------
def test_an_open_point_is_in_sight_on_other_pages_of_the_plan(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    point = make_point(initiative)
    client.force_login(organiser)
    budget = f"/nl/initiatives/{initiative.pk}/budget/"
    assert point.text_nl in client.get(budget).content.decode()
    settle_point(point=point, how="Gedaan.", who="Fatma", by=organiser, now=NOW)
    assert point.text_nl not in client.get(budget).content.decode()


def test_a_point_is_settled_by_a_named_person(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    point = make_point(initiative)
    client.force_login(organiser)
    assert 'value="Fatma"' in client.get(url(initiative)).content.decode()
    settle = f"/nl/initiatives/{initiative.pk}/safety/{point.pk}/settle/"
    data = {f"point{point.pk}-how": "Sam komt ook.", f"point{point.pk}-who": "Anneke"}
    answer = client.post(settle, data)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{url(initiative)}#safety")
    point.refresh_from_db()
    assert (point.how, point.settled_name, point.settled_by) == (
        "Sam komt ook.",
        "Anneke",
        organiser,
    )
    page = client.get(url(initiative)).content.decode()
    assert "Anneke" in page
    assert "Sam komt ook." in page
    event = Event.objects.get(kind=EventKind.SAFETY_SETTLED)
    assert (event.subject, event.why) == (point.text_nl, "Anneke: Sam komt ook.")


def test_settling_twice_keeps_the_first(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    point = make_point(initiative, how="Zo.", settled_name="Gerrit", settled_at=NOW)
    client.force_login(organiser)
    settle = f"/nl/initiatives/{initiative.pk}/safety/{point.pk}/settle/"
    client.post(settle, {f"point{point.pk}-how": "Anders.", f"point{point.pk}-who": "Fatma"})
    point.refresh_from_db()
    assert (point.how, point.settled_name) == ("Zo.", "Gerrit")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("how", "who"), [("", "Fatma"), ("Zo.", " "), ("x" * 5000, "Fatma"), ("Zo.\x00", "Fatma")]
)
def test_without_how_or_who_it_stays_open(
    client: Client, organiser: User, initiative: Initiative, how: str, who: str
) -> None:
    point = make_point(initiative)
    make_point(initiative, "another")
    client.force_login(organiser)
    settle = f"/nl/initiatives/{initiative.pk}/safety/{point.pk}/settle/"
    answer = client.post(settle, {f"point{point.pk}-how": how, f"point{point.pk}-who": who})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("bb-form-field--invalid") == 1
    assert 'role="alert"' in page
    point.refresh_from_db()
    assert not point.is_settled


def test_a_settled_point_can_be_opened_again(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    point = make_point(initiative, how="Zo.", settled_name="Fatma", settled_at=NOW)
    client.force_login(organiser)
    reopen = f"/nl/initiatives/{initiative.pk}/safety/{point.pk}/reopen/"
    assert client.post(reopen).status_code == 302
    assert client.post(reopen).status_code == 302
    point.refresh_from_db()
    assert (point.is_settled, point.how, point.settled_name) == (False, "", "")
    assert Event.objects.filter(kind=EventKind.SAFETY_REOPENED).count() == 1


def test_points_of_another_plan_stay_out_of_reach(
    client: Client, organiser: User, initiative: Initiative, stranger: User
) -> None:
    point = make_point(initiative)
    client.force_login(stranger)
    for act in ("settle", "reopen"):
        answer = client.post(f"/nl/initiatives/{initiative.pk}/safety/{point.pk}/{act}/")
        assert answer.status_code == 404
    client.force_login(organiser)
    assert client.post(f"/nl/initiatives/{initiative.pk}/safety/99/settle/").status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
def test_the_page_costs_as_much_for_many_points(
    client: Client,
    organiser: User,
    initiative: Initiative,
    rows: int,
    django_assert_max_num_queries: Callable[[int], DjangoAssertNumQueries],
) -> None:
    for number in range(rows):
        make_point(initiative, f"point{number}")
        make_step(initiative, days_before=-1 - number % 9)
    client.force_login(organiser)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert client.get(url(initiative)).status_code == 200


def test_ticks_an_hour_apart_are_told_apart(
    client: Client, organiser: User, initiative: Initiative
) -> None:
    client.force_login(organiser)
    client.post(url(initiative), {"version": 1})
    Event.objects.update(at=timezone.now() - timedelta(minutes=61))
    client.post(url(initiative), {"version": 2})
    assert Event.objects.count() == 2
