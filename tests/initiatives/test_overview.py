"""A plan as a whole, its frozen advice, and the pages that change, move and copy it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative, Step
from meetups.suggestions.models import ActivityType
from tests.factories import (
    FIRST_DATE,
    NOW,
    make_area,
    make_member,
    make_place,
    make_step,
    make_user,
    publish_now,
)
from tests.initiatives.test_start import start
from tests.initiatives.test_start_page import field, findable, text
from tests.signing_in import sign_in
from tests.suggestions.answers import THREATENED

KEY = "6f0c7f0e-5f5e-4b53-9d0c-7a5f3b0f2c14"
PAGES = ("", "advice/", "edit/", "move/", "copy/")


@pytest.fixture(autouse=True)
def nine_march() -> Any:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def fatma(client: Client, organiser: User) -> Client:
    client.force_login(organiser)
    return client


def url(plan: Initiative, part: str = "", language: str = "en") -> str:
    return f"/{language}/initiatives/{plan.pk}/{part}"


# --- doors ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", PAGES)
def test_who_may_open_which_page(
    part: str,
    client: Client,
    initiative: Initiative,
    helper: User,
    stranger: User,
    organiser: User,
    reviewer: User,
    other_reviewer: User,
) -> None:
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    assert client.get(url(initiative, part)).status_code == 302
    seen = 200 if part in ("", "advice/") else 404
    for user, status in (
        (organiser, 200),
        (helper, seen),
        (reviewer, seen),
        (stranger, 404),
        (other_reviewer, 404),
    ):
        sign_in(client, user)
        assert client.get(url(initiative, part)).status_code == status
        assert client.post(url(initiative, part)).status_code in (404, 405, 422)


# --- the overview ---------------------------------------------------------------------------------
def test_the_overview_tells_where_the_plan_stands(
    fatma: Client, initiative: Initiative, helper: User, office: Office
) -> None:
    late = make_step(initiative, "Leg de keuken vast.", due_on=date(2027, 3, 8))
    for number in range(4):
        make_step(initiative, f"Stap {number}.", due_on=date(2027, 4, 10 + number))
    page = text(fatma.get(url(initiative)))
    assert "46 days to go 1 step is late: Leg de keuken vast." in page
    assert f'href="/en/initiatives/{initiative.pk}/steps/#step-{late.pk}"' in (
        fatma.get(url(initiative)).content.decode()
    )
    coming = page[page.index("What comes next") : page.index("To all steps")]
    assert re.findall(r"Stap \d\.", coming) == ["Stap 0.", "Stap 1.", "Stap 2."]
    assert "before 10 April, 2 weeks ahead" in coming
    assert "Team Fatma Organiser Gerrit Helper" in page
    assert "Gemeente Harderwijk They have not seen your plan yet." in page
    assert "@" not in page


def test_an_overview_with_nothing_late_and_nothing_left(
    fatma: Client, initiative: Initiative
) -> None:
    page = text(fatma.get(url(initiative)))
    assert "46 days to go You are on time." in page
    assert "Nothing is left to do." in page
    assert "Your municipality does not work with this site yet." in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 3, 10), "It is tomorrow"),
        (date(2027, 3, 9), "It is today"),
        (date(2027, 3, 2), "It was 1 week ago"),
    ],
)
def test_how_far_away_it_is(day: date, words: str, fatma: Client, initiative: Initiative) -> None:
    Initiative.objects.update(first_date=day)
    assert words in text(fatma.get(url(initiative)))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("draft", "You took your plan back to change it."),
        ("submitted", "They are looking at your plan."),
        ("changes_asked", "They ask you to change something."),
        ("approved", "They agree with your plan."),
        ("declined", "They do not agree with your plan."),
        ("running", "They know that you have begun."),
        ("resting", "They know that the plan rests."),
        ("completed", "They know that the plan is done."),
        ("stopped", "They know that the plan has stopped."),
    ],
)
def test_what_the_municipality_thinks(
    status: str, words: str, fatma: Client, initiative: Initiative, office: Office
) -> None:
    Initiative.objects.update(status=status, submitted_at=NOW)
    assert words in text(fatma.get(url(initiative)))


def test_helpers_are_not_offered_what_only_organisers_do(
    client: Client, initiative: Initiative, helper: User
) -> None:
    client.force_login(helper)
    source = client.get(url(initiative)).content.decode()
    for part in ("edit/", "move/", "copy/"):
        assert url(initiative, part) not in source


def test_the_advice_is_there_in_short_and_whole(
    fatma: Client, organiser: User, catalogue: Any
) -> None:
    plan = start(organiser)
    assert "It fits this situation very well." in text(fatma.get(url(plan)))
    page = text(fatma.get(url(plan, "advice/")))
    assert "The advice of 9 March 2027" in page
    assert "Sports in mixed teams" in page
    assert "Fits, but arrange this first" in page
    assert "has changed since" not in page


def test_what_was_said_about_safety_is_for_organisers_only(
    client: Client, organiser: User, catalogue: Any
) -> None:
    plan = start(organiser, THREATENED, "listening-round")
    helper = make_user("Gerrit")
    make_member(plan, helper)
    client.force_login(organiser)
    assert "There were threats or violence." in text(client.get(url(plan, "advice/")))
    client.force_login(helper)
    page = text(client.get(url(plan, "advice/")))
    assert "There were threats or violence." not in page
    assert "It is not safe enough for this now." in page


def test_an_advice_that_changed_says_so(fatma: Client, organiser: User, catalogue: Any) -> None:
    plan = start(organiser)
    ActivityType.objects.filter(slug="mixed-sports").update(goal_meet=1)
    publish_now()
    for part in ("", "advice/"):
        page = text(fatma.get(url(plan, part)))
        assert "The advice has changed since 9 March 2027" in page
        assert "It was number 1 in the advice. Now it is number " in page
        assert "With the same answers, these now stand above it:" in page


def test_a_format_that_left_the_catalogue_takes_no_page_down(
    fatma: Client, organiser: User, catalogue: Any
) -> None:
    plan = start(organiser)
    ActivityType.objects.filter(slug="mixed-sports").update(status="draft")
    publish_now()
    for part in PAGES:
        assert fatma.get(url(plan, part)).status_code == 200


def test_the_overview_costs_as_much_with_many_steps(
    fatma: Client,
    organiser: User,
    office: Office,
    catalogue: Any,
    django_assert_max_num_queries: Any,
) -> None:
    plan = start(organiser, THREATENED, "listening-round")
    fatma.get(url(plan))  # reads the advice, which is long, and keeps what it says of the format
    with django_assert_max_num_queries(9) as with_few:
        fatma.get(url(plan))
    for number in range(100):
        make_step(plan, f"Stap {number}", due_on=FIRST_DATE)
    for number in range(10):
        make_member(plan, make_user(f"Helper{number}"))
    with django_assert_max_num_queries(9) as with_many:
        fatma.get(url(plan))
    assert len(with_many) == len(with_few)


# --- facts ----------------------------------------------------------------------------------------
def facts(plan: Initiative, **values: str) -> dict[str, str]:
    return {
        "title": plan.title,
        "spot": plan.spot,
        "place_name": plan.place_name,
        "people_expected": str(plan.people_expected),
        "times_planned": str(plan.times_planned),
        "version": str(plan.version),
    } | values


def test_facts_are_changed(fatma: Client, initiative: Initiative) -> None:
    assert field(fatma.get(url(initiative, "edit/")), "title") == "Samen koken, samen eten"
    place = make_place(make_area())
    values = {"title": "Soep", "place": str(place.pk), "starts_at": "14:00"}
    response = fatma.post(url(initiative, "edit/"), facts(initiative, **values))
    assert (response.status_code, response.url) == (302, url(initiative))  # type: ignore[attr-defined]
    plan = Initiative.objects.get()
    assert (plan.title, plan.place, str(plan.starts_at), plan.version) == (
        "Soep",
        place,
        "14:00:00",
        2,
    )
    assert "The plan has been changed." in text(fatma.get(url(initiative)))


def test_until_when_the_place_can_be_used(fatma: Client, initiative: Initiative) -> None:
    response = fatma.post(url(initiative, "edit/"), facts(initiative, place_until="2027-13-41"))
    assert response.status_code == 422
    assert field(response, "place_until") == "2027-13-41"
    fatma.post(url(initiative, "edit/"), facts(initiative, place_until="2027-05-01"))
    assert Initiative.objects.get().place_until == date(2027, 5, 1)
    assert field(fatma.get(url(initiative, "edit/")), "place_until") == "2027-05-01"
    assert "You can use it until 1 May 2027." in text(fatma.get(url(initiative)))
    fatma.post(url(initiative, "edit/"), facts(initiative, place_until="", version="2"))
    assert Initiative.objects.get().place_until is None


def test_a_place_that_left_the_list_stays_with_the_plan(
    fatma: Client, initiative: Initiative
) -> None:
    place = make_place(make_area(), "Oude school")
    place.status, place.reason = "declined", "Gesloten."
    place.save()
    Initiative.objects.update(place=place)
    page = fatma.get(url(initiative, "edit/"))
    assert f'<option value="{place.pk}" selected>Oude school</option>' in page.content.decode()
    fatma.post(url(initiative, "edit/"), facts(initiative, place=str(place.pk)))
    assert Initiative.objects.get().place == place


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x" * 5000),
        ("title", "a\0b"),
        ("title", "\u200b"),
        ("aim", "x" * 5000),
        ("people_expected", "-1"),
        ("version", "x"),
        ("version", ""),
    ],
)
def test_bad_facts_are_said_and_nothing_is_lost(
    name: str, value: str, fatma: Client, initiative: Initiative
) -> None:
    typed = facts(initiative, place_name="De nieuwe zaal") | {name: value}
    response = fatma.post(url(initiative, "edit/"), typed)
    assert response.status_code == 422
    assert "<title>Error:" in response.content.decode()
    assert field(response, "place_name") == "De nieuwe zaal"
    assert "<h1>Samen koken, samen eten</h1>" in response.content.decode()
    assert Initiative.objects.get().version == 1


def test_who_comes_second_sees_both_texts_and_may_save_again(
    fatma: Client, initiative: Initiative, helper: User
) -> None:
    Initiative.objects.update(title="Soep van Gerrit", version=2, changed_by=helper, changed_at=NOW)
    typed = facts(initiative, title="Soep van Fatma", closes_street="on")
    response = fatma.post(url(initiative, "edit/"), typed)
    assert response.status_code == 409
    page = text(response)
    assert "Gerrit changed this just now." in page
    assert "What do you call it? Soep van Gerrit" in page
    assert "A street is closed for it No" in page
    assert (field(response, "title"), field(response, "version")) == ("Soep van Fatma", "2")
    assert Initiative.objects.get().title == "Soep van Gerrit"
    assert fatma.post(url(initiative, "edit/"), typed | {"version": "2"}).status_code == 302
    assert Initiative.objects.get().title == "Soep van Fatma"


# --- the date -------------------------------------------------------------------------------------
def test_moving_shows_first_and_moves_then(fatma: Client, initiative: Initiative) -> None:
    step = make_step(initiative, "Kook soep.")
    make_step(initiative, "Vast.", is_pinned=True)
    assert field(fatma.get(url(initiative, "move/")), "first_date") == "2027-04-24"
    response = fatma.get(url(initiative, "move/"), {"first_date": "2027-03-20"})
    page = text(response)
    assert "Kook soep. 10 April 2027 becomes 6 March 2027 3 days too late" in page
    assert "Vast." not in page
    assert Step.objects.get(pk=step.pk).due_on == date(2027, 4, 10)
    typed = {"first_date": "2027-03-20", "version": field(response, "version")}
    assert fatma.post(url(initiative, "move/"), typed).url == url(initiative)  # type: ignore[attr-defined]
    assert Initiative.objects.get().first_date == date(2027, 3, 20)
    assert Step.objects.get(pk=step.pk).due_on == date(2027, 3, 6)
    assert "The date has been moved, and 1 step moved along." in text(fatma.get(url(initiative)))


def test_the_part_that_htmx_shows_lies_in_the_page(fatma: Client, initiative: Initiative) -> None:
    address, day = url(initiative, "move/"), {"first_date": "2027-05-08"}
    part = fatma.get(address, day, headers={"HX-Request": "true"}).content.decode().strip()
    assert part.startswith('<div id="move-date">')

    def squeezed(source: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", source)

    assert squeezed(part) in squeezed(fatma.get(address, day).content.decode())


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Fill this in."),
        ("x", "Fill in a date, such as 24-04-2027."),
        ("0001-01-01", "Choose a day after 2019."),
        ("9999-12-31", "Choose a day before 2100."),
        ("2027-03-08", "This day is over. Choose a later one."),
    ],
)
def test_a_day_that_cannot_be(day: str, said: str, fatma: Client, initiative: Initiative) -> None:
    for response in (
        fatma.get(url(initiative, "move/"), {"first_date": day}),
        fatma.post(url(initiative, "move/"), {"first_date": day, "version": "1"}),
    ):
        assert response.status_code == 422
        assert said in text(response)
    assert Initiative.objects.get().first_date == FIRST_DATE


def test_a_date_that_somebody_moved_meanwhile(
    fatma: Client, initiative: Initiative, helper: User
) -> None:
    day = FIRST_DATE + timedelta(days=7)
    Initiative.objects.update(first_date=day, version=2, changed_by=helper, changed_at=NOW)
    typed = {"first_date": "2027-05-08", "version": "1"}
    response = fatma.post(url(initiative, "move/"), typed)
    assert response.status_code == 409
    assert "Gerrit changed this just now." in text(response)
    assert "1 May 2027" in text(response)
    assert 'name="first_date" value="2027-05-08"' in response.content.decode()
    assert field(response, "version") == "2"
    assert fatma.post(url(initiative, "move/"), typed | {"version": "2"}).status_code == 302


# --- the same again -------------------------------------------------------------------------------
def test_a_copy_for_next_year_is_two_presses(
    fatma: Client, organiser: User, catalogue: Any
) -> None:
    plan = start(organiser)
    page = fatma.get(url(plan, "copy/"))
    typed = {name: field(page, name) for name in ("first_date", "start_key", "where")}
    assert typed["first_date"] == "2028-04-22"
    response = fatma.post(url(plan, "copy/"), typed)
    fatma.post(url(plan, "copy/"), typed)
    made = Initiative.objects.exclude(pk=plan.pk).get()
    assert response.url == url(made)  # type: ignore[attr-defined]
    assert (made.area, made.first_date) == (plan.area, date(2028, 4, 22))
    assert "This is your copy." in text(fatma.get(url(made)))


def test_a_copy_for_another_street_asks_which_when_there_are_more(
    fatma: Client, organiser: User, catalogue: Any
) -> None:
    plan = start(organiser)
    for code in ("WK062201", "WK034401"):
        findable(make_area(code, "Holy"))
    typed = {"where": "Holy", "first_date": "2028-01-08", "start_key": KEY}
    looked = fatma.post(url(plan, "copy/"), typed | {"find": "1"})
    assert (looked.status_code, looked.content.decode().count('name="found"')) == (200, 2)
    asked = fatma.post(url(plan, "copy/"), typed)
    assert asked.status_code == 422
    assert field(asked, "first_date") == "2028-01-08"
    assert fatma.post(url(plan, "copy/"), typed | {"found": "WK062201"}).status_code == 302
    assert Initiative.objects.get(start_key=KEY).area.code == "WK062201"


def test_a_copy_that_the_advice_refuses_says_why(
    fatma: Client, organiser: User, catalogue: Any
) -> None:
    plan = start(organiser)
    ActivityType.objects.filter(slug="mixed-sports").update(status="draft")
    publish_now()
    typed = {"first_date": "2028-01-08", "start_key": KEY}
    response = fatma.post(url(plan, "copy/"), typed)
    assert response.status_code == 422
    assert "This format is no longer there." in text(response)
    assert Initiative.objects.count() == 1
