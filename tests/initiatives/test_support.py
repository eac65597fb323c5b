"""The page about the municipality, and moving a plan on from there."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import BY_SLUG, Side, Status, moves_from
from meetups.initiatives.models import Initiative, SafetyPoint, StepOrigin
from meetups.initiatives.wording import MOVES as WORDS
from meetups.initiatives.wording import STANDING
from tests.factories import NOW, make_step
from tests.signing_in import sign_in


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    """A session that was begun today would be over by then."""
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client: Client, initiative: Initiative) -> str:
    return client.get(f"/en/initiatives/{initiative.pk}/support/").content.decode()


def move(initiative: Initiative, slug: str) -> str:
    return f"/en/initiatives/{initiative.pk}/move/{slug}/"


def offered(page: str) -> list[str]:
    return re.findall(r'/move/([a-z-]+)/"', page)


def put(status: str, **columns: Any) -> None:
    values = {"submitted_at": None if status == Status.DRAFT else NOW}
    Initiative.objects.update(status=status, **values | columns)


def test_every_move_and_status_has_its_words() -> None:
    assert set(WORDS) == set(BY_SLUG)
    assert set(STANDING) == set(Status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("who", ["organiser", "helper", "reviewer"])
def test_everyone_sees_the_moves_that_are_theirs(
    status: Status,
    who: str,
    client: Client,
    initiative: Initiative,
    office: Office,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    put(status)
    if who == "reviewer" and status == Status.DRAFT:
        assert client.get(f"/en/initiatives/{initiative.pk}/support/").status_code == 404
        return
    side = {"organiser": Side.ORGANISER, "reviewer": Side.REVIEWER}.get(who)
    possible = moves_from(status, side=side, has_office=True) if side else []
    expected = [found.slug for found in possible]
    assert offered(page_of(client, initiative)) == expected


def test_a_plan_where_no_office_is(client: Client, initiative: Initiative, organiser: User) -> None:
    client.force_login(organiser)
    page = page_of(client, initiative)
    assert "There is no municipality here to send it to" in page
    assert "Call the municipality of Harderwijk" in page
    assert offered(page) == ["begin-without-office", "stop"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "You get an answer before Friday 19 March."),
        (11, "You should have had an answer before Friday 19 March. Call and ask."),
    ],
)
def test_when_an_answer_may_be_expected(
    days: int, words: str, client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    put(Status.SUBMITTED)
    with time_machine.travel(NOW + timedelta(days), tick=False):
        client.force_login(organiser)
        assert words in page_of(client, initiative)


def test_whom_to_ask_what_is_asked_and_what_money_costs(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    Office.objects.update(
        contact_phone="0341 411 911",
        hours_en="Monday to Thursday",
        hours_nl="Maandag tot donderdag",
        grants_en="Send the receipts.",
        grants_nl="Stuur de bonnetjes.",
    )
    step = make_step(
        initiative, "Ask for a permit", origin=StepOrigin.OFFICE, days_before=28, why_en="A rule"
    )
    make_step(initiative, "Buy bread")
    client.force_login(organiser)
    page = page_of(client, initiative)
    for words in ("Team Wijken", "tel:0341411911", "Monday to Thursday", "Send the receipts."):
        assert words in page
    assert f'#step-{step.pk}">Ask for a permit</a>' in page
    assert "before 27 March, 4 weeks ahead. A rule" in page
    assert "Buy bread" not in page


def test_what_is_not_safe_yet_stands_above_sending(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    point = {"initiative": initiative, "text_nl": "Bel de wijkagent.", "text_en": "Call police."}
    SafetyPoint.objects.create(key="police", **point)
    SafetyPoint.objects.create(
        key="done",
        **point | {"text_en": "Settled"},
        settled_at=NOW,
        settled_name="Fatma",
        how="Gebeld",
    )
    client.force_login(organiser)
    for page in (
        page_of(client, initiative),
        client.get(move(initiative, "submit")).content.decode(),
    ):
        assert page.index("One thing is not safe yet") < page.rindex(
            "Send it to the municipality</"
        )
        assert "Call police." in page
        assert "Settled" not in page
    assert "not safe yet" not in client.get(move(initiative, "stop")).content.decode()
    SafetyPoint.objects.update(settled_at=NOW, settled_name="Fatma", how="Gebeld")
    assert "not safe yet" not in page_of(client, initiative)


def test_looking_moves_nothing_and_posting_does(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    client.force_login(organiser)
    url = move(initiative, "submit")
    assert "What do you want to say to the municipality?" in client.get(url).content.decode()
    assert Initiative.objects.get().status == Status.DRAFT
    response = client.post(url, {"why": "Met wie praten we?"})
    assert (response.status_code, response["Location"]) == (
        302,
        f"/en/initiatives/{initiative.pk}/support/",
    )
    page = page_of(client, initiative)
    assert "The plan is now: With the municipality." in page
    assert "Fatma sent the plan to the municipality" in page
    assert "Met wie praten we?" in page


def test_stopping_asks_why_and_what_was_learnt(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    url = move(initiative, "stop")
    lessons = "Begin <kleiner> 🍞"
    response = client.post(url, {"why": "", "lessons": lessons})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"why"}
    assert "Begin &lt;kleiner&gt; 🍞" in response.content.decode()
    assert "<title>Error:" in response.content.decode()
    assert client.post(url, {"why": "Te druk", "lessons": lessons}).status_code == 302
    plan = Initiative.objects.get()
    assert (plan.status, plan.lessons) == (Status.STOPPED, lessons)
    assert "Begin &lt;kleiner&gt; 🍞" in page_of(client, initiative)


@pytest.mark.parametrize("why", ["x" * 2001, "a\x00b"])
def test_bad_words_get_a_message(
    why: str, client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    response = client.post(move(initiative, "stop"), {"why": why})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"why"}
    assert Initiative.objects.get().status == Status.DRAFT


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_too_late_hears_it(
    method: str, client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    client.force_login(organiser)
    put(Status.APPROVED)
    response = getattr(client, method)(move(initiative, "withdraw"), {"why": "Toch niet"})
    assert response.status_code == 409
    assert "Somebody may have been quicker." in response.content.decode()
    assert Initiative.objects.get().status == Status.APPROVED


DECISIONS = {"approve": "approved", "ask-changes": "changes_asked", "decline": "declined"}


@pytest.mark.parametrize("slug", DECISIONS)
def test_a_reviewer_decides_with_a_second_factor_only(
    slug: str, client: Client, initiative: Initiative, reviewer: User
) -> None:
    put(Status.SUBMITTED)
    sign_in(client, reviewer, second_factor=False)
    assert client.post(move(initiative, slug), {"why": "Omdat."}).status_code == 302
    assert Initiative.objects.get().status == Status.SUBMITTED
    sign_in(client, reviewer)
    assert client.post(move(initiative, slug), {"why": "Omdat."}).status_code == 302
    assert Initiative.objects.get().status == DECISIONS[slug]


@pytest.mark.parametrize("who", ["organiser", "helper", "stranger", "other_reviewer", "curator"])
@pytest.mark.parametrize("slug", DECISIONS)
def test_nobody_else_decides(
    slug: str,
    who: str,
    client: Client,
    initiative: Initiative,
    office: Office,
    request: pytest.FixtureRequest,
) -> None:
    put(Status.SUBMITTED)
    sign_in(client, request.getfixturevalue(who))
    for method in (client.get, client.post):
        assert method(move(initiative, slug), {"why": "Omdat."}).status_code == 404
    assert Initiative.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize("who", ["helper", "stranger", "reviewer", "other_reviewer"])
def test_only_organisers_move_a_plan_for_the_team(
    who: str,
    client: Client,
    initiative: Initiative,
    office: Office,
    request: pytest.FixtureRequest,
) -> None:
    put(Status.SUBMITTED)
    sign_in(client, request.getfixturevalue(who))
    for slug in ("withdraw", "stop", "fly"):
        assert client.post(move(initiative, slug), {"why": "Omdat."}).status_code == 404
    assert Initiative.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize("number", [1, 100])
def test_the_page_costs_the_same_with_many_rules(
    number: int,
    client: Client,
    initiative: Initiative,
    organiser: User,
    office: Office,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(organiser)
    for _ in range(number):
        make_step(initiative, origin=StepOrigin.OFFICE)
    with django_assert_max_num_queries(10):
        assert page_of(client, initiative).count("Kook soep.") == number
