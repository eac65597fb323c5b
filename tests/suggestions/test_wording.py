"""Every code the recommender can say becomes a whole sentence, in both languages."""

import json

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.recommender.facts import Reason
from meetups.recommender.questions import BY_SLUG, QUESTIONS, Fault, accepted
from meetups.recommender.rules import RULES
from meetups.suggestions import wording
from meetups.suggestions.content_files import SHIPPED
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.services import advise

pytestmark = pytest.mark.django_db

CASES = [
    case["answers"] for case in json.loads((SHIPPED / "cases.json").read_text("utf-8"))["cases"]
]

any_answers = st.fixed_dictionaries(
    {},
    optional={
        question.slug: st.lists(
            st.sampled_from([option.slug for option in question.options]),
            min_size=1,
            max_size=question.most,
            unique=True,
        )
        for question in QUESTIONS
    },
)


def assert_whole(sentence: str) -> None:
    assert sentence.strip() == sentence
    assert "  " not in sentence
    assert sentence[0].isupper()
    assert sentence[-1] in ".!?"
    assert "%" not in sentence
    assert "None" not in sentence


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=any_answers, language=st.sampled_from(["nl", "en"]))
def test_whatever_the_answers_every_reason_is_a_sentence(
    catalogue: CatalogueSnapshot, raw: dict[str, list[str]], language: str
) -> None:
    advice = advise(accepted(raw), catalogue)
    with translation.override(language):
        for listed in (advice.fits_now, advice.arrange_first, advice.later, advice.not_now):
            for suggestion in listed:
                activity = catalogue.activity_types[suggestion.slug]
                for reason in suggestion.reasons:
                    assert_whole(wording.sentence(reason, activity))
                    assert wording.rule_name(reason)


def test_every_rule_has_its_sentence() -> None:
    groups = ("eligibility", "hard_exclusions", "arrange_first", "later", "points", "too_few")
    codes = {rule["id"] for group in groups for rule in RULES[group]}
    assert set(wording._SENTENCES) == codes


def test_every_notice_has_its_words_and_no_other() -> None:
    assert set(wording.NOTICES) == {notice["slug"] for notice in RULES["notices"]}
    assert set(wording.NOTICES) > wording.URGENT_NOTICES


def test_points_are_said_with_their_numbers(catalogue: CatalogueSnapshot) -> None:
    activity = catalogue.activity_types["community-garden"]
    values: dict[str, str | int | tuple[str, ...]] = {
        "fit": "far_over",
        "budget": 100,
        "min": 1250,
        "max": 3000,
    }
    with translation.override("en"):
        said = wording.sentence(Reason("S10", "budget", -20, values), activity)
    assert said == "It costs at least €\xa01,250. That is far more than there is."
    with translation.override("nl"):
        said = wording.sentence(Reason("S10", "budget", -20, values), activity)
    assert said == "Kost minstens €\xa01.250. Dat is veel meer dan er is."


@pytest.mark.parametrize("code", ["H3", "H4", "H5", "H6", "H7"])
def test_a_concern_is_not_told_to_others(catalogue: CatalogueSnapshot, code: str) -> None:
    activity = catalogue.activity_types["community-garden"]
    reason = Reason(code, "concern", 0, {})
    with translation.override("en"):
        assert wording.discreet_sentence(reason, activity) == "It is not safe enough for this now."
        assert wording.discreet_sentence(reason, activity) != wording.sentence(reason, activity)


@pytest.mark.parametrize(
    ("words", "said"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_reads_as_people_say_it(words: list[str], said: str) -> None:
    assert wording.listed(words, last="and") == said


@pytest.mark.parametrize(
    ("question", "fault", "said"),
    [
        ("situation", Fault("situation", "missing"), "Choose the answer that fits best."),
        (
            "safety",
            Fault("safety", "missing"),
            "Choose an answer. Don't know? Then choose ‘I do not know’.",
        ),
        ("goal", Fault("goal", "too-many", ("meet", "talk-topic")), "Choose one."),
        ("groups", Fault("groups", "too-many", ("a", "b", "c")), "Choose 2 at most."),
        (
            "support",
            Fault("support", "exclusive", ("none",)),
            "You chose ‘Nobody yet’. That does not go together with another answer.",
        ),
        ("size", Fault("size", "unknown-option", ("7",)), "Choose one of the answers below."),
    ],
)
def test_a_fault_says_what_to_do(question: str, fault: Fault, said: str) -> None:
    with translation.override("en"):
        assert wording.fault_text(fault, BY_SLUG[question]) == said
