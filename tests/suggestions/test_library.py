"""The library as a reader meets it: narrowed in the address, counted, and each format explained."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from meetups.recommender.facts import Answers
from meetups.recommender.rank import recommend
from meetups.suggestions import queries
from meetups.suggestions.content_files import SHIPPED, read
from meetups.suggestions.library import FILTERS, Search, by_tension, fitting
from meetups.suggestions.models import ActivityType, ContraIndication, SituationFit
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.templatetags.sources import in_reader_words
from meetups.suggestions.vocabulary import Family, Strength, Tension
from tests.factories import make_activity_type, make_situation, make_source
from tests.recommender.builders import activity

HTMX = {"HX-Request": "true"}
SITUATIONS = [option.slug for option in FILTERS[0].options]


def names(search: Search) -> list[str]:
    return [str(each.activity_type.name) for group in search.groups for each in group.found]


# --- narrowing -----------------------------------------------------------------------------------


FACTS = tuple(
    activity(
        slug=f"format-{number}",
        situations={SITUATIONS[number % 5]: number % 4},
        tension_min=number % 3,
        tension_max=number % 3 + number % 2,
        cost_min=(0, 200, 800, 3000)[number % 4],
        places=frozenset([["indoor"], ["outdoor", "online"], []][number % 3]),
        organisers_min=number % 7,
    )
    for number in range(40)
)
"""Spread over what the filters ask; in no database."""
SNAPSHOT = CatalogueSnapshot(1, {f.slug: ActivityType(slug=f.slug) for f in FACTS}, {}, {}, FACTS)


@given(
    st.fixed_dictionaries(
        {}, optional={f.question: st.sampled_from([o.slug for o in f.options]) for f in FILTERS}
    )
)
def test_a_count_is_what_the_choice_would_leave(query: dict[str, str]) -> None:
    for each, choices in Search(SNAPSHOT, query).filters:
        for choice in choices:
            narrowed = Search(SNAPSHOT, query | {each.question: choice.slug})
            assert choice.count == narrowed.total
            assert choice.is_chosen == (query.get(each.question) == choice.slug)


@given(st.dictionaries(st.sampled_from([f.question for f in FILTERS]), st.text(max_size=8)))
def test_what_is_no_option_is_passed_over(query: dict[str, str]) -> None:
    strange = {
        k: v for k, v in query.items() if v not in {o.slug for f in FILTERS for o in f.options}
    }
    search = Search(SNAPSHOT, strange)
    assert (search.total, search.query) == (40, "")


def test_more_money_or_hands_never_leaves_fewer_formats() -> None:
    for question in ("budget", "organisers"):
        choices = {f.question: c for f, c in Search(SNAPSHOT, {}).filters}[question]
        counts = [choice.count for choice in choices]
        assert counts == sorted(counts)
        assert counts[0] < counts[-1]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["cafe sud", "CAFÉ", "meal", "súd maal", "  Buurtmaaltijd "])
def test_words_are_found_in_both_languages_without_accents_or_case(words: str) -> None:
    make_activity_type("a", name_nl="Buurtmaaltijd in Café Súd", name_en="Meal in the pub")
    make_activity_type("b", name_nl="Wandelen", name_en="Walking")
    with translation.override("nl"):
        assert names(Search(queries.catalogue(), {"q": words})) == ["Buurtmaaltijd in Café Súd"]


@pytest.mark.django_db
def test_formats_stand_by_family_and_name_and_with_a_situation_by_how_well_they_fit() -> None:
    here, elsewhere = make_situation("good-vibe"), make_situation("loneliness")
    for slug, name, family, strength in (
        ("t", "Talk", Family.TALK, 1),
        ("z", "Zebra soup", Family.FOOD, 2),
        ("e", "Élan soup", Family.FOOD, 3),
        ("n", "Not here", Family.FOOD, 0),
    ):
        make_activity_type(
            slug, name_en=name, family=family, fits={here: strength, elsewhere: Strength.WELL}
        )
    with translation.override("en"):
        plain = Search(queries.catalogue(), {})
        assert [group.title for group in plain.groups] == ["eating together", "talking together"]
        assert names(plain) == ["Élan soup", "Not here", "Zebra soup", "Talk"]
        chosen = Search(queries.catalogue(), {"situation": "good-vibe"})
        assert [group.title for group in chosen.groups] == [
            "Fits very well",
            "Fits well",
            "Fits a little",
        ]
        assert names(chosen) == ["Élan soup", "Zebra soup", "Talk"]
        assert chosen.groups[0].found[0].reason == "Short and nearby."
        assert chosen.total == 3


@pytest.mark.parametrize(
    ("tension", "title"),
    [
        ("acute", "Do not organise a meetup now"),
        ("incidents", "Safety and aftercare first"),
        ("tension", None),
    ],
)
def test_safety_comes_before_the_list(tension: str, title: str | None) -> None:
    with translation.override("en"):
        notice = Search(SNAPSHOT, {"tension": tension}).notice
        assert (notice and str(notice[0])) == title


@pytest.mark.parametrize("level", range(5))
def test_the_library_offers_nothing_that_the_advice_holds_back_at_this_tension(
    catalogue: CatalogueSnapshot, level: int
) -> None:
    advice = recommend(Answers(tension=level), catalogue.facts)
    held_back = {
        suggestion.slug
        for suggestion in (*advice.not_now, *advice.later)
        if any(reason.code[0] in "HL" for reason in suggestion.reasons)
    }
    search = Search(catalogue, {"tension": Tension(level).code})
    offered = {found.activity_type.slug for group in search.groups for found in group.found}
    assert offered
    assert not offered & held_back


# --- the page ------------------------------------------------------------------------------------


def test_the_fragment_lies_inside_the_page(client: Client, catalogue: CatalogueSnapshot) -> None:
    address = "/en/formats/?place=online&q=buddy"
    full, part = client.get(address), client.get(address, headers=HTMX)
    assert part.content.decode().strip() in full.content.decode()
    assert part.headers["HX-Push-Url"] == "/en/formats/?q=buddy&place=online"
    assert "HX-Request" in part.headers["Vary"]
    assert 'role="status">3 formats</p>' in full.content.decode()


def test_the_address_is_not_pushed_twice(client: Client, catalogue: CatalogueSnapshot) -> None:
    here = {"HX-Current-URL": "http://testserver/en/formats/?place=online"}
    response = client.get("/en/formats/?place=online&budget=", headers=HTMX | here)
    assert response.headers["HX-Push-Url"] == "false"


def test_an_empty_result_says_what_to_do(client: Client, catalogue: CatalogueSnapshot) -> None:
    page = client.get("/en/formats/?q=xyzzy").content.decode()
    assert 'role="status">0 formats</p>' in page
    assert "Nothing fits all of this" in page
    assert 'href="/en/guide/"' in page


def test_drafts_are_not_shown(client: Client, db: None) -> None:
    make_activity_type("soup")
    make_activity_type("secret", name_en="Half finished", status="draft")
    assert "Half finished" not in client.get("/en/formats/").content.decode()
    assert client.get("/en/formats/secret/").status_code == 404
    assert client.get("/en/formats/soup/").status_code == 200


def test_pages_ask_the_database_once_or_twice(
    client: Client, db: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    soup = make_activity_type("soup")
    situation = soup.fits.get().situation.slug
    pages = [
        reverse("suggestions:library"),
        reverse("suggestions:activity_type", args=["soup"]),
        reverse("suggestions:situations"),
        reverse("suggestions:situation", args=[situation]),
    ]
    for number in (1, 30):
        for extra in range(1, number):
            make_activity_type(f"soup-{extra}")
        queries.catalogue()
        for page in pages:
            with django_assert_max_num_queries(2):
                assert client.get(page).status_code == 200


# --- one format ----------------------------------------------------------------------------------


def test_every_format_and_situation_has_a_page_in_both_languages(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    for language in ("nl", "en"):
        with translation.override(language):
            for row in catalogue.activity_types.values():
                page = client.get(f"/{language}/formats/{row.slug}/")
                assert page.status_code == 200
                assert f"<h1>{row.name.replace(chr(39), '&#x27;')}</h1>" in page.content.decode()
            for slug in catalogue.situations:
                assert client.get(f"/{language}/situations/{slug}/").status_code == 200


def test_a_format_says_when_not_to_do_it(client: Client, db: None) -> None:
    good, bad = make_situation("good-vibe"), make_situation("after-incident", title_en="After harm")
    soup = make_activity_type("soup", fits={good: 3})
    SituationFit.objects.create(
        activity_type=soup, situation=bad, strength=0, reason_nl="Te vroeg.", reason_en="Too soon."
    )
    ContraIndication.objects.create(
        activity_type=soup, text_nl="Niet bij ruzie.", text_en="Not during a row."
    )
    make_activity_type("bump")
    page = client.get("/en/formats/soup/").content.decode()
    box = page[page.index("When not, and what to avoid") :].split("</ul>")[0]
    assert "Not during a row." in box
    assert 'Not in the situation <a href="/en/situations/after-incident/">After harm</a>.' in box
    assert "Too soon." in box


def test_steps_stand_at_their_moment(client: Client, db: None) -> None:
    soup = make_activity_type("soup")
    soup.steps.create(order=0, weeks_before=6, text_nl="Vraag.", text_en="Ask around.")
    soup.steps.create(order=2, weeks_before=2, text_nl="Koop.", text_en="Buy leeks.")
    soup.steps.create(order=3, weeks_before=0, text_nl="Eet.", text_en="Eat.")
    make_activity_type("bump")
    page = client.get("/en/formats/soup/").content.decode()
    order = ["6 weeks before", "Ask around.", "2 weeks before", "Make soup.", "Buy leeks."]
    places = [page.index(f">{words}<") for words in [*order, "On the day and after", "Eat."]]
    assert places == sorted(places)
    assert page.count("2 weeks before") == 1


def test_only_an_example_that_was_seen_is_shown(client: Client, db: None) -> None:
    seen: dict[str, Any] = {
        "example_verified": True,
        "example_source": make_source("page", title="The page"),
    }
    texts: dict[str, Any] = {
        "example_text_nl": "In Zwolle.",
        "example_text_en": "In Zwolle they did.",
    }
    make_activity_type("seen", **seen, **texts)
    make_activity_type("heard", **texts)
    page = client.get("/en/formats/seen/").content.decode()
    assert "In Zwolle they did." in page
    assert "The page" in page
    assert "In Zwolle they did." not in client.get("/en/formats/heard/").content.decode()


def test_what_nobody_looked_at_in_a_source_is_said_in_the_readers_language() -> None:
    with translation.override("en"):
        assert in_reader_words("Authors unverified (Trier University)") == (
            "Authors not checked (Trier University)"
        )
        assert in_reader_words("A review (title unverified)") == "A review (title not checked)"
        assert in_reader_words("Unverified claims in science") == "Unverified claims in science"
        assert in_reader_words("unverified") == "not checked where it was published"


def test_sources_are_linked_safely_and_say_whether_they_were_checked(
    client: Client, db: None
) -> None:
    checked = make_source("checked", url="https://example.org/study", verified="page-found")
    own = make_source("own", verified="own-knowledge", doi="", year="n.d.")
    make_activity_type("soup", source=checked)
    make_activity_type("stew", source=own)
    soup = client.get("/en/formats/soup/").content.decode()
    assert '<a href="https://example.org/study" rel="noopener noreferrer">' in soup
    assert "Read on a web page." in soup
    assert "not checked yet" not in soup
    assert "Neighbours who met greeted each other more." in soup
    stew = client.get("/en/formats/stew/").content.decode()
    assert "From own knowledge:" in stew
    assert "not checked yet" in stew
    assert "Jansen, A. (no year)" in stew
    assert "Neighbours who met" not in client.get("/nl/formats/soup/").content.decode()


# --- situations ----------------------------------------------------------------------------------


def test_a_situation_names_what_fits_and_what_to_leave(client: Client, db: None) -> None:
    here = make_situation("good-vibe", title_en="Things go well")
    for slug, strength in (("best", 3), ("fine", 2), ("meagre", 1), ("harmful", 0)):
        make_activity_type(slug, name_en=f"The {slug}", fits={here: strength})
    assert {
        s: [f.activity_type.slug for f in found]
        for s, found in fitting(queries.catalogue(), "good-vibe").items()
    } == {3: ["best"], 2: ["fine"], 1: ["meagre"], 0: ["harmful"]}
    page = client.get("/en/situations/good-vibe/").content.decode()
    places = [
        page.index(words)
        for words in (
            "Fits very well",
            "The best",
            "Fits well",
            "The fine",
            "Better not",
            "The harm",
        )
    ]
    assert places == sorted(places)
    assert "The meagre" not in page
    assert 'href="/en/guide/?situation=good-vibe"' in page


def test_an_unknown_situation_is_not_found(client: Client, db: None) -> None:
    assert client.get("/en/situations/nowhere/").status_code == 404


def test_situations_stand_from_calm_to_tense(client: Client, db: None) -> None:
    make_situation("late", order=1, typical_tension=3, title_en="Late")
    make_situation("early", order=2, typical_tension=0, title_en="Early")
    with translation.override("en"):
        levels = by_tension(queries.catalogue())
        assert [(level, [row.title for row in rows]) for level, rows in levels] == [
            ("calm", ["Early"]),
            ("after incidents", ["Late"]),
        ]
    page = client.get("/en/situations/").content.decode()
    assert page.index("Early") < page.index("Late")


def test_the_catalogue_knows_every_situation_that_the_library_offers() -> None:
    assert set(SITUATIONS) == set(read(SHIPPED).situations)
