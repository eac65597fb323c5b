"""Which cases are broken: the shipped catalogue breaks none, and each real harm breaks one."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from meetups.suggestions.case_files import add_cases, case_columns, read_cases
from meetups.suggestions.cases import broken_cases, check_case, check_cases, share_of
from meetups.suggestions.cases_wording import broken_texts
from meetups.suggestions.content_files import SHIPPED
from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import Case
from meetups.suggestions.queries import CatalogueSnapshot
from tests.suggestions.cases import a_case

pytestmark = pytest.mark.django_db


def broken(case: Case, catalogue: CatalogueSnapshot) -> dict[str, tuple[str, ...]]:
    return {b.code: b.slugs for b in check_case(case, catalogue).broken}


def test_the_shipped_catalogue_has_all_gold_cases_and_breaks_none(
    catalogue: CatalogueSnapshot,
) -> None:
    cases = list(Case.objects.all())
    assert [case.slug for case in cases if case.is_gold] == [f"P{n:02}" for n in range(1, 13)]
    assert all(case.never and case.expected for case in cases)
    assert broken_cases(draft_content()) == []
    assert round(share_of(check_cases(cases, catalogue)) or 0, 2) == 0.86


def test_a_harm_or_a_lost_tip_breaks_a_case_and_says_which(catalogue: CatalogueSnapshot) -> None:
    good = ["connection-course", "visiting-buddy"]
    assert broken(a_case(expected=[*good, "repair-cafe"]), catalogue) == {}
    assert broken(a_case(never=["repair-cafe", "play-street"]), catalogue) == {
        "never": ("repair-cafe",)
    }
    assert broken(a_case(expected=["repair-cafe", "gone"]), catalogue) == {
        "expected": ("repair-cafe", "gone")
    }
    assert broken(a_case(arrange_first=["gone"]), catalogue) == {"arrange_first": ("gone",)}
    assert broken(a_case(notice="acute-stop"), catalogue) == {"notice": ("acute-stop",)}
    odd = {"situation": ["war"], "tension": ["calm"], "goal": ["meet"], "weather": ["rain"]}
    assert broken(a_case(answers=odd), catalogue)["answers"] == ("weather", "situation", "safety")


def test_why_it_is_broken_is_said_in_words(catalogue: CatalogueSnapshot) -> None:
    case = a_case(
        never=["repair-cafe"],
        expected=["play-street"],
        arrange_first=["gone"],
        notice="acute-stop",
        answers={"goal": ["meet"], "situation": ["loneliness"], "tension": ["odd"]},
    )
    with translation.override("en"):
        assert broken_texts(check_case(case, catalogue), catalogue) == [
            "Its answers no longer suit the guide: How tense is it now? and Is any of these the "
            "case?",
            "This fits now, while it must not: Repair Café.",
            "None of what an expert would tip is a tip: Play street.",
            "This does not stand under ‘arrange first’: gone.",
            "The warning ‘Do not organise a meetup now’ is not given.",
        ]


def test_too_few_tips_of_experts_break_the_gold_cases_that_lack_them(
    catalogue: CatalogueSnapshot,
) -> None:
    """One of three is enough for one case, but not on average over the gold ones."""
    third = ["connection-course", "repair-cafe", "play-street"]
    gold, own = a_case(expected=third, is_gold=True), a_case(slug="own", expected=third)
    whole = a_case(slug="whole", expected=["connection-course"], is_gold=True)
    codes = [[b.code for b in r.broken] for r in check_cases([gold, own], catalogue)]
    assert codes == [["share"], []]
    assert not any(r.is_broken for r in check_cases([gold, whole], catalogue))
    assert share_of(check_cases([own], catalogue)) is None


def test_content_that_does_harm_is_found(catalogue: CatalogueSnapshot) -> None:
    content: dict[str, Any] = deepcopy(draft_content())
    for item in content["activity_types"]:
        if item["slug"] == "dialogue-table":
            item["tension"]["max_level"] = 4
            item["places"] = ["outdoor"]
            item["situations"]["anonymous-street"] = {
                "strength": 3,
                "reason": {"nl": "Fout.", "en": "Wrong."},
            }
            item["professional"] |= {"level": "none", "required_from_level": None}
            item["preparation_weeks"]["min"] = 0
    (found,) = broken_cases(content)
    assert (found.case.slug, [(b.code, b.slugs) for b in found.broken]) == (
        "P01",
        [("never", ("dialogue-table",))],
    )


# --- the file -------------------------------------------------------------------------------------


def test_a_load_adds_cases_once_and_never_over_a_curators_work(
    catalogue: CatalogueSnapshot,
) -> None:
    items, faults = read_cases(SHIPPED)
    assert faults == []
    Case.objects.filter(slug="P01").update(title_en="Mine")
    Case.objects.filter(slug="P02").delete()
    assert add_cases(items, why="test") == ["P02"]
    assert Case.objects.get(slug="P01").title_en == "Mine"
    again = Case.objects.get(slug="P02")
    assert {name: getattr(again, name) for name in case_columns(items["P02"])} == case_columns(
        items["P02"]
    )


def test_every_fault_in_the_file_is_named(tmp_path: Path) -> None:
    assert read_cases(tmp_path) == ({}, [])
    data = json.loads((SHIPPED / "cases.json").read_text("utf-8"))
    first = data["cases"][0]
    first["answers"] |= {"tension": "wild", "colour": "red"}
    first["expected_notice"] = "shout"
    del first["title"]["en"]
    data["cases"].append(data["cases"][1])
    (tmp_path / "cases.json").write_text(json.dumps(data), "utf-8")
    with translation.override("en"):
        assert read_cases(tmp_path)[1] == [
            "cases.json: cases[P01].title.en: the text is missing (English)",
            "cases.json: cases[P01].answers.colour: unknown-question",
            "cases.json: cases[P01].answers.tension: unknown-option wild",
            "cases.json: cases[P01].answers.safety: missing",
            "cases.json: cases[P01].expected_notice: unknown code shout; known are acute-stop, "
            "aftercare-first, refer-professional, check-safety, bridge-step, follow-up",
            "cases.json: an id stands in this file twice",
        ]
    (tmp_path / "cases.json").write_text("[", "utf-8")
    assert len(read_cases(tmp_path)[1]) == 1
