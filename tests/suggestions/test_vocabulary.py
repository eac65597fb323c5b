"""The catalogue, the questions and the rules speak of the same things."""

import pytest
from django.db.models.enums import ChoicesType

from meetups.recommender.questions import BY_SLUG
from meetups.suggestions.vocabulary import (
    Age,
    CostBand,
    DividingLine,
    Goal,
    Place,
    ProfessionalKind,
    Tension,
)


@pytest.mark.parametrize(
    ("question", "vocabulary", "only_asked", "only_known"),
    [
        ("goal", Goal, set(), set()),
        ("groups", DividingLine, set(), set()),
        ("ages", Age, set(), set()),
        ("place", Place, {"any"}, {"hybrid"}),
        ("support", ProfessionalKind, {"none", "unknown"}, set()),
    ],
)
def test_the_catalogue_and_the_questions_speak_of_the_same_things(
    question: str, vocabulary: ChoicesType, only_asked: set[str], only_known: set[str]
) -> None:
    asked = {option.slug for option in BY_SLUG[question].options}
    assert asked - set(vocabulary.values) == only_asked
    assert set(vocabulary.values) - asked == only_known


def test_tension_has_the_levels_of_the_question() -> None:
    asked = {option.slug: option.value for option in BY_SLUG["tension"].options}
    assert {level.code: level.value for level in Tension} == asked
    assert [Tension.of(code) for code in asked] == list(Tension)


@pytest.mark.parametrize(
    ("euros", "band"),
    [
        (0, "0-100"),
        (100, "0-100"),
        (101, "100-500"),
        (500, "100-500"),
        (501, "500-2500"),
        (2500, "500-2500"),
        (2501, "2500-plus"),
    ],
)
def test_the_cost_band_is_that_of_the_highest_estimate(euros: int, band: str) -> None:
    assert CostBand.of(euros) == band
