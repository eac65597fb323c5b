"""The public register: always made from the edition that is published, in both languages."""

import html
import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from meetups.recommender.rules import SHIPPED
from meetups.suggestions.editions import roll_back
from meetups.suggestions.models import RuleDraft
from meetups.suggestions.queries import CatalogueSnapshot, catalogue
from meetups.suggestions.rule_values import NUMBERS, value_of, with_values
from tests.factories import publish_now
from tests.suggestions.answers import FULL, query

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def words(client: Client, language: str = "en") -> str:
    page = client.get(f"/{language}/register/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(strip_tags(main.replace("<", " <"))).split())


def test_it_says_what_counts_and_what_does_not_in_both_languages(client: Client) -> None:
    english, dutch = words(client), words(client, "nl")
    for text in (
        "the origin, religion, health or income of any person",
        "People decide",
        "Legal basis",
        "What can go wrong, and what we do about it",
        SHIPPED.data["principle"]["en"],
        SHIPPED.by_code["H3"]["text"]["en"],
        "Do not organise a meetup now.",
    ):
        assert text in english
    assert SHIPPED.data["principle"]["nl"] in dutch
    assert SHIPPED.data["principle"]["en"] not in dutch
    assert SHIPPED.by_code["H3"]["text"]["nl"] in dutch


def test_every_rule_and_weight_is_there(client: Client) -> None:
    page = client.get("/en/register/").content.decode()
    assert set(re.findall(r'<h4 id="(\w+)"', page)) == {*SHIPPED.by_code, "pick"}
    assert page.count('<tr><th scope="row">') + page.count("<p><strong>") >= len(NUMBERS)
    assert "<h1>Register of the advice</h1>" in page


def test_it_shows_what_is_published_and_not_the_draft(client: Client) -> None:
    RuleDraft.objects.create(pk=1, rules=with_values(SHIPPED.data, {"S6.points": 9}))
    assert "Points: 4" in words(client)
    publish_now()
    said = words(client)
    assert "Points: 9" in said
    assert "For a test." in said
    assert "Edition of the rules 2," in said
    roll_back(number=1, by=None, summary_nl="Terug.", summary_en="Back.", now=timezone.now())
    said = words(client)
    assert "Points: 4" in said
    assert "Back. This brought back edition 1." in said


def test_lists_name_the_formats_that_are_published(
    client: Client, catalogue: CatalogueSnapshot
) -> None:
    with translation.override("en"):
        name = catalogue.activity_types["home-visits"].name
    assert f"Formats that drop out when a group refuses (1) {name}" in words(client)


def test_the_same_for_machines(client: Client) -> None:
    response = client.get(reverse("suggestions:register_data"))
    assert response.headers["Content-Type"] == "application/json"
    data = json.loads(response.content)
    known = catalogue()
    for language in ("nl", "en"):
        said = data[language]
        assert said["version"] == known.version
        assert said["principle"] == SHIPPED.data["principle"][language]
        rules = [rule for section in said["sections"] for rule in section["rules"]]
        weights = {w["key"]: w["value"] for rule in rules for w in rule["weights"]}
        assert weights == {key: value_of(known.rules.data, key) for key in NUMBERS}


@pytest.mark.parametrize("name", ["register", "register_data"])
def test_who_has_it_is_told_so_until_something_is_published(client: Client, name: str) -> None:
    url = reverse(f"suggestions:{name}")
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    publish_now()
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("name", ["register", "register_data"])
def test_it_takes_three_queries_at_most(client: Client, name: str) -> None:
    for _number in range(2):
        publish_now()
    client.get(reverse(f"suggestions:{name}"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse(f"suggestions:{name}"))
    assert len(queries) <= 3


def test_the_way_to_it(client: Client) -> None:
    cache.clear()
    url = '"/en/register/"'
    assert url in client.get("/en/open/").content.decode()
    assert url in client.get(f"/en/guide/advice/explained/?{query(FULL)}").content.decode()
