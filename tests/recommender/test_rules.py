"""Each rule on both sides of its boundary; the expected points name every rule that speaks."""

from typing import Any

import pytest

from meetups.recommender.facts import ActivityFacts, Answers, Size
from meetups.recommender.questions import BY_SLUG
from meetups.recommender.rules import RULES
from tests.recommender.builders import SILENT, activity, judged, points

Given = dict[str, Any]
Case = tuple[Given, Given, dict[str, int]]


def safety(*concerns: str) -> Given:
    return {"safety": frozenset(concerns)}


def support(*kinds: str) -> Given:
    return {"support": frozenset(kinds)}


TALKING = {"contact_mode": "talking"}
REQUIRED = {"professional_level": "required", "professional_kinds": ("police", "mediator")}
FROM_TENSION = {"required_from_level": 2, "required_from_kinds": ("police", "facilitator")}
BOTH = REQUIRED | {"professional_match": "all"}
CONDITIONS = (
    "equal_status",
    "common_goal",
    "cooperation",
    "authority_support",
    "friendship_potential",
    "positive_experience",
    "repeated",
)
ALL_THREE = dict.fromkeys(CONDITIONS, 3)
TWO_SESSIONS = {"topic_focus": "disagreement", "sessions_typical": 2}

EXCLUSIONS: list[Case] = [
    ({"situation": "loneliness"}, {"situations": {"loneliness": 0}}, {"E1": 0}),
    ({"situation": "loneliness"}, {"situations": {"good-vibe": 3}}, {"E1": 0}),
    ({}, {"situations": {"loneliness": 0}}, {}),
    ({"tension": 2}, {"tension_max": 1}, {"H1": 0}),
    ({"tension": 2}, {"tension_max": 2}, {"S3": 3}),
    ({}, {"tension_max": 0}, {}),
    ({"tension": 4}, {"tension_max": 3, "slug": "own-circle"}, {"H1": 0, "H2": 0}),
    ({"tension": 3}, {"tension_max": 3, "slug": "own-circle"}, {"S3": 3}),
    ({"tension": 4}, {"tension_max": 4, "slug": "own-circle"}, {"S3": 3}),
    (safety("threats-violence"), {}, {"H3": 0}),
    (safety("threats-violence"), {"slug": "listening-round"}, {}),
    (safety("police-case"), {"contact_mode": "mediated"}, {"H4": 0}),
    (safety("police-case"), TALKING, {}),
    (safety(), {"contact_mode": "mediated"}, {}),
    (safety("fear"), {"slug": "world-cafe"}, {"H5": 0}),
    (safety("fear"), {}, {}),
    (safety("fear"), TALKING, {"H5": 0}),
    (safety("fear") | support("mediator"), TALKING, {"H5": 0}),
    (safety("fear") | support("facilitator"), TALKING, {}),
    (safety("fear") | support("facilitator"), {"slug": "world-cafe"}, {"H5": 0}),
    (safety("fear"), TALKING | {"between_groups": False}, {}),
    (safety("agitators"), {"open_stage": True}, {"H6": 0}),
    (safety("agitators"), {}, {}),
    (safety("fear"), {"open_stage": True}, {}),
    (safety("targeted"), {"exposes_minority": True}, {"H7": 0}),
    (safety("targeted"), {}, {}),
    (safety("targeted"), TALKING, {"H7": 0}),
    (safety("targeted"), TALKING | {"between_groups": False}, {"H7": 0}),
    (safety("targeted") | support("facilitator"), TALKING, {}),
    (safety("targeted") | support("facilitator"), {"exposes_minority": True}, {"H7": 0}),
    (safety("targeted") | support("facilitator"), {"contact_mode": "mediated"}, {"H7": 0}),
    ({"willingness": "refuse"}, TALKING, {"H8": 0}),
    ({"willingness": "refuse"}, {"contact_mode": "pair"}, {"H8": 0}),
    ({"willingness": "refuse"}, {"contact_mode": "mediated"}, {"H8": 0}),
    ({"willingness": "refuse"}, {"contact_mode": "mediated", "between_groups": False}, {"H8": 0}),
    ({"willingness": "refuse"}, TALKING | {"between_groups": False}, {}),
    ({"willingness": "refuse"}, {"slug": "home-visits"}, {"H8": 0}),
    ({"willingness": "refuse"}, {}, {}),
    ({"willingness": "mixed"}, TALKING, {}),
    ({"size": Size(6, 16)}, {"slug": "neighbour-mediation"}, {"H9": 0, "S8": 3}),
    ({"size": Size(6, 15)}, {"slug": "neighbour-mediation"}, {"S8": 3}),
    ({"size": Size(6, 16)}, {}, {"S8": 3}),
    ({"place": "outdoor"}, {}, {"H10": 0}),
    ({"place": "online"}, {"places": frozenset({"indoor", "hybrid"})}, {"H10": 0}),
    ({"place": "indoor"}, {}, {}),
    ({"ages": frozenset({"seniors", "children"})}, {}, {"H11": 0}),
    ({"ages": frozenset({"seniors", "youth"})}, {}, {}),
    (
        {"ages": frozenset({"adults"})},
        {"required_ages": frozenset({"youth", "children"})},
        {"H11": 0, "S7": 2},
    ),
    ({"ages": frozenset({"youth"})}, {"required_ages": frozenset({"youth"})}, {"S7": 2}),
    ({"language": "much"}, {"language_load": "high"}, {"H12": 0}),
    ({"language": "none"}, {"language_load": "high"}, {}),
]

SET_APART: list[Case] = [
    (support(), REQUIRED, {"N1": 0}),
    (support("facilitator"), REQUIRED, {"N1": 0}),
    (support("mediator"), REQUIRED, {}),
    (support(), REQUIRED | {"professional_level": "recommended"}, {}),
    (support(), REQUIRED | {"via_referral": True}, {}),
    (support("mediator"), BOTH, {"N1": 0}),
    (support("mediator", "police"), BOTH, {}),
    (support() | {"tension": 1}, FROM_TENSION, {"S3": 3}),
    (support() | {"tension": 2}, FROM_TENSION, {"S3": 3, "N1": 0}),
    (support() | {"tension": 2}, FROM_TENSION | {"via_referral": True}, {"S3": 3, "N1": 0}),
    (support("police") | {"tension": 2}, FROM_TENSION, {"S3": 3}),
    (support("mediator") | {"tension": 2}, REQUIRED | FROM_TENSION, {"S3": 3, "N1": 0}),
    (support(), FROM_TENSION, {}),
    ({}, REQUIRED, {"N2": -4}),
    ({}, REQUIRED | {"via_referral": True}, {}),
    ({"tension": 1}, FROM_TENSION, {"S3": 3}),
    ({"tension": 2}, FROM_TENSION, {"S3": 3, "N2": -4}),
    ({"tension": 2}, {}, {"S3": 3}),
    ({"tension": 3}, {}, {"S3": 3, "L2": 0}),
    ({"tension": 4}, {}, {"S3": 3, "L2": 0}),
    ({"tension": 3}, {"slug": "shared-moment"}, {"S3": 3}),
    ({"lead_time": 3}, {}, {"L1": 0}),
    ({"lead_time": 4}, {}, {}),
]

POINTS: list[Case] = [
    ({"situation": "loneliness"}, {"situations": {"loneliness": 3}}, {"S1": 30}),
    ({"situation": "loneliness"}, {"situations": {"loneliness": 2}}, {"S1": 20}),
    ({"situation": "loneliness"}, {"situations": {"loneliness": 1}}, {"S1": 10}),
    ({"goal": "agree-rules"}, {"goals": {"agree-rules": 3}}, {"S2": 18}),
    ({"goal": "agree-rules"}, {"goals": {"agree-rules": 2}}, {"S2": 12}),
    ({"goal": "agree-rules"}, {"goals": {"agree-rules": 1}}, {"S2": 6}),
    ({"goal": "agree-rules"}, {"goals": {"agree-rules": 0, "meet": 3}}, {}),
    ({"tension": 1}, {"tension_ideal": frozenset({1, 2})}, {"S3": 8}),
    ({"tension": 0}, {"tension_ideal": frozenset({1, 2})}, {"S3": 3}),
    ({"tension": 0}, {"tension_min": 1}, {"S3": -12}),
    ({"tension": 1}, {"tension_min": 1}, {"S3": 3}),
    ({}, {"conditions": ALL_THREE}, {"S4": 12}),
    ({}, {"conditions": {"equal_status": 3}}, {"S4": 2}),
    ({}, {"conditions": {"authority_support": 1}}, {}),
    ({}, {"conditions": {"equal_status": 1, "authority_support": 2}}, {"S4": 1}),
    ({"tension": 1}, {"conditions": {"positive_experience": 3}}, {"S3": 3, "S4": 1}),
    ({"tension": 2}, {"conditions": {"positive_experience": 3}}, {"S3": 3, "S4": 4}),
    ({"tension": 2}, {"conditions": {"friendship_potential": 3}}, {"S3": 3}),
    ({"goal": "reduce-loneliness"}, {"conditions": {"friendship_potential": 3}}, {"S4": 5}),
    ({"goal": "reduce-loneliness"}, {"conditions": {"cooperation": 3}}, {}),
    (
        {"goal": "reduce-loneliness", "tension": 2},
        {"conditions": {"friendship_potential": 3}},
        {"S3": 3},
    ),
    ({}, {"evidence": "strong"}, {"S5": 4}),
    ({}, {"evidence": "moderate"}, {"S5": 3}),
    ({}, {"evidence": "promising"}, {"S5": 2}),
    ({"groups": frozenset({"ages", "care"})}, {"dividing_lines": frozenset({"care"})}, {"S6": 4}),
    ({"groups": frozenset({"ages"})}, {"dividing_lines": frozenset({"care"})}, {}),
    ({"ages": frozenset({"youth", "adults"})}, {}, {"S7": 2}),
    ({"ages": frozenset({"adults", "seniors"})}, {}, {}),
    ({"size": Size(2, 6)}, {}, {"S8": 3}),
    ({"size": Size(2, 5)}, {}, {"S8": -6}),
    ({"size": Size(2, 5)}, {"can_run_in_parallel": True}, {"S8": -6}),
    ({"size": Size(15, 40)}, {}, {"S8": 3}),
    ({"size": Size(16, 40)}, {}, {"S8": -6}),
    ({"size": Size(16, 40)}, {"can_run_in_parallel": True}, {"S8": 1}),
    ({"organisers": 3}, {}, {"S9": 2}),
    ({"organisers": 2}, {}, {"S9": -4}),
    ({"organisers": 1}, {}, {"S9": -12}),
    ({"budget": 200}, {}, {"S10": 2}),
    ({"budget": 199}, {}, {"S10": -8}),
    ({"budget": 100}, {}, {"S10": -8}),
    ({"budget": 99}, {}, {"S10": -20}),
    ({}, {"cost_min": 1000}, {"S10": -8}),
    ({}, {"cost_min": 999}, {}),
    ({"language": "some"}, {"language_load": "low"}, {"S11": 3}),
    ({"language": "some"}, {"language_load": "medium"}, {}),
    ({"language": "some"}, {"language_load": "high"}, {"S11": -4}),
    ({"language": "much"}, {"language_load": "low"}, {"S11": 6}),
    ({"language": "much"}, {"language_load": "medium"}, {"S11": -6}),
    ({"language": "none"}, {"language_load": "low"}, {}),
    ({"willingness": "reluctant"}, {"contact_mode": "indirect"}, {"S12": 6}),
    ({"willingness": "reluctant"}, TALKING, {"S12": -10}),
    ({"willingness": "reluctant"}, {"contact_mode": "light"}, {}),
    ({"willingness": "refuse"}, {"contact_mode": "presence"}, {"S12": 8}),
    ({"willingness": "refuse"}, {"contact_mode": "light"}, {"S12": -4}),
    ({"willingness": "eager"}, {"contact_mode": "indirect"}, {}),
    ({"contacts": "none"}, {"depth": 1}, {"S13": 3}),
    ({"contacts": "none"}, {"depth": 3}, {"S13": -5}),
    ({"contacts": "few"}, {"depth": 3}, {}),
    ({"contacts": "many"}, {"depth": 1}, {"S13": -1}),
    ({"goal": "meet"}, {"rhythm": "series"}, {"S14": 3}),
    ({"goal": "reduce-loneliness"}, {"rhythm": "series"}, {"S14": 3}),
    ({"goal": "talk-topic"}, {"rhythm": "series"}, {}),
    ({"goal": "meet"}, {"rhythm": "once"}, {}),
    ({}, TWO_SESSIONS, {"S15": -8}),
    ({}, TWO_SESSIONS | {"sessions_typical": 3}, {"S15": -8}),
    ({}, TWO_SESSIONS | {"sessions_typical": 4}, {}),
    ({}, {"topic_focus": "rules", "sessions_typical": 2}, {}),
]
CASES = EXCLUSIONS + SET_APART + POINTS


@pytest.mark.parametrize(("answers", "changes", "expected"), CASES)
def test_each_rule_speaks_when_it_should_and_no_other(
    answers: Given, changes: Given, expected: dict[str, int]
) -> None:
    assert points(Answers(**answers), activity(**changes)) == expected


def test_nothing_is_said_about_a_silent_activity_without_answers() -> None:
    assert points(Answers(), SILENT) == {}


def rules_in(*groups: str) -> set[str]:
    return {rule["id"] for group in groups for rule in RULES[group]}


def test_every_rule_in_the_file_is_tried_here() -> None:
    tried = {code for _, _, expected in CASES for code in expected}
    assert tried == rules_in("eligibility", "hard_exclusions", "arrange_first", "later", "points")


@pytest.mark.parametrize(("answers", "changes", "expected"), EXCLUSIONS)
def test_what_is_excluded_is_not_for_now(
    answers: Given, changes: Given, expected: dict[str, int]
) -> None:
    excluded = rules_in("eligibility", "hard_exclusions") & set(expected)
    good = {"conditions": ALL_THREE, "evidence": "strong", "goals": {"meet": 3}}
    suggestion = judged(Answers(goal="meet", **answers), activity(**good, **changes))
    assert suggestion.score >= 25
    assert suggestion.list_name == ("not_now" if excluded else "fits_now")


@pytest.mark.parametrize(("answers", "changes", "expected"), SET_APART)
def test_what_must_wait_is_set_apart(
    answers: Given, changes: Given, expected: dict[str, int]
) -> None:
    good = {"conditions": ALL_THREE, "evidence": "strong", "goals": {"meet": 3}}
    suggestion = judged(Answers(goal="meet", **answers), activity(**good, **changes))
    waits = "arrange_first" if "N1" in expected else "later"
    assert suggestion.score >= 25
    assert suggestion.list_name == (waits if {"N1", "L1", "L2"} & set(expected) else "fits_now")


@pytest.mark.parametrize(
    ("answers", "changes", "code", "values"),
    [
        ({"tension": 2}, {"tension_max": 1}, "H1", {"tension": 2, "max": 1}),
        ({"size": Size(2, 20)}, {"slug": "neighbour-mediation"}, "H9", {"max": 15}),
        ({"place": "online"}, {}, "H10", {"place": "online", "places": ("indoor",)}),
        ({"ages": frozenset({"seniors"})}, {}, "H11", {"ages": ("adults", "youth")}),
        (
            {"ages": frozenset({"adults"})},
            {"required_ages": frozenset({"youth"})},
            "H11",
            {"ages": ("youth",)},
        ),
        (support(), REQUIRED, "N1", {"kinds": ("police", "mediator"), "match": "any"}),
        (support("mediator"), BOTH, "N1", {"kinds": ("police",), "match": "all"}),
        (
            support() | {"tension": 2},
            REQUIRED | FROM_TENSION,
            "N1",
            {"kinds": ("police", "mediator", "facilitator"), "match": "any"},
        ),
        (
            support("mediator") | {"tension": 2},
            REQUIRED | FROM_TENSION,
            "N1",
            {"kinds": ("police", "facilitator"), "match": "any"},
        ),
        ({}, REQUIRED, "N2", {"kinds": ("police", "mediator"), "match": "any"}),
        ({"lead_time": 1}, {}, "L1", {"weeks": 4, "lead_time": 1}),
        (
            {},
            {"conditions": {"repeated": 3, "equal_status": 2, "common_goal": 1, "cooperation": 3}},
            "S4",
            {"best": ("cooperation", "repeated", "equal_status"), "weights": "base"},
        ),
        (
            {},
            {"conditions": {"equal_status": 2, "common_goal": 1, "repeated": 1}},
            "S4",
            {"best": ("equal_status",), "weights": "base"},
        ),
        (
            {"tension": 2},
            {"conditions": ALL_THREE},
            "S4",
            {
                "best": ("positive_experience", "authority_support", "equal_status"),
                "weights": "from_tension_2",
            },
        ),
        (
            {"situation": "loneliness"},
            {"situations": {"loneliness": 2}},
            "S1",
            {"situation": "loneliness", "strength": 2},
        ),
        ({"goal": "meet"}, {"goals": {"meet": 1}}, "S2", {"goal": "meet", "strength": 1}),
        ({"tension": 0}, {"tension_min": 1}, "S3", {"fit": "too_light", "tension": 0}),
        ({}, {"evidence": "moderate"}, "S5", {"level": "moderate"}),
        ({"ages": frozenset({"youth"})}, {}, "S7", {"ages": ("youth",)}),
        ({"language": "much"}, {}, "S11", {"language": "much", "load": "medium"}),
        (
            {"willingness": "refuse"},
            {"contact_mode": "light"},
            "S12",
            {"willingness": "refuse", "contact_mode": "light"},
        ),
        ({"contacts": "few"}, {}, "S13", {"contacts": "few", "depth": 2}),
        ({"goal": "meet"}, {"rhythm": "series"}, "S14", {"sessions": 1}),
        ({}, TWO_SESSIONS, "S15", {"sessions": 2}),
        ({"situation": "loneliness"}, {}, "E1", {"situation": "loneliness"}),
        (
            {},
            {"conditions": {"repeated": 1, "friendship_potential": 1, "common_goal": 1}},
            "S4",
            {"best": ("common_goal", "repeated", "friendship_potential"), "weights": "base"},
        ),
        (
            {"groups": frozenset({"care", "ages", "opinions"})},
            {"dividing_lines": frozenset({"opinions", "ages"})},
            "S6",
            {"groups": ("ages", "opinions")},
        ),
        ({"size": Size(2, 5)}, {}, "S8", {"fit": "misfit", "min": 6, "max": 15}),
        ({"organisers": 1}, {}, "S9", {"fit": "many_short", "needed": 3}),
        ({"budget": 100}, {}, "S10", {"fit": "over", "budget": 100, "min": 200, "max": 900}),
    ],
)
def test_reasons_carry_what_a_sentence_needs(
    answers: Given, changes: Given, code: str, values: Given
) -> None:
    suggestion = judged(Answers(**answers), activity(**changes))
    assert [dict(r.values) for r in suggestion.reasons if r.code == code] == [values]


def test_slug_lists_name_activity_types_that_exist(catalogue: tuple[ActivityFacts, ...]) -> None:
    slugs = {facts.slug for facts in catalogue}
    for name in ("safe_with_threats", "not_with_fear", "not_when_refused", "few_households"):
        assert set(RULES[name]) <= slugs, name


def test_tables_speak_the_language_of_the_questions(catalogue: tuple[ActivityFacts, ...]) -> None:
    rules = {rule["id"]: rule for rule in RULES["points"]}
    options = {slug: {o.slug for o in question.options} for slug, question in BY_SLUG.items()}
    assert set(rules["S11"]["points"]) <= options["language"]
    assert set(rules["S12"]["points"]) <= options["willingness"]
    assert set(rules["S13"]["points"]) == options["contacts"] - {"unknown"}
    assert set(rules["S14"]["goals"]) <= options["goal"]
    assert {facts.evidence for facts in catalogue} <= set(rules["S5"]["points"])
    modes = {facts.contact_mode for facts in catalogue}
    assert all(set(table) <= modes for table in rules["S12"]["points"].values())
    for weights in rules["S4"]["weights"].values():
        assert set(weights) == set(CONDITIONS)
        assert all(set(weights) == set(facts.conditions) for facts in catalogue)
