"""Moving a plan on, from its page about the municipality."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import BY_SLUG, Status
from meetups.initiatives.models import Initiative, SafetyPoint
from meetups.initiatives.wording import MOVES as WORDS
from meetups.initiatives.wording import STANDING
from tests.factories import NOW
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


DECISIONS = ("approve", "ask-changes", "decline")


@pytest.mark.parametrize("slug", DECISIONS)
def test_deciding_has_a_page_of_its_own(
    slug: str, client: Client, initiative: Initiative, reviewer: User
) -> None:
    put(Status.SUBMITTED)
    sign_in(client, reviewer)
    shown = client.get(move(initiative, slug))
    review = f"/en/initiatives/{initiative.pk}/review/?decision={slug}#decision"
    assert (shown.status_code, shown["Location"]) == (302, review)
    assert client.post(move(initiative, slug), {"why": "Omdat."}).status_code == 405
    assert Initiative.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize("slug", ["reconsider", "approve"])
def test_a_reviewer_moves_with_a_second_factor_only(
    slug: str, client: Client, initiative: Initiative, reviewer: User
) -> None:
    put(Status.APPROVED)
    sign_in(client, reviewer, second_factor=False)
    asked = client.post(move(initiative, slug), {"why": "Omdat."})
    assert asked.status_code == 302
    assert "/review/" not in asked["Location"]
    assert Initiative.objects.get().status == Status.APPROVED
    sign_in(client, reviewer)
    client.post(move(initiative, "reconsider"), {"why": "Omdat."})
    assert Initiative.objects.get().status == Status.SUBMITTED


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
