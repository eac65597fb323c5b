"""What differs, by item and field, in the words of the forms and in both languages."""

import copy
from typing import Any

import pytest
from django.utils import translation

from meetups.recommender.rules import SHIPPED as RULES
from meetups.suggestions.content_files import SHIPPED, read
from meetups.suggestions.diffs import Cell, diff
from meetups.suggestions.vocabulary import Strength

Edit = Any


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    content = read(SHIPPED)
    return {
        "sources": list(content.sources.values()),
        "situations": list(content.situations.values()),
        "activity_types": list(content.activity_types.values()),
        "rules": RULES.data,
    }


def of(content: dict[str, Any], kind: str, key: str) -> Any:
    return next(i for i in content[kind] if key in (i.get("slug"), i.get("key")))


def told(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """Item, what happened, and per field the label with before and after of each cell."""
    return [
        (
            item.key,
            item.state,
            [(f.label, *((c.before, c.after) for c in f.cells)) for f in item.fields],
        )
        for item in diff(before, after)
    ]


def test_the_same_does_not_differ(shipped: dict[str, Any]) -> None:
    assert diff(shipped, copy.deepcopy(shipped)) == []


def test_fields_have_their_labels_and_both_languages(shipped: dict[str, Any]) -> None:
    after = copy.deepcopy(shipped)
    item = of(after, "activity_types", "street-coffee")
    old = of(shipped, "activity_types", "street-coffee")
    item["name"]["nl"] = "Koffie buiten"
    item["tension"]["max_level"] = 3
    item["cost"]["max_eur"] = 77
    item["flags"]["open_stage"] = True
    item["places"] = ["indoor"]
    first = next(iter(item["situations"]))
    item["situations"][first]["strength"] = 0
    [(key, state, fields)] = told(shipped, after)
    assert (key, state) == ("street-coffee", "changed")
    by_label = {label: cells for label, *cells in fields}
    assert by_label["Name"] == [
        (old["name"]["nl"], "Koffie buiten"),
        (old["name"]["en"], old["name"]["en"]),
    ]
    assert by_label["Cost in euros, up to"] == [(str(old["cost"]["max_eur"]), "77")]
    assert by_label["Gives everyone a stage"] == [("no", "yes")]
    assert by_label["Places"][0][1] == "indoors"
    assert len(by_label["Tension up to"]) == 1
    [fit] = [label for label in by_label if label.startswith("Fit with a situation: ")]
    title = of(shipped, "situations", first)["title"]["en"]
    assert fit == f"Fit with a situation: {title}"
    assert by_label[fit][0][1].startswith(f"{Strength.NOT.label}; ")
    assert len(fields) == 6


def test_lines_that_came_and_went_are_named_by_place(shipped: dict[str, Any]) -> None:
    after = copy.deepcopy(shipped)
    steps = of(after, "activity_types", "street-coffee")["preparation_steps"]
    gone = steps.pop(0)
    text = {"nl": "Zet een bord neer.", "en": "Put up a sign."}
    steps.append({"order": 9, "weeks_before": 0, "text": text})
    [(_key, _state, fields)] = told(shipped, after)
    first, last = fields
    lead = f"{gone['weeks_before']} weeks before: "
    assert first == (
        "Step 1",
        (lead + gone["text"]["nl"], ""),
        (lead + gone["text"]["en"], ""),
    )
    assert [cell[1] for cell in last[1:]] == [
        "0 weeks before: Zet een bord neer.",
        "0 weeks before: Put up a sign.",
    ]


def test_items_that_came_and_went_are_named(shipped: dict[str, Any]) -> None:
    after = copy.deepcopy(shipped)
    item = of(after, "activity_types", "street-coffee")
    item["slug"], item["name"]["en"] = "street-tea", "Tea in the street"
    found = {i.key: i for i in diff(shipped, after)}
    assert {key: i.state for key, i in found.items()} == {
        "street-coffee": "removed",
        "street-tea": "added",
    }
    assert found["street-tea"].name == "Tea in the street"
    assert "Name" in [field.label for field in found["street-tea"].fields]


def test_order_and_sources_count(shipped: dict[str, Any]) -> None:
    after = copy.deepcopy(shipped)
    evidence = of(after, "activity_types", "street-coffee")["evidence"]["sources"]
    evidence.reverse()
    situation = of(after, "situations", "good-vibe")
    gone = situation["sources"].pop()
    source = of(after, "sources", "allport-1954")
    source["verified"] = "not-verified" if source["verified"] != "not-verified" else "page-seen"
    keys = [(key, [label for label, *_ in fields]) for key, _state, fields in told(shipped, after)]
    assert keys == [
        ("street-coffee", ["Source: order"]),
        ("good-vibe", [f"Source: {gone}"]),
        ("allport-1954", ["Where the facts come from"]),
    ]


def test_rules_are_named_too(shipped: dict[str, Any]) -> None:
    after = copy.deepcopy(shipped)
    score = after["rules"]["pick"]["minimum_score"]
    after["rules"]["pick"]["minimum_score"] = score + 1
    [(key, _state, [(_label, cell)])] = told(shipped, after)
    assert (key, cell) == ("rules", (str(score), str(score + 1)))


def test_before_the_first_edition_all_is_new(shipped: dict[str, Any]) -> None:
    assert {item.state for item in diff(None, shipped)} == {"added"}


def test_a_text_is_shown_word_by_word() -> None:
    assert Cell("Kook soep buiten.", "Kook veel soep.").pieces == [
        ("same", "Kook"),
        ("old", "soep buiten."),
        ("new", "veel soep."),
    ]
