"""The command that gives an advice, for who wants to check the rules."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetups.suggestions.content_files import SHIPPED
from meetups.suggestions.queries import CatalogueSnapshot
from neighbourhoods.models import Area

GOLD = json.loads((SHIPPED / "cases.json").read_text("utf-8"))["cases"]
LISTS = ("fits_now", "arrange_first", "later", "not_now")
CALM = {"situation": "good-vibe", "tension": "calm", "goal": "meet"}


def advise(tmp_path: Path, answers: object, *options: str) -> Any:
    """What the command prints for these answers, read as JSON."""
    file, out = tmp_path / "answers.json", StringIO()
    file.write_text(answers if isinstance(answers, str) else json.dumps(answers), "utf-8")
    call_command("advise", "--answers", str(file), *options, stdout=out)
    return json.loads(out.getvalue())


def refusal(tmp_path: Path, answers: object, *options: str) -> tuple[int, list[str]]:
    """With which exit code and lines the command refuses."""
    with pytest.raises(CommandError) as caught:
        advise(tmp_path, answers, *options)
    return caught.value.returncode, str(caught.value).split("\n")


def test_every_format_stands_in_one_list_with_points_that_add_up(
    catalogue: CatalogueSnapshot, tmp_path: Path
) -> None:
    advice = advise(tmp_path, CALM)
    assert [*LISTS, "notices", "top"] == [key for key in advice if key != "reserves"]
    listed = [row for name in LISTS for row in advice[name]]
    assert sorted(row["slug"] for row in listed) == sorted(catalogue.activity_types)
    for row in listed:
        assert row["score"] == sum(reason["points"] for reason in row["reasons"])
        assert row["family"] == catalogue.activity_types[row["slug"]].family
        assert all(reason["code"] for reason in row["reasons"])
    assert len(advice["top"]) == 3


@pytest.mark.parametrize("case", GOLD, ids=lambda case: case["id"])
def test_the_expert_finds_nothing_forbidden(
    catalogue: CatalogueSnapshot, tmp_path: Path, case: dict[str, Any]
) -> None:
    advice = advise(tmp_path, case["answers"])
    fits = {row["slug"] for row in advice["fits_now"]}
    assert fits & set(case["must_not_appear"]) == set()
    assert set(advice["top"]) & set(case["expert_top3"]) != set()
    assert set(case["expected_first_arrange"]) <= {r["slug"] for r in advice["arrange_first"]}
    if case["expected_notice"]:
        assert case["expected_notice"] in advice["notices"]


def test_answers_may_come_from_standard_input(
    catalogue: CatalogueSnapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps(CALM)))
    out = StringIO()
    call_command("advise", "--answers", "-", stdout=out)
    assert json.loads(out.getvalue()) == advise(tmp_path, CALM)


def test_one_answer_may_stand_for_a_list_and_null_for_none(
    catalogue: CatalogueSnapshot, tmp_path: Path
) -> None:
    assert advise(tmp_path, CALM | {"ages": "adults", "size": None}) == advise(
        tmp_path, CALM | {"ages": ["adults"]}
    )


def test_open_safety_counts_as_unknown(catalogue: CatalogueSnapshot, tmp_path: Path) -> None:
    tense = {"situation": "group-tension", "tension": "tension", "goal": "restore-trust"}
    unknown = advise(tmp_path, tense | {"safety": ["unknown"]})
    assert advise(tmp_path, tense) == unknown
    assert advise(tmp_path, tense | {"safety": []}) == unknown
    assert "check-safety" in unknown["notices"]


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, ["situation", "tension", "goal"]),
        ({"situation": "good-vibe", "goal": None}, ["tension", "goal"]),
        (CALM | {"situation": "party"}, ["situation"]),
        (CALM | {"situation": ["good-vibe", "newcomers"]}, ["situation"]),
        (CALM | {"mood": "fine"}, ["mood"]),
        (CALM | {"size": 12}, ["size"]),
        (CALM | {"ages": [["adults"]]}, ["ages"]),
        (CALM | {"groups": ["everyone", "ages", "care"]}, ["groups"]),
        (CALM | {"support": ["none", "police"]}, ["support"]),
        (CALM | {"tension": "tense", "budget": "lots"}, ["tension", "budget"]),
        ("[]", ["answers"]),
        ("{", ["answers"]),
        ('{"safety": "fear", "safety": "none"}', ["answers"]),
        ("[" * 100_000, ["answers"]),
    ],
)
def test_bad_answers_are_refused_by_name(
    catalogue: CatalogueSnapshot, tmp_path: Path, answers: object, fields: list[str]
) -> None:
    code, lines = refusal(tmp_path, answers)
    assert code == 2
    assert sorted(line.partition(":")[0] for line in lines) == sorted(fields)


def test_a_refusal_says_what_can_be_chosen(catalogue: CatalogueSnapshot, tmp_path: Path) -> None:
    assert refusal(tmp_path, CALM | {"tension": "tense"}) == (
        2,
        ["tension: unknown tense; choose from calm, unease, tension, incidents, acute"],
    )


def test_a_file_that_is_not_there(db: None, tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    with pytest.raises(CommandError, match=r"answers: cannot read .*No such file") as caught:
        call_command("advise", "--answers", str(missing))
    assert caught.value.returncode == 2


def test_a_neighbourhood_is_known_by_its_code(catalogue: CatalogueSnapshot, tmp_path: Path) -> None:
    plain: dict[str, Any] = {"year": 2024, "slug": "x", "search_key": "x", "name": "X"}
    country = Area.objects.create(code="NL00", level=Area.Level.COUNTRY, **plain)
    plain |= {"level": Area.Level.DISTRICT, "parent": country}
    Area.objects.create(code="WK024305", **plain)
    Area.objects.create(code="WK024399", is_former=True, **plain)
    assert advise(tmp_path, CALM, "--neighbourhood", "WK024305") == advise(tmp_path, CALM)
    assert refusal(tmp_path, CALM, "--neighbourhood", "WK024399")[0] == 2


def test_an_unknown_neighbourhood(catalogue: CatalogueSnapshot, tmp_path: Path) -> None:
    assert refusal(tmp_path, CALM, "--neighbourhood", "WK999999") == (
        2,
        ["neighbourhood: there is no 'WK999999'"],
    )


def test_without_a_catalogue_it_says_what_to_do(db: None, tmp_path: Path) -> None:
    assert refusal(tmp_path, CALM) == (1, ["The catalogue is empty: run load_catalogue first."])
