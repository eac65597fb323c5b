"""Home and the pages that say who we are, what we know and how we treat people."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from meetups.suggestions.models import Source
from meetups.suggestions.queries import CatalogueSnapshot
from tests.factories import make_activity_type

PAGES = ["home", "why", "about", "privacy", "accessibility", "help", "open"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_open_in_both_languages(client: Client, db: None, name: str, language: str) -> None:
    path = reverse(f"pages:{name}").split("/", 2)[2]
    page = client.get(f"/{language}/{path}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_home_offers_every_situation_and_the_guide(
    client: Client,
    catalogue: CatalogueSnapshot,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(2):
        page = client.get("/en/").content.decode()
    found = re.findall(r'href="/en/situations/([a-z-]+)/"', page)
    assert sorted(found) == sorted(catalogue.situations)
    assert 'href="/en/guide/"' in page
    assert page.count('class="is-vast"') == 7


def test_every_small_number_leads_to_its_source(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    page = client.get("/en/why-meeting-works/").content.decode()
    pointed = set(re.findall(r'href="#(source-\d+)"', page))
    there = re.findall(r'id="(source-\d+)"', page)
    assert pointed == set(there)
    assert len(there) == len(set(there)) > 20


def test_what_research_says_counts_the_formats_per_level(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    page = client.get("/en/why-meeting-works/").content.decode()
    part = page[page.index('id="levels"') : page.index('id="sources"')]
    counts = [int(number) for number in re.findall(r"(\d+) formats?\.", part)]
    assert len(counts) == 4
    assert sum(counts) == len(catalogue.activity_types)


def test_what_research_says_outlives_its_sources(client: Client, db: None) -> None:
    make_activity_type("soup")
    Source.objects.filter(evidence_for=None).delete()
    page = client.get("/en/why-meeting-works/")
    assert page.status_code == 200
    assert "515 studies" not in page.content.decode()


def test_an_address_for_questions_is_shown_when_there_is_one(
    client: Client, settings: Settings
) -> None:
    settings.SITE_CONTACT = ""
    assert "mailto:" not in client.get("/en/help/").content.decode()
    settings.SITE_CONTACT = "hulp@gemeente.example"
    for path in ("privacy", "accessibility", "help"):
        page = client.get(f"/en/{path}/").content.decode()
        assert '<a href="mailto:hulp@gemeente.example">' in page


def test_looking_around_sets_no_cookie(client: Client, catalogue: CatalogueSnapshot) -> None:
    for path in ("", "formats/", "formats/street-coffee/", "situations/", "privacy/", "guide/"):
        response = client.get(f"/en/{path}")
        assert response.status_code == 200
        assert not response.cookies


def test_outside_links_tell_nobody_where_the_reader_came_from(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    for path in ("help/", "open/", "privacy/", "why-meeting-works/", "formats/street-coffee/"):
        page = client.get(f"/en/{path}").content.decode()
        outside = re.findall(r'<a [^>]*href="https?://(?!testserver)[^>]*>', page)
        assert outside
        assert all('rel="noopener noreferrer"' in link for link in outside)
