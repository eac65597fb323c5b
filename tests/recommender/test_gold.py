"""Cases judged by an expert: what must never fit, what should be on top, and why."""

import json
from statistics import mean
from typing import Any

import pytest

from meetups.recommender.facts import ActivityFacts, Advice
from meetups.recommender.questions import answers_from, faults_in
from meetups.recommender.rank import recommend
from meetups.recommender.rules import RULES
from tests.recommender.builders import GOLD, everything_in

Case = dict[str, Any]
CASES: list[Case] = json.loads(GOLD.read_text("utf-8"))["cases"]
BY_ID = {case["id"]: case for case in CASES}
SAFETY_NOTICES = {"acute-stop", "aftercare-first", "refer-professional", "check-safety"}

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


def advice_for(case: Case, catalogue: tuple[ActivityFacts, ...]) -> Advice:
    return recommend(answers_from(case["answers"]), catalogue)


def overlap(case: Case, advice: Advice) -> float:
    wanted = set(case["expert_top3"])
    return len(wanted & set(advice.top)) / len(wanted)


def reasons(advice: Advice, slug: str) -> dict[str, int]:
    (found,) = (s for s in everything_in(advice) if s.slug == slug)
    return {reason.code: reason.points for reason in found.reasons}


@each_case
def test_the_answers_are_good_answers(case: Case) -> None:
    assert faults_in(case["answers"]) == ()


@each_case
def test_nothing_forbidden_fits_now(case: Case, catalogue: tuple[ActivityFacts, ...]) -> None:
    forbidden = set(case["must_not_appear"])
    assert forbidden
    assert not forbidden & {s.slug for s in advice_for(case, catalogue).fits_now}


@each_case
def test_an_expert_finds_a_choice_on_top(case: Case, catalogue: tuple[ActivityFacts, ...]) -> None:
    assert overlap(case, advice_for(case, catalogue)) > 0


def test_the_top_is_mostly_what_an_expert_would_choose(
    catalogue: tuple[ActivityFacts, ...],
) -> None:
    assert mean(overlap(case, advice_for(case, catalogue)) for case in CASES) >= 0.85


@each_case
def test_the_expected_warning_and_no_other(
    case: Case, catalogue: tuple[ActivityFacts, ...]
) -> None:
    warnings = [n for n in advice_for(case, catalogue).notices if n in SAFETY_NOTICES]
    assert warnings[:1] == ([case["expected_notice"]] if case["expected_notice"] else [])


@each_case
def test_what_needs_help_first_is_set_apart(
    case: Case, catalogue: tuple[ActivityFacts, ...]
) -> None:
    set_apart = {s.slug for s in advice_for(case, catalogue).arrange_first}
    assert set(case["expected_first_arrange"]) <= set_apart


def test_the_worked_example_comes_out_line_by_line(catalogue: tuple[ActivityFacts, ...]) -> None:
    example = RULES["worked_example"]
    advice = advice_for(BY_ID[example["case"]], catalogue)
    (found,) = (s for s in advice.fits_now if s.slug == example["format"])
    assert [(r.code, r.points) for r in found.reasons] == [
        (line["rule"], line["points"]) for line in example["lines"]
    ]
    assert found.score == example["total"] == 91


@pytest.mark.parametrize(
    ("case", "slug", "codes"),
    [
        ("P01", "dialogue-table", ["E1", "H10", "N1"]),
        ("P01", "play-street", ["L1"]),
        ("P03", "play-street", ["E1", "H10", "H11"]),
        ("P04", "human-library", ["H12"]),
        ("P05", "residents-panel", ["E1", "L1", "N2"]),
        ("P06", "neighbour-mediation", ["H3", "H4", "H8"]),
        ("P06", "listening-round", ["N1"]),
        ("P06", "visible-presence", []),
        ("P07", "neighbour-mediation", ["H9"]),
        ("P09", "dialogue-table", ["H5", "H7", "N1"]),
        ("P09", "festive-table", ["E1", "H1", "H5", "H7"]),
        ("P10", "restorative-circle", ["H3", "H4", "L2", "L1"]),
        ("P10", "weekly-coffee", ["L1"]),
        ("P11", "world-cafe", ["H1", "H6"]),
        ("P12", "neighbourhood-walk", []),
    ],
)
def test_why_not(
    case: str, slug: str, codes: list[str], catalogue: tuple[ActivityFacts, ...]
) -> None:
    spoken = reasons(advice_for(BY_ID[case], catalogue), slug)
    assert [code for code in spoken if code[0] in "EHNLP"] == codes


def test_the_tips_of_a_tense_neighbourhood(catalogue: tuple[ActivityFacts, ...]) -> None:
    advice = advice_for(BY_ID["P09"], catalogue)
    assert advice.top == ("listening-round", "own-circle", "visible-presence")
    assert advice.notices == ("bridge-step",)
    assert reasons(advice, "listening-round") == {
        "S1": 30,
        "S2": 18,
        "S3": 8,
        "S4": 8,
        "S5": 2,
        "S7": 2,
        "S8": 3,
        "S9": 2,
        "S10": 2,
        "S12": 5,
        "S13": 1,
    }
