"""The questions: which there are, in which order, and which are skipped when."""

import copy
import json
from importlib.resources import files
from typing import Any

import pytest

from meetups.recommender import questions as q
from meetups.recommender.facts import Answers, Size

LIGHT = ("good-vibe", "anonymous-street", "little-contact", "loneliness", "newcomers")
DATA = json.loads(files("meetups.recommender").joinpath("questions.json").read_text("utf-8"))
FULL: dict[str, tuple[str, ...]] = {
    "situation": ("group-tension",),
    "tension": ("tension",),
    "safety": ("targeted", "fear"),
    "goal": ("restore-trust",),
    "groups": ("culture-religion", "ages"),
    "ages": ("youth", "adults"),
    "contacts": ("few",),
    "willingness": ("reluctant",),
    "size": ("16-40",),
    "organisers": ("3-5",),
    "support": ("social-worker", "municipality"),
    "budget": ("500-2500",),
    "place": ("indoor",),
    "lead-time": ("2-4-weeks",),
    "language": ("some",),
}


class QueryDict(dict[str, list[str]]):
    """Gives, as a query string's does, the last value by subscription and all by getlist."""

    def __getitem__(self, key: str) -> Any:
        return super().__getitem__(key)[-1]

    def getlist(self, key: str) -> list[str]:
        return super().__getitem__(key)


def numbers(screens: tuple[q.Screen, ...]) -> list[int]:
    return [screen.number for screen in screens]


def test_fifteen_questions_on_nine_screens() -> None:
    assert [question.slug for question in q.QUESTIONS] == list(FULL)
    assert numbers(q.SCREENS) == list(range(1, 10))
    assert [len(screen.questions) for screen in q.SCREENS] == [1, 1, 1, 1, 2, 2, 1, 2, 4]
    assert [s.slug for s in q.QUESTIONS if s.required] == ["situation", "tension", "safety", "goal"]


def test_every_text_is_there_in_both_languages() -> None:
    for question in q.QUESTIONS:
        texts = [question.text, question.why_asked, *(option.text for option in question.options)]
        texts += [text for text in (question.help, question.skip_explained) if text]
        texts += [option.help for option in question.options if option.help]
        assert all(text["nl"] and text["en"] for text in texts), question.slug
        assert bool(question.skip_when) == bool(question.skip_explained)


@pytest.mark.parametrize("question", q.QUESTIONS, ids=lambda question: question.slug)
def test_each_question_walked_in_and_out_of_its_skip_conditions(question: q.Question) -> None:
    outside = {c.question for rule in question.skip_when for c in rule}
    for rule in question.skip_when:
        inside = {c.question: (min(c.options),) for c in rule}
        assert q.skipped(question, inside)
        for condition in rule:
            earlier = q.BY_SLUG[condition.question]
            other = next(o.slug for o in earlier.options if o.slug not in condition.options)
            assert not q.skipped(question, inside | {condition.question: (other,)})
            assert not q.skipped(question, {k: v for k, v in inside.items() if k != earlier.slug})
            for option in condition.options:
                assert q.skipped(question, inside | {condition.question: (option,)})
    assert not q.skipped(question, {})
    everything_else = {slug: options for slug, options in FULL.items() if slug not in outside}
    assert not q.skipped(question, everything_else)


def test_what_is_skipped_when() -> None:
    def skips(**answers: str) -> list[str]:
        given = {slug: (option,) for slug, option in answers.items()}
        return [question.slug for question in q.QUESTIONS if q.skipped(question, given)]

    for situation in LIGHT:
        no_groups = situation in ("good-vibe", "anonymous-street", "loneliness")
        expected = ["safety", "willingness"] if no_groups else ["safety"]
        assert skips(situation=situation, tension="calm", goal="meet") == expected
        assert skips(situation=situation, tension="unease", goal="meet") == []
    assert skips(situation="old-new-divide", tension="calm", goal="meet") == []
    assert skips(situation="group-tension", tension="tension", goal="reduce-loneliness") == [
        "contacts"
    ]
    assert skips(tension="calm") == skips(situation="loneliness") == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"situation": "loneliness", "tension": "calm", "goal": "meet"}, [1, 2, 4, 5, 6, 7, 8, 9]),
        (
            {"situation": "loneliness", "tension": "calm", "goal": "reduce-loneliness"},
            [1, 2, 4, 5, 7, 8, 9],
        ),
        (
            {"situation": "newcomers", "tension": "calm", "goal": "reduce-loneliness"},
            [1, 2, 4, 5, 6, 7, 8, 9],
        ),
        (
            {"situation": "loneliness", "tension": "unease", "goal": "meet", "safety": "none"},
            [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ),
    ],
)
def test_the_guide_walks_the_screens_that_ask_something(
    answers: dict[str, str], expected: list[int]
) -> None:
    given: dict[str, str] = {}
    seen: set[str] = set()
    walked: list[int] = []
    for _ in expected:
        screen = q.unseen_screen(q.accepted(given), seen)
        assert screen
        walked.append(screen.number)
        asked = [question.slug for question in screen.questions]
        given |= {slug: answers[slug] for slug in asked if slug in answers}
        seen.update(asked)
    assert q.unseen_screen(q.accepted(given), seen) is None
    assert walked == expected
    assert numbers(q.screens_for(q.accepted(answers))) == expected


def test_a_changed_answer_brings_up_what_was_never_asked() -> None:
    calm = q.accepted({"situation": "loneliness", "tension": "calm", "goal": "meet"})
    seen = set(FULL) - {"willingness"}
    assert q.missing(calm) == ()
    assert q.unseen_screen(calm, seen) is None
    tenser = q.accepted({"situation": "loneliness", "tension": "unease", "goal": "meet"})
    assert [question.slug for question in q.missing(tenser)] == ["safety"]
    assert q.unseen_screen(tenser, seen) == q.SCREENS_BY_NUMBER[3]
    answered = q.accepted(dict(tenser) | {"safety": ("none",)})
    assert q.unseen_screen(answered, seen) == q.SCREENS_BY_NUMBER[6]
    assert q.unseen_screen(answered, set(FULL)) is None


def test_a_required_question_must_be_answered_an_optional_one_only_seen() -> None:
    assert q.unseen_screen({}, set(FULL)) == q.SCREENS_BY_NUMBER[1]
    assert q.unseen_screen(q.accepted(FULL), set()) is None
    bare = {slug: options for slug, options in FULL.items() if q.BY_SLUG[slug].required}
    assert q.unseen_screen(bare, {"groups"}) == q.SCREENS_BY_NUMBER[5]
    assert q.unseen_screen(bare, {"groups", "ages"}) == q.SCREENS_BY_NUMBER[6]


def test_accepted_keeps_what_holds_in_the_order_of_questions_and_options() -> None:
    backwards = {slug: tuple(reversed(FULL[slug])) for slug in reversed(FULL)}
    assert list(q.accepted(backwards).items()) == list(FULL.items())
    assert q.accepted(q.accepted(FULL)) == FULL


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"colour": ["red"], "goal": ["meet"]}, {"goal": ("meet",)}),
        ({"goal": ["fame"]}, {}),
        ({"goal": []}, {}),
        ({"goal": "meet"}, {"goal": ("meet",)}),
        ({"goal": ["meet", "meet"]}, {"goal": ("meet",)}),
        ({"goal": ["meet", "talk-topic"]}, {}),
        ({"safety": ["none", "fear", "unknown"]}, {"safety": ("fear",)}),
        ({"safety": ["none", "unknown"]}, {}),
        ({"safety": ["unknown"]}, {"safety": ("unknown",)}),
        ({"support": ["none", "police"]}, {"support": ("police",)}),
        (
            {"groups": ["care", "ages", "everyone"]},
            {"groups": ("everyone", "ages")},
        ),
        (
            {"situation": "loneliness", "tension": "calm", "safety": "fear"},
            {"situation": ("loneliness",), "tension": ("calm",)},
        ),
        (
            {"goal": "reduce-loneliness", "contacts": "few"},
            {"goal": ("reduce-loneliness",)},
        ),
    ],
)
def test_accepted_drops_what_cannot_hold(raw: q.Raw, expected: q.Accepted) -> None:
    assert q.accepted(raw) == expected


def test_no_safety_concern_gets_lost_in_a_query_string() -> None:
    raw = QueryDict(tension=["tension"], safety=["fear", "targeted"])
    assert q.accepted(raw) == {"tension": ("tension",), "safety": ("targeted", "fear")}


@pytest.mark.parametrize(
    ("raw", "faults"),
    [
        (FULL, []),
        ({"situation": "loneliness", "tension": "calm", "goal": "meet"}, []),
        (
            {},
            [(slug, "missing", ()) for slug in ("situation", "tension", "safety", "goal")],
        ),
        (
            {"situation": "loneliness", "tension": "unease", "goal": "meet"},
            [("safety", "missing", ())],
        ),
        (FULL | {"colour": "red"}, [("colour", "unknown-question", ())]),
        (FULL | {"goal": ["fame"]}, [("goal", "unknown-option", ("fame",))]),
        (FULL | {"goal": ["meet", "talk-topic"]}, [("goal", "too-many", ("meet", "talk-topic"))]),
        (FULL | {"goal": ["meet", "meet"]}, []),
        (
            FULL | {"groups": ["ages", "care", "opinions"]},
            [("groups", "too-many", ("ages", "care", "opinions"))],
        ),
        (FULL | {"safety": ["fear", "none"]}, [("safety", "exclusive", ("none",))]),
        (FULL | {"safety": ["none"]}, []),
        (FULL | {"support": ["unknown", "none"]}, [("support", "exclusive", ("unknown", "none"))]),
        (FULL | {"tension": 2}, [("tension", "wrong-type", ())]),
        (FULL | {"safety": ["fear", None]}, [("safety", "wrong-type", ())]),
        (FULL | {"size": {"min": 2}}, [("size", "wrong-type", ())]),
        (FULL | {"safety": []}, [("safety", "missing", ())]),
        (FULL | {"language": []}, []),
        (
            {"situation": "loneliness", "tension": "calm", "goal": "meet", "safety": "flood"},
            [("safety", "unknown-option", ("flood",))],
        ),
        (
            {"situation": "loneliness", "tension": "calm", "goal": "meet", "safety": "fear"},
            [],
        ),
    ],
)
def test_faults_name_the_question_and_why(
    raw: dict[str, object], faults: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    assert q.faults_in(raw) == tuple(q.Fault(*fault) for fault in faults)


def test_defaults_follow_the_situation() -> None:
    groups, ages, size = q.BY_SLUG["groups"], q.BY_SLUG["ages"], q.BY_SLUG["size"]
    assert q.default_for(groups, {}) == ("everyone",)
    assert q.default_for(groups, {"situation": ("loneliness",)}) == ("everyone", "ages")
    assert q.default_for(ages, {"situation": ("youth-and-square",)}) == ("youth", "adults")
    assert q.default_for(ages, {"situation": ("newcomers",)}) == ("adults",)
    assert q.default_for(size, {}) == ("unknown",)
    assert q.default_for(q.BY_SLUG["goal"], {}) == ()


def test_answers_become_facts() -> None:
    assert q.answers_from(FULL) == Answers(
        situation="group-tension",
        tension=2,
        safety=frozenset({"targeted", "fear"}),
        goal="restore-trust",
        groups=frozenset({"culture-religion", "ages"}),
        ages=frozenset({"youth", "adults"}),
        contacts="few",
        willingness="reluctant",
        size=Size(16, 40),
        organisers=5,
        support=frozenset({"social-worker", "municipality"}),
        budget=2500,
        place="indoor",
        lead_time=4,
        language="some",
    )


def test_nothing_answered_is_nothing_known() -> None:
    assert q.answers_from({}) == Answers()


UNKNOWNS = [
    (question.slug, option.slug)
    for question in q.QUESTIONS
    for option in question.options
    if option.slug in ("unknown", "any")
]


def test_ten_questions_take_not_knowing_for_an_answer() -> None:
    assert [slug for slug, _ in UNKNOWNS] == [
        "safety",
        "contacts",
        "willingness",
        "size",
        "organisers",
        "support",
        "budget",
        "place",
        "lead-time",
        "language",
    ]


@pytest.mark.parametrize(("slug", "option"), UNKNOWNS)
def test_unknown_counts_as_unanswered(slug: str, option: str) -> None:
    without = {other: options for other, options in FULL.items() if other != slug}
    assert q.answers_from(without | {slug: (option,)}) == q.answers_from(without)


def test_none_is_an_answer_and_a_skipped_question_counts_with_its_default() -> None:
    assert q.answers_from(FULL | {"safety": ["none"]}).safety == frozenset()
    assert q.answers_from(FULL | {"support": ["none"]}).support == frozenset()
    assert q.answers_from(FULL | {"contacts": ["none"]}).contacts == "none"
    assert q.answers_from(FULL | {"language": ["none"]}).language == "none"
    calm = FULL | {"situation": ("loneliness",), "tension": ("calm",)}
    assert q.answers_from(calm).safety == frozenset()
    assert q.answers_from(calm).willingness is None
    assert q.answers_from(calm).tension == 0
    assert q.answers_from(FULL | {"goal": ("reduce-loneliness",)}).contacts is None


def broken(slug: str, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = copy.deepcopy(DATA)
    next(item for item in data["questions"] if item["slug"] == slug).update(changes)
    return data


@pytest.mark.parametrize(
    "data",
    [
        broken("tension", skip_when=[{"all": [{"question": "goal", "in": ["meet"]}]}]),
        broken("tension", skip_when=[{"all": [{"question": "situation", "in": ["rain"]}]}]),
        broken("tension", defaults_when=[{"question": "goal", "in": ["meet"], "default": "calm"}]),
        broken("place", default="moon"),
    ],
)
def test_questions_that_cannot_be_replayed_are_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^(tension|place): "):
        q.load(data)


def test_the_file_itself_loads() -> None:
    assert q.load(DATA) == (q.QUESTIONS, q.SCREENS)


def test_an_option_is_found_by_its_slug() -> None:
    assert q.BY_SLUG["lead-time"].option("1-week").weeks == 1
    with pytest.raises(KeyError, match="2-weeks"):
        q.BY_SLUG["lead-time"].option("2-weeks")
