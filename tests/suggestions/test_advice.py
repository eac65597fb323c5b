"""The advice page: the tips with their reasons, what must not be done, and what if."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.recommender.facts import Reason
from meetups.recommender.questions import QUESTIONS, accepted
from meetups.suggestions.forms import _drawn
from meetups.suggestions.presenting import AdvicePage, Tip, moves
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.services import advise

from .answers import ACUTE, CALM, FULL, THREATENED, query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ADVICE = "/en/guide/advice/"


def text_of(client: Client, address: str) -> str:
    """The words on a page, without tags and with single spaces."""
    source = client.get(address).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split())


def many_answers() -> st.SearchStrategy[dict[str, list[str]]]:
    """Some options of some questions; what makes no sense falls out."""
    options = {
        question.slug: st.lists(
            st.sampled_from([option.slug for option in question.options]), max_size=2
        )
        for question in QUESTIONS
    }
    return st.fixed_dictionaries(options).map(lambda given: {**given, **SURE})


SURE = {slug: [str(CALM[slug])] for slug in ("situation", "goal")}


def section(page: str, start: str, end: str) -> str:
    return page[page.index(start) : page.index(end, page.index(start))]


def test_the_tips_stand_in_the_order_of_the_recommender(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    source = client.get(f"{ADVICE}?{query(FULL)}").content.decode()
    headings = re.findall(r'bb-number">.*?</span>(\d)</span><div><h2>(.*?)</h2>', source)
    top = advise(accepted(FULL), catalogue).top
    names = [catalogue.activity_types[slug].name_en for slug in top]
    assert headings == [(str(n), html.escape(name)) for n, name in enumerate(names, 1)]


def test_a_tip_says_why_and_what_to_mind(client: Client, catalogue: CatalogueSnapshot) -> None:
    page = text_of(client, f"{ADVICE}?{query(FULL)}")
    sports = catalogue.activity_types["mixed-sports"]
    reason = next(f.reason_en for f in sports.fits.all() if f.situation.slug == "little-contact")
    assert f"It fits this situation very well. {reason}" in page
    assert "It helps a lot with your goal: ‘Get to know each other’." in page
    assert sports.contra_indications.all()[0].text_en in page
    assert "Why this place: 91 points" in page


def test_open_questions_lead_back_to_the_guide(client: Client) -> None:
    response = client.get(f"{ADVICE}?situation=loneliness")
    assert response.status_code == 302
    assert response.url == "/en/guide/?situation=loneliness"  # type: ignore[attr-defined]


def test_acute_danger_shows_whom_to_call_and_no_tips(client: Client) -> None:
    source = client.get(f"{ADVICE}?{query(ACUTE)}").content.decode()
    page = text_of(client, f"{ADVICE}?{query(ACUTE)}")
    assert "Do not organise a meetup now" in page
    assert 'href="tel:112"' in source
    assert "0900 8844" in page
    assert 'class="bb-advice"' not in source
    assert "Side by side" not in page
    assert "What professionals can do now" in page
    assert "Not now, because" not in page


def test_in_acute_danger_no_step_is_given_that_brings_people_together(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    for slug, situation in catalogue.situations.items():
        page = text_of(client, f"{ADVICE}?situation={slug}&tension=acute")
        assert "First see to it that everyone is safe." in page
        assert situation.first_step_en not in page


def test_what_does_harm_stands_apart_from_what_cannot_be_done(client: Client) -> None:
    page = text_of(client, f"{ADVICE}?{query({**FULL, 'tension': 'tension', 'safety': 'none'})}")
    assert "It is too tense for this now." in section(page, "Not now, because", "Side by side")
    page = text_of(client, f"{ADVICE}?{query({**FULL, 'place': 'online'})}")
    assert "Not now, because" not in page
    impossible = section(page, "Not possible with your answers", "Side by side")
    assert "It cannot be done in the place you chose" in impossible


def test_on_paper_nothing_is_told_of_what_was_said_about_safety(client: Client) -> None:
    source = client.get(f"{ADVICE}?{query(THREATENED)}").content.decode()
    on_screen = re.findall(r'<p class="bb-no-print">(.*?)</p>', source)
    on_paper = re.findall(r'<p class="bb-print-only">(.*?)</p>', source)
    assert len(on_screen) == len(on_paper) > 0
    assert any("threats" in text for text in on_screen)
    assert not any("threats" in text or "court" in text for text in on_paper)
    assert "It is not safe enough for this now." in on_paper


def test_what_only_a_professional_does_says_so_first(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    page = text_of(client, f"{ADVICE}?{query(THREATENED)}")
    presence = catalogue.activity_types["visible-presence"]
    assert f"Mind this {presence.professional_note_en}" in page


def test_what_can_cost_more_than_there_is_says_so(client: Client) -> None:
    page = text_of(client, f"{ADVICE}?{query({**FULL, 'budget': 'under-100'})}")
    assert "It can also cost more, up to € " in page


def test_after_an_incident_aftercare_is_named_even_when_it_is_calm(client: Client) -> None:
    answers = {**CALM, "situation": "after-incident", "safety": "none"}
    assert "Safety and aftercare first" in text_of(client, f"{ADVICE}?{query(answers)}")


def test_when_nothing_fits_there_is_something_to_do(client: Client) -> None:
    answers = {**CALM, "tension": "tension", "safety": "threats-violence", "place": "online"}
    page = text_of(client, f"{ADVICE}?{query(answers)}")
    assert "Nothing fits right now. This is what you can do." in page
    assert "Whom to call" in page
    assert "What never to do" in page


def test_what_is_not_safe_is_named_with_its_reason(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    page = text_of(client, f"{ADVICE}?{query(THREATENED)}")
    barred = section(page, "Not now, because", "Side by side")
    mediation = catalogue.activity_types["neighbour-mediation"]
    assert mediation.name_en in barred
    assert "There were threats or violence." in barred
    assert "Do not solve this by yourself" in page


def test_what_needs_a_professional_says_whom(client: Client) -> None:
    answers = {**FULL, "support": "none"}
    page = text_of(client, f"{ADVICE}?{query(answers)}")
    assert "Arrange first: trained facilitator." in section(
        page, "Fits, but arrange this first", "Side by side"
    )


@time_machine.travel("2026-12-20 12:00:00+01:00", tick=False)
def test_what_needs_time_names_the_first_day(client: Client, catalogue: CatalogueSnapshot) -> None:
    answers = {**FULL, "lead-time": "1-week"}
    page = text_of(client, f"{ADVICE}?{query(answers)}")
    later = section(page, "Fits, but needs more time", "Side by side")
    assert catalogue.activity_types["community-garden"].weeks_min == 10
    assert "It needs at least 10 weeks of preparation." in later
    assert "Possible from 28 February 2027, if you start now." in later


def test_aftercare_comes_without_a_date(catalogue: CatalogueSnapshot) -> None:
    answers = accepted({**THREATENED, "tension": "incidents", "safety": "none"})
    page = AdvicePage(advise(answers, catalogue), catalogue, date(2026, 12, 20))
    assert page.later
    assert [later.first_date for later in page.later] == [None] * len(page.later)


def test_up_to_three_stand_side_by_side(client: Client, catalogue: CatalogueSnapshot) -> None:
    chosen = ["community-garden", "art-project"]
    source = client.get(f"{ADVICE}?{query({**FULL, 'compare': chosen})}").content.decode()
    table = section(source, '<section class="bb-mt" id="comparison"', "</table>")
    names = re.findall(r'<th scope="col">(.*?)</th>', table)
    assert names == [html.escape(catalogue.activity_types[slug].name_en) for slug in chosen]


def test_four_are_too_many_to_compare(client: Client) -> None:
    chosen = ["community-garden", "art-project", "mixed-sports", "neighbourhood-meal"]
    page = text_of(client, f"{ADVICE}?{query({**FULL, 'compare': chosen})}")
    assert "Choose three at most. You see the first three." in page


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(many_answers(), st.sampled_from(["nl", "en"]))
def test_what_was_drawn_before_is_what_would_be_drawn_now(
    client: Client, answers: dict[str, list[str]], language: str
) -> None:
    """Pieces of a card are kept by all that they tell, whatever was asked before."""
    was = {f"was-{slug}": value for slug, value in FULL.items()}
    address = f"/{language}/guide/advice/?{query({**was, **answers})}"
    after_others = client.get(address, headers={"HX-Request": "true"}).content
    caches["template_fragments"].clear()
    _drawn.cache_clear()
    alone = client.get(address, headers={"HX-Request": "true"}).content
    token = rb'name="csrfmiddlewaretoken" value="\w+"'
    assert re.sub(token, b"", after_others) == re.sub(token, b"", alone)


def test_a_concern_that_was_told_to_one_is_not_shown_to_another(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    advice = advise(accepted(FULL), catalogue)
    suggestion = advice.fits_now[0]
    refused = Reason("H5", "afraid", 0, {})
    told = replace(suggestion, reasons=(*suggestion.reasons, refused))
    own = Tip(catalogue.activity_types[told.slug], told)
    assert own.told_as != replace(own, discreet=True).told_as
    assert own.told_as != replace(own, suggestion=suggestion).told_as


def test_what_if_tells_what_moves_and_why(client: Client) -> None:
    was = {f"was-{slug}": value for slug, value in FULL.items()}
    page = text_of(client, f"{ADVICE}?{query({**was, **FULL, 'budget': 'under-100'})}")
    result = section(page, "This changes:", "Back to my answers")
    assert "Community garden: drops out" in result or "Community garden: from 2 to" in result
    assert "It costs at least €\xa0400. That is far more than there is." in result.replace(
        "€ 400", "€\xa0400"
    )


def test_what_if_without_a_difference_says_nothing(client: Client) -> None:
    was = {f"was-{slug}": value for slug, value in FULL.items()}
    page = text_of(client, f"{ADVICE}?{query({**was, **FULL})}")
    assert "This changes:" not in page
    assert "Nothing moves" not in page


def test_what_if_takes_an_open_safety_question_as_doubt(client: Client) -> None:
    was = {f"was-{slug}": value for slug, value in FULL.items()}
    page = text_of(client, f"{ADVICE}?{query({**was, **FULL, 'tension': 'tension'})}")
    assert "First ask whether it is safe" in page
    assert "This changes:" in page


def test_every_move_is_true(catalogue: CatalogueSnapshot) -> None:
    before = advise(accepted(FULL), catalogue)
    after = advise(accepted({**FULL, "lead-time": "1-week", "contacts": "many"}), catalogue)
    order: dict[str, list[str]] = {}
    from_moves = {
        move.activity.slug: (move.before, move.after) for move in moves(before, after, catalogue)
    }
    for name, advice in (("before", before), ("after", after)):
        first = [*advice.top, *advice.reserves]
        order[name] = first + [s.slug for s in advice.fits_now if s.slug not in first]
    for slug, (was, now) in from_moves.items():
        assert was == (order["before"].index(slug) + 1 if slug in order["before"] else 0)
        assert now == (order["after"].index(slug) + 1 if slug in order["after"] else 0)
        assert was != now
    unmoved = set(order["before"]) - set(from_moves)
    assert all(order["before"].index(s) == order["after"].index(s) for s in unmoved)


def test_the_account_shows_every_rule_of_every_format(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    source = client.get(f"/en/guide/advice/explained/?{query(FULL)}").content.decode()
    advice = advise(accepted(FULL), catalogue)
    lists = (advice.fits_now, advice.arrange_first, advice.later, advice.not_now)
    reasons = sum(len(s.reasons) for suggestions in lists for s in suggestions)
    rows = re.findall(r'<tr><th scope="row">', source)
    assert len(rows) == reasons + 49  # one more per format: the sum


def test_what_another_answer_moves_lies_in_the_page(client: Client) -> None:
    was = {f"was-{slug}": value for slug, value in FULL.items()}
    address = f"{ADVICE}?{query({**was, **FULL, 'contacts': 'many'})}"
    full = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    changing = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|\s+')
    full, part = changing.sub("", full), changing.sub("", part)
    pieces = re.split(r'(?=<divid="advice">|<divid="what-if-result")', part)
    assert len(pieces) == 3
    for piece in pieces:
        assert piece in full


def test_the_advice_needs_one_query(
    client: Client, django_assert_max_num_queries: "object"
) -> None:
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        client.get(f"{ADVICE}?{query(FULL)}")


@pytest.mark.parametrize("answers", [CALM, FULL, THREATENED, ACUTE], ids=str)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_answers_leave_a_hole_in_the_page(
    client: Client, answers: dict[str, str | list[str]], language: str
) -> None:
    page = text_of(client, f"/{language}/guide/advice/?{query(answers)}")
    for hole in ("None", "%(", "{{", ": ."):
        assert hole not in page
