"""The preview: what readers would get of what is typed, whatever is typed, and nothing is saved."""

import html
import re
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.recommender.questions import accepted
from meetups.suggestions.models import ActivityType, Situation
from meetups.suggestions.presenting import AdvicePage
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.services import advise
from tests.doors.test_doors import rows
from tests.factories import make_source
from tests.fuzz import ODD
from tests.suggestions.answers import CALM
from tests.suggestions.editor import make_desk, make_other, make_whole
from tests.suggestions.test_admin import as_posted, page_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
KINDS = ("activitytype", "situation", "source")


def preview_of(row: Any) -> str:
    return reverse(f"admin:suggestions_{row._meta.model_name}_preview", args=[row.pk])


def of_new(kind: str) -> str:
    return reverse(f"admin:suggestions_{kind}_preview")


@pytest.fixture
def desk() -> Client:
    return make_desk()


@pytest.fixture
def soup() -> ActivityType:
    return make_whole()


def typed(desk: Client, row: Any, **changes: Any) -> dict[str, Any]:
    return as_posted(desk.get(page_of(row))) | {"preview_language": "en"} | changes


def words(response: Any) -> str:
    """What a reader sees of a page."""
    assert response.status_code == 200
    body = response.content.decode().partition("<body>")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def framed(response: Any) -> str:
    """What stands in the frame of a fragment."""
    document = re.search(r'srcdoc="([^"]*)"', response.content.decode())
    assert document
    return html.unescape(document[1])


def test_the_page_of_a_format_as_it_is_typed_in_either_language(
    desk: Client, soup: ActivityType
) -> None:
    other = make_other()
    data = typed(desk, soup, name_en="Stew", summary_nl="Roeren maar.", cost_max=25)
    data |= {"fits-TOTAL_FORMS": 2, "fits-1-situation": other.pk, "fits-1-strength": 0}
    data |= {"fits-1-reason_en": "Too busy.", "steps-TOTAL_FORMS": 2, "steps-1-order": 0}
    data |= {"steps-1-text_en": "Find a pot.", "steps-1-weeks_before": 2, "skills-TOTAL_FORMS": 1}
    data |= {"conditions-2-level": 0, "conditions-2-strengthen_en": "Cook as one."}
    before = rows()
    shown = words(desk.post(preview_of(soup), data))
    assert "Stew" in shown
    assert "Not in the situation Lonely . Too busy." in shown
    assert "2 weeks before Find a pot. Make soup." in shown
    assert "still missing Cook as one." in shown
    assert "€ 0 to € 25" in shown
    dutch = desk.post(preview_of(soup), data | {"preview_language": "nl"})
    assert '<html lang="nl">' in dutch.content.decode()
    assert "Roeren maar." in words(dutch)
    assert rows() == before


def test_what_is_removed_is_not_shown_and_what_is_not_chosen_yet_is_passed_over(
    desk: Client, soup: ActivityType
) -> None:
    data = typed(desk, soup, **{"steps-0-DELETE": "on", "evidence-TOTAL_FORMS": 2})
    data |= {"evidence-1-order": 7, "fits-0-DELETE": "on", "fits-TOTAL_FORMS": 2}
    data |= {"fits-1-strength": 3}
    response = desk.post(preview_of(soup), data)
    shown = words(response)
    assert "Make soup." not in shown
    assert "Fits these situations" not in shown
    assert "Not shown as you typed it Fit with a situation: Situation: This field" in shown
    assert "Source: Source: This field is required." in shown
    card = words(desk.post(preview_of(soup), data | {"preview_show": "card"}))
    assert "It fits no situation yet, so it is in no advice." in card


def test_the_card_in_an_advice_with_its_place_among_what_readers_have(
    desk: Client, catalogue: CatalogueSnapshot
) -> None:
    row = ActivityType.objects.get(slug="street-coffee")
    data = typed(desk, row, preview_show="card", name_en="Street tea")
    best = words(desk.post(preview_of(row), data))
    assert "For the situation “Neighbours do not know each other”" in best
    place = re.search(r"Place (\d+) of the (\d+) formats that fit now.", best)
    assert place
    assert int(place[1]) <= int(place[2])
    assert "Street tea" in best
    assert "What counts for it" in best
    tense = {"tension_ideal": [4], "tension_min": 4, "tension_max": 4}
    assert "Fits, but needs more time" in words(desk.post(preview_of(row), data | tense))
    other = {"preview_situation": "divisive-topic"}
    assert "Meant for other situations" in words(desk.post(preview_of(row), data | other))


def test_nothing_of_a_card_is_kept_for_readers(desk: Client, soup: ActivityType) -> None:
    data = typed(desk, soup, preview_show="card", cost_max=99)
    kept: dict[str, Any] = getattr(cache, "_cache", {})
    before = set(kept)
    assert "€ 0 to € 99" in words(desk.post(preview_of(soup), data))
    assert {key for key in set(kept) - before if "tip_" in key} == set()
    assert "€ 0 to € 9 " in words(desk.post(preview_of(soup), data | {"cost_max": 9})) + " "


def test_a_card_of_the_draft_shows_nothing_that_was_kept_for_readers(
    catalogue: CatalogueSnapshot,
) -> None:
    page = AdvicePage(advise(accepted(CALM), catalogue), catalogue, date(2026, 12, 20))
    read = page.tips[0]
    draft = copy(read.activity)
    draft.is_preview, draft.cost_max = True, 7001
    draft.professional_level, draft.professional_note_nl = "required", "Nog door niemand gezien."
    looked_at = replace(read, activity=draft)
    for tip, is_draft in ((read, False), (looked_at, True), (read, False)):
        card = render_to_string("suggestions/_tip.html", {"tip": tip, "shown": page})
        assert ("7.001" in card, "Nog door niemand" in card) == (is_draft, is_draft)


def test_situations_and_sources_have_a_preview_too(desk: Client, soup: ActivityType) -> None:
    situation = soup.fits.get().situation
    data = typed(desk, situation, title_en="All is well", **{"never_do-0-text_en": "Never stop."})
    shown = words(desk.post(preview_of(situation), data))
    assert "All is well" in shown
    assert "Never do this Never stop." in shown
    assert "Soup in the street Short and nearby." in shown
    source = soup.sources[0]
    shown = words(desk.post(preview_of(source), typed(desk, source, implication_en="So meet.")))
    assert "What it means for us: So meet." in shown


def test_a_fragment_brings_the_page_the_faults_and_what_stands_below_fields(
    desk: Client, soup: ActivityType
) -> None:
    make_source("allport", title="The nature of prejudice")
    data = typed(desk, soup, summary_en="", group_min="many", name_nl="Soep wordt gegeten")
    data |= {"evidence-0-source": "allport"}
    response = desk.post(preview_of(soup), data, headers=HTMX)
    part = response.content.decode()
    whole = desk.post(preview_of(soup), data).content.decode()
    shown = framed(response).partition("<main")[2]
    assert shown.partition("</nav>")[2] in whole
    assert '<a href="#id_group_min">People, from</a>: Enter a whole number.' in part
    assert "1 field cannot be shown as you typed it. 1 text is not translated yet." in strip_tags(
        part
    )
    notes = dict(re.findall(r'id="(id_\S+)_notes" hx-swap-oob="true">(.*?)</div>', part, re.S))
    assert "Not translated yet" in notes["id_summary_en"]
    assert "Not translated yet" not in notes["id_summary_nl"]
    assert "say who does it" in notes["id_name_nl"]
    assert "The nature of prejudice" in notes["id_evidence-0-source"]
    page = desk.get(page_of(soup)).content.decode()
    assert [name for name in notes if f'id="{name}_notes"' not in page] == []


def test_a_new_format_can_be_looked_at_from_the_first_letter(desk: Client) -> None:
    page = desk.get(reverse("admin:suggestions_activitytype_add"))
    data = as_posted(page) | {"preview_language": "en", "name_en": "Stew"}
    for show in ("page", "card"):
        response = desk.post(of_new("activitytype"), data | {"preview_show": show})
        assert response.status_code == 200
    assert not ActivityType.objects.exists()
    assert "Stew" in words(desk.post(of_new("activitytype"), data))
    assert desk.post(of_new("source"), {}).status_code == 200


def test_only_who_may_write_looks_and_only_by_posting(soup: ActivityType) -> None:
    desk = make_desk(may="view_")
    for kind in KINDS:
        assert desk.post(of_new(kind)).status_code == 403
    assert desk.post(preview_of(soup)).status_code == 403
    desk = make_desk("Writer")
    assert desk.get(preview_of(soup)).status_code == 405
    assert desk.post(preview_of(soup).replace(str(soup.pk), "99")).status_code == 404
    assert desk.post(of_new("situation")).status_code == 403  # None can be added.
    assert Client().post(preview_of(soup)).status_code == 302
    assert (
        preview_of(soup) not in make_desk("Looker", may="view_").get(page_of(soup)).content.decode()
    )


def test_it_costs_the_same_however_much_is_typed(desk: Client, soup: ActivityType) -> None:
    def asked() -> int:
        data = typed(desk, soup)
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(preview_of(soup), data, headers=HTMX).status_code == 200
        return len(queries)

    before = asked()
    for place in range(2, 7):
        soup.steps.create(order=place, weeks_before=1, text_nl="Meer", text_en="More")
        soup.evidence.create(order=place, source=make_source(f"source-{place}"))
        soup.fits.create(order=place, situation=make_other(f"other-{place}"), strength=1)
    assert asked() == before <= 20


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_gives_a_page_and_changes_nothing(
    desk: Client, soup: ActivityType, data: st.DataObject
) -> None:
    if not hasattr(desk, "clean"):
        desk.clean = typed(desk, soup)  # type: ignore[attr-defined]
        desk.before = rows()  # type: ignore[attr-defined]
    clean: dict[str, Any] = desk.clean  # type: ignore[attr-defined]
    names = data.draw(st.lists(st.sampled_from(sorted(clean)), min_size=1, max_size=12))
    odd = {name: data.draw(st.sampled_from(ODD)) for name in names}
    show = data.draw(st.sampled_from(["page", "card", "x"]))
    headers = data.draw(st.sampled_from([{}, HTMX]))
    response = desk.post(preview_of(soup), clean | odd | {"preview_show": show}, headers=headers)
    assert response.status_code == 200
    assert rows() == desk.before  # type: ignore[attr-defined]
    assert Situation.objects.count() == 1
