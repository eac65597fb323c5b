"""The curators' pages about the draft and the editions, and what publishing costs readers."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from meetups.accounts.models import User
from meetups.suggestions import queries
from meetups.suggestions.diffs import diff
from meetups.suggestions.draft import draft_content
from meetups.suggestions.editions import bring_back
from meetups.suggestions.models import ActivityType, Edition, PublishRequest, SituationFit
from meetups.suggestions.queries import CatalogueSnapshot, catalogue
from tests.factories import make_area, make_situation, make_source, publish_now
from tests.signing_in import sign_in
from tests.suggestions.answers import FULL, query
from tests.suggestions.editor import make_desk
from tests.suggestions.test_publishing import (
    SUMMARY,
    ask,
    loosen,
    publish,
)
from tests.suggestions.test_publishing import author as author
from tests.suggestions.test_publishing import publisher as publisher
from tests.suggestions.test_publishing import soup as soup

pytestmark = pytest.mark.django_db
DRAFT = reverse("admin:suggestions_edition_draft")
LIST = reverse("admin:suggestions_edition_changelist")


def at(name: str, *args: Any) -> str:
    return reverse(f"admin:suggestions_edition_{name}", args=args)


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    sign_in(client, user)
    return client


@pytest.fixture
def writing(author: User) -> Client:
    """The browser of who writes."""
    return browser(author)


@pytest.fixture
def publishing(publisher: User) -> Client:
    """The browser of who publishes."""
    return browser(publisher)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


# --- who may ---------------------------------------------------------------------------------


def test_the_pages_are_for_curators(soup: ActivityType, author: User) -> None:
    edition = Edition.objects.get()
    pages = [DRAFT, LIST, at("change", edition.pk), f"{at('compare')}?from=1&to=draft"]
    plain = browser(User.objects.create_user("staf@example.nl", name="Staf", is_staff=True))
    mine = browser(author)
    for page in pages:
        assert plain.get(page).status_code == 403
        assert mine.get(page).status_code == 200
    assert mine.get(at("roll_back", 1)).status_code == 403
    assert mine.get(at("ask")).status_code == 405
    for page in (at("add"), at("delete", edition.pk)):
        assert mine.get(page).status_code == 403
    assert mine.post(at("change", edition.pk), {"number": 7}).status_code == 200
    assert list(Edition.objects.values_list("number", flat=True)) == [1]


def test_an_author_asks_but_does_not_publish(soup: ActivityType, writing: Client) -> None:
    asked = PublishRequest.objects.all()
    assert writing.post(at("publish"), SUMMARY).status_code == 403
    assert writing.post(at("ask"), SUMMARY).status_code == 302
    assert writing.post(at("agree", asked.get().pk), SUMMARY).status_code == 403
    answer = {"answer": "Nee."}
    assert writing.post(at("send_back", asked.get().pk), answer).status_code == 403
    assert Edition.objects.count() == 1


# --- the draft -------------------------------------------------------------------------------


def test_the_draft_shows_what_changed_in_both_languages(
    soup: ActivityType, writing: Client
) -> None:
    html = writing.get(DRAFT).content.decode()
    assert f'<a href="{reverse("admin:suggestions_activitytype_change", args=[soup.pk])}"' in html
    assert "<del>op straat</del> <ins>voor iedereen</ins>" in html
    assert "<del>in the street</del> <ins>for all</ins>" in html


def test_faults_are_named_by_item_and_field_with_a_way_to_it(
    soup: ActivityType, writing: Client
) -> None:
    soup.summary_en = ""
    soup.save()
    html = writing.get(DRAFT).content.decode()
    url = reverse("admin:suggestions_activitytype_change", args=[soup.pk])
    assert f'<a href="{url}#id_summary_en">Summary (English)</a>: is empty' in html
    response = writing.post(at("ask"), SUMMARY)
    assert response.status_code == 422
    assert "Some of the draft is not finished." in text(response)


def test_a_fault_in_a_part_is_named_in_words_with_a_way_to_that_part(
    soup: ActivityType,
) -> None:
    desk, situation = make_desk(), make_situation("lonely")
    soup.fits.create(situation=situation, strength=2, reason_nl="", reason_en="Quiet.")
    soup.steps.create(order=2, weeks_before=0, text_nl="Ruim op.", text_en="")
    html = desk.get(DRAFT).content.decode()
    url = reverse("admin:suggestions_activitytype_change", args=[soup.pk])
    form = desk.get(url).content.decode()
    links = re.findall(rf'<a href="{url}#(id_[^"]+)">([^<]+)</a>: is empty', html)
    assert [label for _, label in links] == [
        f"At “{situation.title}”: because (Dutch)",
        "Step 2: text (English)",
    ]
    for anchor, _label in links:
        field = re.search(rf'<textarea[^>]* id="{anchor}"[^>]*>([^<]*)<', form)
        assert field is not None
        assert not field[1].strip()


def test_asking_needs_both_languages_and_loses_nothing(soup: ActivityType, writing: Client) -> None:
    response = writing.post(at("ask"), SUMMARY | {"summary_en": ""})
    assert response.status_code == 422
    assert "This field is required." in text(response)
    assert SUMMARY["summary_nl"] in response.content.decode()
    assert not PublishRequest.objects.exists()


def test_asked_by_one_and_published_by_another(
    soup: ActivityType, writing: Client, publishing: Client
) -> None:
    seen = writing.get(DRAFT).context["form"].initial["seen"]
    writing.post(at("ask"), SUMMARY | {"seen": seen})
    page = publishing.get(DRAFT)
    assert "Aukje asked on" in text(page)
    assert "Aukje asked on" in text(publishing.get(reverse("admin:index")))
    asked = PublishRequest.objects.get()
    said = publishing.post(at("agree", asked.pk), SUMMARY | {"seen": seen}, follow=True)
    assert "It is published. Readers see it within seconds." in text(said)
    assert catalogue().activity_types["soup"].name_en == "Soup for all"
    assert "There is nothing to publish" in text(said)


def test_what_changed_while_someone_looked_is_shown_before_it_is_published(
    soup: ActivityType, publishing: Client
) -> None:
    seen = publishing.get(DRAFT).context["form"].initial["seen"]
    soup.name_en = "Stew"
    soup.save()
    response = publishing.post(at("publish"), SUMMARY | {"seen": seen})
    assert response.status_code == 422
    assert "The draft changed since you looked." in text(response)
    again = response.context["form"]["seen"].value()
    assert publishing.post(at("publish"), SUMMARY | {"seen": again}).status_code == 302


def test_what_is_less_safe_is_said_and_asks_for_a_reason(
    soup: ActivityType, writing: Client
) -> None:
    loosen(soup)
    page = text(writing.get(DRAFT))
    assert "This takes two curators and a written reason." in page
    assert "May be advised with more tension than before: Soup for all" in page
    response = writing.post(at("ask"), SUMMARY)
    assert "Say why it has to be published nevertheless." in text(response)


def test_who_asked_what_is_less_safe_gets_no_button_to_publish_it(
    soup: ActivityType, publishing: Client, publisher: User
) -> None:
    loosen(soup)
    ask(publisher, why="It can.")
    page = publishing.get(DRAFT)
    assert "Somebody else has to publish it." in text(page)
    assert "Publish this request" not in text(page)


def test_sent_back_with_an_answer_that_the_author_reads(
    soup: ActivityType, writing: Client, publishing: Client, author: User
) -> None:
    asked = ask(author)
    assert publishing.post(at("send_back", asked.pk), {"answer": ""}).status_code == 422
    publishing.post(at("send_back", asked.pk), {"answer": "Name the source."})
    assert "Name the source." in text(writing.get(DRAFT))
    again = ask(author)
    writing.post(at("withdraw", again.pk))
    again.refresh_from_db()
    assert again.state == "withdrawn"


# --- editions --------------------------------------------------------------------------------


def test_editions_tell_who_when_and_what(
    soup: ActivityType, writing: Client, publisher: User
) -> None:
    edition = publish(publisher)
    row = text(writing.get(LIST))
    assert "Soup has another name." in row
    assert "Paul" in row
    page = text(writing.get(at("change", edition.pk)))
    assert "by Paul" in page
    assert "Soep heet anders." in page
    assert "Soup has another name." in page
    assert "What changed since edition 1" in page


def test_any_two_editions_can_be_compared(
    soup: ActivityType, writing: Client, publisher: User
) -> None:
    publish(publisher)
    soup.name_en = "Stew"
    soup.save()
    publish(publisher)

    def english(first: int, second: int | str) -> list[Any]:
        response = writing.get(at("compare"), {"from": first, "to": second})
        return [
            [(cell.before, cell.after) for cell in field.cells if cell.language == "en"]
            for row in response.context["items"]
            for field in row["item"].fields
        ]

    assert english(1, 3) == [[("Soup in the street", "Stew")]]
    assert english(3, 2) == [[("Stew", "Soup for all")]]
    assert english(3, "draft") == []
    for wrong in ("9", "x", "", "9" * 30):
        assert writing.get(at("compare"), {"from": wrong, "to": "1"}).status_code == 404


def test_going_back_says_first_what_it_does(
    soup: ActivityType, publishing: Client, publisher: User
) -> None:
    publish(publisher)
    make_source("never-published")
    page = text(publishing.get(at("roll_back", 1)))
    assert "What edition 1 of" in page
    assert "never-published" in page
    assert Edition.objects.count() == 2
    typed = SUMMARY | {"why": ""}
    assert publishing.post(at("roll_back", 1), typed).status_code == 422
    publishing.post(at("roll_back", 1), SUMMARY | {"why": "It was wrong."})
    assert catalogue().activity_types["soup"].name_en == "Soup in the street"
    assert publishing.get(at("roll_back", 99)).status_code == 404


def test_going_back_to_less_safe_is_asked(
    soup: ActivityType, author: User, publisher: User, publishing: Client
) -> None:
    loosen(soup)
    publish(publisher, request=ask(author, why="It can."))
    soup.tension_max = 0
    soup.save()
    publish(publisher)
    typed = SUMMARY | {"why": "It was right."}
    assert "so a second curator" in text(publishing.post(at("roll_back", 2), typed))
    assert publishing.post(at("roll_back", 2), typed | {"ask": "yes"}).status_code == 302
    assert catalogue().activity_types["soup"].tension_max == 0
    assert PublishRequest.objects.get(state="waiting").asked_by == publisher


def test_no_page_needs_what_the_content_policy_forbids(
    soup: ActivityType, publishing: Client
) -> None:
    compared = f"{at('compare')}?from=1&to=draft"
    pages = (DRAFT, LIST, compared, at("roll_back", 1), reverse("admin:index"))
    for page in pages:
        html = publishing.get(page).content.decode()
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|json))", html) == []


# --- what it costs ---------------------------------------------------------------------------


@pytest.fixture
def other_worker() -> Iterator[Any]:
    """What another process holds in memory, to be put in place of ours."""
    mine = queries._held

    def swap() -> None:
        nonlocal mine
        queries._held, mine = mine, queries._held

    yield swap
    queries._held = None


def test_every_worker_sees_the_newest_edition_at_its_next_request(
    soup: ActivityType, other_worker: Any
) -> None:
    assert catalogue().version == 1
    other_worker()
    assert catalogue().version == 1
    publish_now()
    assert catalogue().activity_types["soup"].name_nl == "Soep voor iedereen"
    other_worker()
    assert catalogue().activity_types["soup"].name_nl == "Soep voor iedereen"
    with CaptureQueriesContext(connection) as asked:
        catalogue()
    assert len(asked) == 1


def test_an_advice_costs_three_queries_at_most(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    url = f"{reverse('suggestions:advice', args=[make_area().code])}?{query(FULL)}"
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    of_the_catalogue = [q for q in asked.captured_queries if "suggestions_" in q["sql"]]
    assert len(of_the_catalogue) == 1
    assert len(asked) <= 3, "\n".join(q["sql"] for q in asked.captured_queries)


def test_the_draft_costs_a_fixed_number_of_queries(
    catalogue: CatalogueSnapshot, publishing: Client
) -> None:
    publishing.get(DRAFT)
    with CaptureQueriesContext(connection) as asked:
        assert publishing.get(DRAFT).status_code == 200
    assert len(asked) <= 32, "\n".join(q["sql"] for q in asked.captured_queries)


def test_just_published_the_draft_says_the_same(catalogue: CatalogueSnapshot) -> None:
    """Whatever order a database gives the keys of an edition: PostgreSQL has one of its own."""
    newest = Edition.objects.latest("number")
    assert diff(newest.content, draft_content()) == []
    before = SituationFit.history.count()
    bring_back(number=newest.number, now=timezone.now())
    assert SituationFit.history.count() == before
