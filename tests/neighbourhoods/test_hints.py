"""Which figures are worth a question in the guide, and when they are not."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from neighbourhoods.hints import RULES, Between, Hint, Less, More, Times, hints_of
from neighbourhoods.kinds import KINDS, Unit
from neighbourhoods.models import Area
from neighbourhoods.queries import Comparison, Profile, Value

COUNTRY = Area(pk=1, code="NL00", level=0, name="Nederland")
TOWN = Area(pk=2, code="GM0243", level=1, name="Harderwijk", parent=COUNTRY)
DISTRICT = Area(pk=3, code="WK024305", level=2, name="Stadsdennen", parent=TOWN)

Known = tuple[float | None, float | None]


def hints(**values: Known) -> list[Hint]:
    """Of a district with these values, each beside the one of its municipality."""
    known: dict[str, Known] = {"inhabitants": (5000, 50_000), **values}
    compared = {
        kind: Comparison(
            KINDS[kind], 2024, [Value(DISTRICT, own), Value(TOWN, beside), Value(COUNTRY, 1)]
        )
        for kind, (own, beside) in known.items()
    }
    with translation.override("en"):
        return hints_of(Profile(DISTRICT, compared))


def test_a_hint_is_a_question_with_its_figure_and_its_rule() -> None:
    (hint,) = hints(one_person=(44, 34))
    assert hint.question == "Many people live alone here. Do they know each other?"
    assert hint.figure == "Households of one person: 44% here, 34% in Harderwijk (2024)."
    assert hint.reason == (
        "We ask this when the figure is at least 5 percentage points more than in Harderwijk."
    )
    assert not hint.is_estimate


def test_what_a_model_estimates_is_said_so() -> None:
    (hint,) = hints(lonely=(50, 47))
    assert (hint.rule.slug, hint.is_estimate) == ("lonely", True)


@pytest.mark.parametrize(
    ("values", "slugs"),
    [
        ({"one_person": (38.9, 34)}, []),
        ({"one_person": (39, 34)}, ["living-alone"]),
        ({"one_person": (20, 34)}, []),
        ({"volunteers": (30, 25)}, ["helping-hands"]),
        ({"volunteers": (20, 25)}, ["fewer-hands"]),
        ({"volunteers": (24, 25)}, []),
        ({"address_density": (3000, 2000)}, ["close-together"]),
        ({"address_density": (2999, 2000)}, []),
        ({"address_density": (100, 0)}, []),
        ({"owner_occupied": (35, 80)}, ["tenants-and-owners"]),
        ({"owner_occupied": (66, 60)}, []),
        ({"one_person": (None, 34), "age_65_plus": (40, None)}, []),
        ({"age_65_plus": (40, 20), "one_person": (60, 30)}, ["living-alone", "older-people"]),
    ],
)
def test_when_a_figure_is_worth_a_question(values: dict[str, Known], slugs: list[str]) -> None:
    assert [hint.rule.slug for hint in hints(**values)] == slugs


@pytest.mark.parametrize("inhabitants", [None, 0, 199])
def test_of_few_people_nothing_is_asked(inhabitants: float | None) -> None:
    assert hints(inhabitants=(inhabitants, 50_000), one_person=(90, 10)) == []


def test_a_municipality_is_held_against_the_country() -> None:
    values = {"inhabitants": (50_000.0, 1.0), "one_person": (46.0, 40.0)}
    compared = {
        kind: Comparison(KINDS[kind], 2024, [Value(TOWN, own), Value(COUNTRY, beside)])
        for kind, (own, beside) in values.items()
    }
    with translation.override("en"):
        (hint,) = hints_of(Profile(TOWN, compared))
        assert hint.figure.endswith("46% here, 40% in The Netherlands (2024).")


def test_the_rules_in_words() -> None:
    said = {
        hint.rule.slug: hint.reason
        for hint in hints(
            owner_occupied=(50, 50), address_density=(3000, 1000), volunteers=(20, 30)
        )
    }
    assert said == {
        "tenants-and-owners": "We ask this when the figure is between 35% and 65%.",
        "close-together": "We ask this when the figure is at least 1.5 times that of Harderwijk.",
        "fewer-hands": (
            "We ask this when the figure is at least 3 percentage points less than in Harderwijk."
        ),
    }


def test_no_rule_is_about_where_people_come_from_what_they_earn_or_a_verdict() -> None:
    kinds = {rule.kind for rule in RULES}
    assert not kinds & {"born_abroad", "income", "employed", "get_by", "home_value"}
    assert not any(KINDS[kind].unit == Unit.CLASS for kind in kinds)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_the_rules_are_sound(rule: "object") -> None:
    kind, when = KINDS[rule.kind], rule.when  # type: ignore[attr-defined]
    assert isinstance(when, Times) or kind.shown_as == Unit.PERCENT
    with translation.override("en"):
        assert str(rule.question).endswith("?")  # type: ignore[attr-defined]
    assert len({other.slug for other in RULES}) == len(RULES)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.5, 50))
def test_more_and_less_mirror_each_other(own: float, beside: float, points: float) -> None:
    assert More(points).holds(own, beside) == Less(points).holds(beside, own)
    assert not (More(points).holds(own, beside) and Less(points).holds(own, beside))
    assert Between(0, 100).holds(own, beside)
