"""Figures inform, never decide."""

import re

import pytest
from django.test import Client

from meetups.suggestions.clues import clues_of
from meetups.suggestions.queries import CatalogueSnapshot
from neighbourhoods.hints import RULES
from neighbourhoods.models import Area, Figure
from neighbourhoods.readers.demo import DEMO_YEAR, read_demo
from neighbourhoods.services import import_areas

from .answers import CALM, FULL, query

AREA = "WK024305"
NOTE = "What the figures of Stadsdennen show"


@pytest.fixture
def town(catalogue: CatalogueSnapshot) -> CatalogueSnapshot:
    """The demo, in which Stadsdennen has many who live alone and Harderwijk few."""
    import_areas(year=DEMO_YEAR, facts=read_demo(), complete=False)
    for code, alone in [(AREA, 1500), ("GM0243", 6000)]:
        area = Area.objects.get(code=code)
        Figure.objects.create(area=area, year=DEMO_YEAR, kind="one_person", value=alone)
    return catalogue


def test_the_question_of_the_situation_shows_what_the_figures_ask(
    client: Client, town: CatalogueSnapshot
) -> None:
    page = client.get(f"/en/guide/{AREA}/").content.decode()
    assert f"<summary>{NOTE}</summary>" in page
    assert "Figures never decide. Your advice depends on your answers alone." in page
    assert "Many people live alone here. Do they know each other?" in page
    assert "52% here, 28% in Harderwijk (2024)." in page
    named = re.findall(r"This figure sometimes goes with: (.*?)\. Whether", page)
    titles = [town.situations[slug].title_en for slug in ("anonymous-street", "loneliness")]
    assert titles[0] in named[0]
    assert titles[1] in named[0]
    fragment = client.get(f"/en/guide/{AREA}/", headers={"HX-Request": "true"})
    assert NOTE in fragment.content.decode()


def test_in_dutch_the_situations_and_numbers_are_dutch(
    client: Client, town: CatalogueSnapshot
) -> None:
    page = client.get(f"/nl/guide/{AREA}/").content.decode()
    note = page[page.index("52%") :]
    assert town.situations["loneliness"].title_nl in note
    assert town.situations["loneliness"].title_en not in note


def test_other_questions_and_a_guide_without_a_neighbourhood_show_none(
    client: Client, town: CatalogueSnapshot
) -> None:
    assert (
        NOTE not in client.get(f"/en/guide/{AREA}/?screen=1&situation=loneliness").content.decode()
    )
    assert "What the figures of" not in client.get("/en/guide/").content.decode()
    Figure.objects.all().delete()
    assert NOTE not in client.get(f"/en/guide/{AREA}/").content.decode()


def test_a_situation_is_named_only_where_its_figure_points_the_same_way(
    town: CatalogueSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = Area.objects.with_ancestors().get(code=AREA)
    situations = town.situations.values()
    alone = next(c for c in clues_of(area, situations) if c.hint.rule.slug == "living-alone")
    assert [situation.slug for situation in alone.situations] == ["anonymous-street", "loneliness"]
    for situation in situations:
        for indicator in situation.indicators.all():
            if indicator.slug == "single-households":
                monkeypatch.setattr(indicator, "direction", "low")
    alone = next(c for c in clues_of(area, situations) if c.hint.rule.slug == "living-alone")
    assert alone.situations == []


def test_every_code_of_a_rule_is_one_of_the_catalogue(catalogue: CatalogueSnapshot) -> None:
    known = {
        indicator.slug: indicator.direction
        for situation in catalogue.situations.values()
        for indicator in situation.indicators.all()
    }
    for rule in RULES:
        for code in rule.indicators:
            assert known[code] == rule.when.direction, (rule.slug, code)


@pytest.mark.parametrize("answers", [FULL, CALM])
def test_the_advice_is_the_same_whatever_the_figures(
    client: Client, town: CatalogueSnapshot, answers: dict[str, str | list[str]]
) -> None:
    def said() -> list[str]:
        pages = (
            client.get(f"/en/guide/{AREA}/{page}?{query(answers)}").content.decode()
            for page in ("advice/", "advice/explained/")
        )
        return [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]

    before = said()
    Figure.objects.update(value=1)
    Figure.objects.filter(kind="one_person").delete()
    assert said() == before
    Figure.objects.all().delete()
    assert said() == before
