"""The texts that an office begins its answers with: theirs, ours as examples, in both languages."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import Office, Role, User
from meetups.audit.models import Act, Record
from meetups.initiatives.models import Initiative
from meetups.support.models import Decision, DecisionText
from meetups.support.services import texts as services
from tests.factories import make_office, make_reviewer
from tests.signing_in import sign_in
from tests.support.reviewing import send

PAGE = "/en/offices/GM0243/answers/"
TEXT: dict[str, Any] = {
    "decision": "decline",
    "name": "Wel bij het buurthuis",
    "text_nl": "Niet op het plein, wel bij het buurthuis.\n\nBel ons.",
    "text_en": "Not in the square, but at the community centre.",
}


@pytest.fixture
def manager(office: Office) -> User:
    return make_reviewer(office, "Sanne", role=Role.MANAGER)


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    sign_in(client, manager)
    return client


def make_text(office: Office, **columns: Any) -> DecisionText:
    return DecisionText.objects.create(office=office, **TEXT | columns)


def shown(client: Client, path: str = "") -> str:
    response = client.get(f"{PAGE}{path}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_ours_are_examples_to_begin_with(managing: Client) -> None:
    page = shown(managing)
    assert page.count("You have no texts of your own for this.") == len(Decision)
    assert page.count("2 examples of ours") == len(Decision)
    form = shown(managing, "add/?from=not-now")
    assert '<option value="decline" selected>' in form
    assert 'value="Not now, but this is possible"' in form
    in_dutch, in_english = re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", form, re.DOTALL)
    assert in_dutch.startswith("Dank je wel voor jullie plan")
    assert in_english.startswith("Thank you for your plan")
    assert '<option value="decline" selected>' in shown(managing, "add/?decision=decline")
    assert (
        "selected" not in shown(managing, "add/?from=nonsense&decision=nonsense").split("main")[1]
    )


def test_a_text_is_added_changed_used_and_removed(
    managing: Client, office: Office, manager: User, initiative: Initiative
) -> None:
    assert managing.post(f"{PAGE}add/", TEXT)["Location"] == PAGE
    row = office.decision_texts.get()
    assert {name: getattr(row, name) for name in TEXT} == TEXT
    review = f"/en/initiatives/{send(initiative).pk}/review/"
    assert f'<option value="own-{row.pk}">Wel bij het buurthuis</option>' in (
        managing.get(review).content.decode()
    )
    change = {"text_en": "At the library.", "version": "1"}
    managing.post(f"{PAGE}{row.pk}/", TEXT | change)
    page = shown(managing)
    assert "At the library." in page
    assert page.count("You have no texts of your own for this.") == len(Decision) - 1
    assert managing.post(f"{PAGE}{row.pk}/remove/")["Location"] == PAGE
    assert not DecisionText.objects.exists()
    told = [(r.by, r.office, r.details) for r in Record.objects.filter(act=Act.OFFICE)]
    assert told == [(manager.pk, "GM0243", {"fields": "answer_text"})] * 3


def test_looking_keeps_nothing(managing: Client, office: Office) -> None:
    page = managing.post(f"{PAGE}add/", TEXT | {"look": "1"}).content.decode()
    assert '<blockquote lang="nl"><p>Niet op het plein, wel bij het buurthuis.</p>' in page
    assert '<blockquote lang="en"><p>Not in the square' in page
    assert 'value="Wel bij het buurthuis"' in page
    part = managing.post(
        f"{PAGE}add/", {"look": "1", "text_nl": "<b>Hoi"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert part.startswith('<section id="_text_preview"')
    assert "&lt;b&gt;Hoi" in part
    assert "There is no text yet." in part
    assert not DecisionText.objects.exists()
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("decision", "submit", "Choose one of these."),
        ("name", " ", "Fill this in."),
        ("text_nl", "", "Fill this in."),
        ("text_en", "x" * 5000, "at most"),
        ("name", "Al bezet", "You have a text with this name for this answer."),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    managing: Client, office: Office, field: str, value: str, words: str
) -> None:
    make_text(office, name="Al bezet")
    response = managing.post(f"{PAGE}add/", TEXT | {field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in page
    assert words in page
    assert page.count('class="bb-error"') == 1
    assert "Bel ons." in page or field == "text_nl"
    assert office.decision_texts.count() == 1


def test_there_is_an_end_to_them(
    managing: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST", 1)
    row = make_text(office)
    page = managing.post(f"{PAGE}add/", TEXT | {"name": "Nog een"}).content.decode()
    assert "You have 1 texts. Remove one first." in page
    change = {"name": "Anders", "version": "1"}
    assert managing.post(f"{PAGE}{row.pk}/", TEXT | change).status_code == 302


def test_those_of_another_office_are_out_of_reach(
    managing: Client, client: Client, reviewer: User
) -> None:
    theirs = make_text(make_office("GM0622"), name="Van hen")
    assert "Van hen" not in shown(managing)
    for path in (f"{theirs.pk}/", "99999/"):
        assert managing.get(f"{PAGE}{path}").status_code == 404
        assert managing.post(f"{PAGE}{path}", TEXT).status_code == 404
        assert managing.post(f"{PAGE}{path}remove/").status_code == 404
    assert managing.get("/en/offices/GM0622/answers/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.name == "Van hen"
    sign_in(client, reviewer)
    assert client.get(PAGE).status_code == 404


def test_the_list_takes_as_many_queries_for_many(
    managing: Client, office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_text(office, name=f"Tekst {number}")
    with django_assert_max_num_queries(8):
        assert shown(managing).count("Tekst ") == 60
