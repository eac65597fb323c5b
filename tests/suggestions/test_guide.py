"""Walking the guide: what is asked, what is kept, what is refused; as a page and as a part."""

import re

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils.html import escape

from meetups.recommender.questions import QUESTIONS, SCREENS
from meetups.suggestions.queries import CatalogueSnapshot

from .answers import CALM, FULL, THREATENED, query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
GUIDE = "/en/guide/"


def heading(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return found.group(1)


def test_the_guide_starts_with_the_situation_and_needs_no_neighbourhood(client: Client) -> None:
    response = client.get(GUIDE)
    assert response.status_code == 200
    assert heading(response) == "What matters most in the neighbourhood right now?"
    assert "Step 1 of 9" in response.content.decode()


def test_every_situation_can_be_recognised_by_its_signals(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    page = client.get(GUIDE).content.decode()
    for situation in catalogue.situations.values():
        for signal in situation.signals.all():
            assert escape(signal.text_en) in page


def test_an_answer_brings_the_next_question_and_travels_along(client: Client) -> None:
    response = client.get(f"{GUIDE}?screen=1&situation=loneliness")
    assert heading(response) == "How tense is it now?"
    assert '<input type="hidden" name="situation" value="loneliness">' in (
        response.content.decode()
    )


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.title["en"])
def test_every_screen_shows_its_questions_why_they_are_asked_and_every_answer(
    client: Client, screen: "object"
) -> None:
    number, questions = screen.number, screen.questions  # type: ignore[attr-defined]
    page = client.get(f"{GUIDE}?{query(THREATENED)}&at={number}").content.decode()
    for question in questions:
        assert escape(question.text["en"]) in page
        assert escape(question.why_asked["en"]) in page
        for option in question.options:
            assert f'id="{question.slug}-{option.slug}"' in page


def test_safety_is_not_asked_when_it_is_calm_and_light(client: Client) -> None:
    response = client.get(f"{GUIDE}?screen=2&situation=loneliness&tension=calm")
    assert heading(response) == "What do you most want to achieve?"


def test_safety_is_asked_when_there_is_tension(client: Client) -> None:
    response = client.get(f"{GUIDE}?screen=2&situation=loneliness&tension=tension")
    assert heading(response) == "Is any of these the case?"


def test_a_missing_answer_is_named_by_the_field_and_in_the_summary(client: Client) -> None:
    page = client.get(f"{GUIDE}?screen=1").content.decode()
    assert page.count("Choose the answer that fits best.") == 2
    assert 'href="#situation-good-vibe"' in page
    assert "bb-form-field--invalid" in page


def test_a_wrong_combination_keeps_what_was_ticked(client: Client) -> None:
    answers = {**THREATENED, "safety": ["none", "fear"]}
    page = client.get(f"{GUIDE}?{query(answers, screen='3')}").content.decode()
    assert "You chose ‘No, none of these’." in page
    for option in ("none", "fear"):
        assert f'value="{option}" id="safety-{option}" checked' in page


def test_more_than_two_groups_is_too_many(client: Client) -> None:
    answers = {**CALM, "groups": ["everyone", "ages", "care"]}
    page = client.get(f"{GUIDE}?{query(answers, screen='5')}").content.decode()
    assert "Choose 2 at most." in page


def test_an_optional_question_left_open_is_not_asked_again(client: Client) -> None:
    response = client.get(f"{GUIDE}?{query(CALM)}&groups=&ages=&screen=5")
    assert heading(response) == "Do people know and want each other?"
    response = client.get(f"{GUIDE}?{query(CALM)}&groups=&ages=&contacts=&willingness=&screen=6")
    assert heading(response) == "How many people do you expect?"


def test_a_changed_answer_keeps_what_still_holds_and_asks_what_is_new(client: Client) -> None:
    changed = {**FULL, "tension": "tension"}
    response = client.get(f"{GUIDE}?{query(changed, screen='2')}")
    assert heading(response) == "Is any of these the case?"
    safe = {**changed, "safety": ["none"]}
    response = client.get(f"{GUIDE}?{query(safe, screen='3')}")
    assert response.status_code == 302
    assert response.url.startswith("/en/guide/advice/?situation=little-contact&tension=tension")  # type: ignore[attr-defined]
    assert "size=16-40" in response.url  # type: ignore[attr-defined]


def test_a_question_that_was_skipped_before_is_asked_when_it_matters(client: Client) -> None:
    calm_street = {**FULL, "situation": "anonymous-street"}
    calm_street.pop("willingness")
    done = client.get(f"{GUIDE}?{query(calm_street, screen='9')}")
    assert done.status_code == 302
    uneasy = {**calm_street, "tension": "unease", "safety": ["none"]}
    response = client.get(f"{GUIDE}?{query(uneasy, screen='3')}")
    assert heading(response) == "Do people know and want each other?"


def test_an_answer_that_no_longer_counts_is_dropped_from_the_address(client: Client) -> None:
    lonely = {**FULL, "goal": "reduce-loneliness"}
    response = client.get(f"{GUIDE}?{query(lonely, screen='4')}")
    assert response.status_code == 302
    assert "contacts=" not in response.url  # type: ignore[attr-defined]


def test_the_advice_can_be_had_after_the_goal_but_not_before(client: Client) -> None:
    button = 'name="now" value="1"'
    assert button not in client.get(f"{GUIDE}?situation=loneliness&at=2").content.decode()
    assert button in client.get(f"{GUIDE}?{query(CALM)}").content.decode()
    response = client.get(f"{GUIDE}?{query(CALM, screen='5', now='1')}")
    assert response.url.startswith("/en/guide/advice/?")  # type: ignore[attr-defined]


def test_saving_needs_no_answer_to_the_question_at_hand(client: Client) -> None:
    response = client.get(f"{GUIDE}?situation=loneliness&screen=2&save=1")
    assert response.status_code == 302
    assert response.url == "/en/guide/save/?situation=loneliness"  # type: ignore[attr-defined]


def test_it_is_said_when_something_was_ticked_beforehand(client: Client) -> None:
    said = "We ticked what often goes with this situation."
    assert said in client.get(f"{GUIDE}?{query(CALM)}").content.decode()
    assert said not in client.get(f"{GUIDE}?{query(CALM)}&groups=&ages=&at=5").content.decode()


def test_back_goes_to_the_screen_before_with_its_answer(client: Client) -> None:
    page = client.get(f"{GUIDE}?{query(CALM)}").content.decode()
    assert "at=4" in page
    back = client.get(f"{GUIDE}?{query(CALM)}&at=4").content.decode()
    assert 'id="goal-meet" checked' in back


def test_acute_danger_is_answered_at_once_with_whom_to_call(client: Client) -> None:
    response = client.get(f"{GUIDE}?screen=2&situation=group-tension&tension=acute")
    assert response.status_code == 302
    page = client.get(response.url).content.decode()  # type: ignore[attr-defined]
    assert "Do not organise a meetup now" in page
    assert 'href="tel:112"' in page
    assert "Back to the questions" in page
    assert "at=2" in page


def test_what_must_be_answered_is_never_filled_in(client: Client) -> None:
    address = f"{GUIDE}?situation=group-tension&tension=tension"
    for page in (client.get(address), client.get(f"{address}&screen=3")):
        assert heading(page) == "Is any of these the case?"
        assert " checked" not in page.content.decode()


def test_the_form_fills_in_who_belongs_to_the_situation(client: Client) -> None:
    answers = {"situation": "youth-and-square", "tension": "calm", "safety": "none", "goal": "meet"}
    page = client.get(f"{GUIDE}?{query(answers)}").content.decode()
    for chosen in ("groups-ages", "ages-youth", "ages-adults"):
        assert f'id="{chosen}" checked' in page
    assert 'id="ages-seniors" checked' not in page


def test_the_part_lies_in_the_page(client: Client) -> None:
    for address in (GUIDE, f"{GUIDE}?screen=1", f"{GUIDE}?{query(CALM)}"):
        full = client.get(address)
        part = client.get(address, headers={"HX-Request": "true"})
        assert part.content.strip() in full.content
        assert b"<html" not in part.content
        assert "HX-Request" in full.headers["Vary"]


def test_htmx_is_sent_on_to_the_advice_as_a_whole_page(client: Client) -> None:
    response = client.get(f"{GUIDE}?{query(FULL, screen='9')}", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].startswith("/en/guide/advice/?")


def test_answers_are_kept_by_no_cache_and_found_by_no_search_engine(client: Client) -> None:
    response = client.get(GUIDE)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "nonsense",
    [
        "at=99",
        "at=x",
        "screen=-1",
        "at=²",
        "situation=atlantis",
        "situation=%00",
        "color=red&situation=<b>",
        "tension=calm&tension=acute",
    ],
)
def test_nonsense_in_the_address_only_asks_the_first_question(
    client: Client, nonsense: str
) -> None:
    response = client.get(f"{GUIDE}?{nonsense}")
    assert heading(response) == "What matters most in the neighbourhood right now?"
    assert 'value="atlantis"' not in response.content.decode()


def test_dutch_and_english_are_each_whole(client: Client) -> None:
    english, dutch = client.get("/en/guide/"), client.get("/nl/guide/")
    assert heading(dutch) == QUESTIONS[0].text["nl"]
    assert 'lang="en"' in english.content.decode()
    assert '<html lang="nl">' in dutch.content.decode()


def test_an_unknown_neighbourhood_is_not_found(client: Client) -> None:
    assert client.get("/en/guide/WK999999/").status_code == 404


def test_a_question_costs_as_few_queries_as_it_can(
    client: Client, django_assert_max_num_queries: "object"
) -> None:
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        client.get(GUIDE)
    with django_assert_max_num_queries(0):  # type: ignore[operator]
        client.get(f"{GUIDE}?{query(CALM)}")
