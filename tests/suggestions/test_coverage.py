"""The grid finds holes, and the lists find what is weak, unused or out of date."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetups.accounts.models import User
from meetups.suggestions.cases import check_case
from meetups.suggestions.coverage import Lists, advice_of, grid_of, lists_of, references_in
from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import ActivityType, Source
from meetups.suggestions.queries import CatalogueSnapshot
from tests.factories import make_initiative, make_source
from tests.signing_in import sign_in
from tests.suggestions.cases import a_case, changed

pytestmark = pytest.mark.django_db
COVERAGE, CELL = reverse("admin:suggestions_case_coverage"), reverse("admin:suggestions_case_cell")
TODAY = date(2026, 11, 28)


def lists(catalogue: CatalogueSnapshot, **content: Any) -> Lists:
    results = [check_case(a_case(), catalogue)]
    return lists_of(draft_content() | content, catalogue, results=results, today=TODAY)


def test_the_grid_counts_what_the_advice_would_say(catalogue: CatalogueSnapshot) -> None:
    grid = grid_of(catalogue)
    assert len(grid.all) == 14 * 6 * 5
    for cell in grid.all[::61]:
        advice = advice_of(cell.situation, cell.tension, cell.goal, catalogue)
        assert cell.count == len(advice.fits_now)
        assert cell.best == max((s.score for s in advice.fits_now), default=0)
        assert cell.advised == (*advice.top, *advice.reserves)
    # Somebody who listens still fits then, but the guide gives no tips.
    assert any(cell.count for cell in grid.all if cell.tension == "acute")
    assert not any(cell.is_hole or cell.is_thin for cell in grid.all if cell.tension == "acute")


def test_a_situation_that_nothing_fits_is_full_of_holes(catalogue: CatalogueSnapshot) -> None:
    def unfit(item: dict[str, Any]) -> None:
        item["situations"].pop("loneliness", None)

    slugs = [slug.replace("-", "_") for slug in catalogue.activity_types]
    before = len(grid_of(catalogue).holes)
    after = grid_of(changed(**dict.fromkeys(slugs, unfit)))
    lonely = [cell for cell in after.holes if cell.situation == "loneliness"]
    assert len(lonely) == 6 * 4
    assert len(after.holes) > before


def test_the_lists_of_the_shipped_catalogue(catalogue: CatalogueSnapshot) -> None:
    found = lists(catalogue)
    assert sum(found.evidence.values()) == 49
    assert list(found.evidence) == ["strong", "moderate", "promising", "practice-based"]
    assert len(found.never_chosen) == 49
    assert found.dead == ()
    assert (found.overdue_formats, found.overdue_sources) == ((), ())


def test_what_is_used_drops_off_the_lists(catalogue: CatalogueSnapshot, curator: User) -> None:
    unused = lists(catalogue).unused
    make_source("forgotten", url="")
    content = draft_content()
    plan = make_initiative(curator)
    fresh = changed()
    found = lists(fresh)
    assert set(found.unused) - set(unused) == {"forgotten"}
    assert "forgotten" in found.without_link
    assert plan.activity_type.slug not in found.never_chosen
    # Named by a rule it is used; a rule that names what is not there is told.
    rules = content["rules"] | {"points": [{"id": "S1", "sources": ["forgotten", "burnt"]}]}
    found = lists(fresh, rules=rules)
    assert "forgotten" not in found.unused
    assert found.dead == (("S1", "burnt"),)


def test_every_kind_of_reference_is_seen() -> None:
    content = {
        "activity_types": [
            {"slug": "soup", "evidence": {"sources": ["a"]}, "example": {"source": "b"}},
            {"slug": "walk", "evidence": {"sources": []}, "example": {"source": None}},
        ],
        "situations": [{"slug": "calm", "sources": ["c"]}],
        "rules": {"version": "1", "points": [{"id": "S1", "sources": ["d"]}]},
    }
    assert references_in(content) == {("soup", "a"), ("soup", "b"), ("calm", "c"), ("S1", "d")}


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    curator.is_superuser = True
    curator.save()
    sign_in(client, curator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_page_shows_the_grid_and_what_is_past_its_date(
    desk: Client, catalogue: CatalogueSnapshot
) -> None:
    ActivityType.objects.filter(slug="repair-cafe").update(review_by=date(2020, 1, 1))
    Source.objects.filter(key="allport-1954").update(review_by=date(2999, 1, 1))
    response = desk.get(COVERAGE, {"of": "1"})
    page = response.content.decode()
    assert page.count('<table class="coverage">') == 14
    assert page.count(f'<a href="{CELL}?') == 14 * 6 * 5
    cells = grid_of(catalogue).all
    assert page.count('class="is-hole"') == sum(cell.is_hole for cell in cells)
    assert page.count('class="is-thin"') == sum(cell.is_thin for cell in cells) > 0
    assert "Repair Café, before 2020-01-01" in page
    assert "2999" not in page
    assert response.context["chosen"].label.startswith("edition 1 of")


def test_a_cell_names_the_formats_and_leads_to_a_case(
    desk: Client, catalogue: CatalogueSnapshot
) -> None:
    codes = {"situation": "loneliness", "tension": "calm", "goal": "meet"}
    response = desk.get(CELL, codes)
    advice = advice_of(**codes, catalogue=catalogue)
    assert len(response.context["fits"]) == len(advice.fits_now) > 0
    assert response.context["chosen"].code == "draft"
    case = desk.get(response.context["case_url"])
    assert case.context["adminform"].form["answer_situation"].value() == "loneliness"
    empty = desk.get(CELL, codes | {"tension": "acute"})
    assert "the guide gives no tips, but says whom to call" in empty.content.decode()
    assert desk.get(CELL, codes | {"goal": "win"}).status_code == 404


def test_who_may_not_see_cases_sees_no_pages(client: Client, curator: User) -> None:
    sign_in(client, curator)
    pages = [COVERAGE, CELL, reverse("admin:suggestions_case_effect")]
    assert [client.get(url).status_code for url in pages] == [403, 403, 403]
