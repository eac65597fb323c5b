"""The papers about privacy: made of the settings, with the terms that the program keeps to."""

import re

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from meetups.agenda.retention import GUESTS, RETENTION
from meetups.audit.services import DECISIONS, YEAR
from meetups.outbox.services.upkeep import MESSAGES_KEPT, SUPPRESSIONS_KEPT
from meetups.pages.documents import DOCUMENTS
from meetups.suggestions.models.saved import KEPT_FOR

CODES = [document.code for document in DOCUMENTS]
LANGUAGES = ["nl", "en"]


def paper(client: Client, code: str, language: str = "en") -> str:
    response = client.get(f"/{language}/open/documents/{code}.md")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def owned(settings: Settings) -> None:
    settings.SITE_OWNER = "Gemeente Harderwijk & co"
    settings.SITE_CONTACT = "privacy@harderwijk.example"
    settings.SECURITY_CONTACT = "mailto:lek@harderwijk.example"
    settings.SITE_URL = "https://buurtbrug.example"


@pytest.mark.usefixtures("owned")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_a_paper_names_who_is_responsible_as_a_file_to_keep(
    client: Client, code: str, language: str
) -> None:
    response = client.get(f"/{language}/open/documents/{code}.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{code}.md"'
    text = response.content.decode()
    assert "Gemeente Harderwijk & co" in text
    assert "privacy@harderwijk.example" in text
    assert not re.search(r"\{[{%]|[%}]\}|&amp;|\bNone\b", text)
    # Each row of a table has as many cells as its head.
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1, table


@pytest.mark.usefixtures("owned")
@pytest.mark.parametrize("code", CODES)
def test_both_languages_have_the_same_parts(client: Client, code: str) -> None:
    shapes = []
    for language in LANGUAGES:
        lines = paper(client, code, language).splitlines()
        shapes.append([line[:2] for line in lines if line.startswith(("#", "|", "-", "**"))])
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_those_of_the_program(client: Client, language: str) -> None:
    text = paper(client, "processing-register", language)
    with translation.override(language):
        for line in RETENTION:
            assert f"| {line.what} | {line.how_long} |" in text
    after = {"en": "after {} days", "nl": "na {} dagen"}[language]
    assert after.format(MESSAGES_KEPT.days) in text
    assert re.search(rf"\| {KEPT_FOR.days} (days after|dagen nadat)", text)
    assert re.search(rf" {DECISIONS // YEAR} (years|jaar) \|", text)
    assert re.search(rf" {SUPPRESSIONS_KEPT.days * 12 // 365} (months|maanden) \|", text)
    assert f"{GUESTS.days} " in paper(client, "dpia", language)


def test_what_is_not_known_is_left_to_fill_in(client: Client, settings: Settings) -> None:
    settings.SITE_OWNER = settings.SITE_CONTACT = settings.SITE_SOURCE_URL = ""
    text = paper(client, "processing-register")
    assert "| Controller | [name and address of the controller] |" in text
    assert "| Contact | [e-mail address] |" in text
    assert "Source code:" not in text


def test_rights_and_statements_are_where_they_say(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://buurtbrug.example"
    found = set(re.findall(r"https://buurtbrug\.example(/\w\S*/)", paper(client, "dpia")))
    assert found == {"/en/guests/data/", "/en/privacy/"}
    for path in found:
        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("owned")
def test_the_page_leads_to_each_and_the_statements_to_it(client: Client) -> None:
    page = client.get("/en/open/documents/").content.decode()
    for document in DOCUMENTS:
        assert f'href="/en/open/documents/{document.code}.md"' in page
    assert "Gemeente Harderwijk &amp; co" in page
    for path in ("/en/open/", "/en/privacy/"):
        assert 'href="/en/open/documents/"' in client.get(path).content.decode()
    statement = client.get("/en/accessibility/").content.decode()
    assert "This statement is about https://buurtbrug.example." in statement


def test_there_are_no_other_papers(client: Client) -> None:
    assert client.get("/en/open/documents/secrets.md").status_code == 404
