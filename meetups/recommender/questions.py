"""The questions of the guide as data, and which come next.

`questions.json` beside this file is the single place of texts, options, skip conditions and
defaults. Two words for answers: *raw* is what arrives from a query string or a JSON file and may
hold anything; *accepted* is what remains of it after `accepted` replayed it, always in the order
of the questions and their options, so that the same answers give the same URL.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from meetups.recommender.facts import Answers, Size

Text = Mapping[str, str]
"""The same text per language: {"nl": …, "en": …}."""
Raw = Mapping[str, str | Sequence[str]]
"""Question slug to option slugs; a lone string counts as one option."""
Accepted = Mapping[str, tuple[str, ...]]

UNKNOWN = "unknown"
NONE = "none"
ANY = "any"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. The numbers say what it counts as; None where that has no meaning."""

    slug: str
    text: Text
    help: Text | None
    value: int | None
    min: int | None
    max: int | None
    weeks: int | None


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when an earlier question was answered with one of the options."""

    question: str
    options: frozenset[str]

    def holds(self, answers: Accepted) -> bool:
        return not self.options.isdisjoint(answers.get(self.question, ()))


@dataclass(frozen=True, slots=True)
class Question:
    """One question, single or multi. Skipped when all conditions of one `skip_when` hold."""

    slug: str
    screen: int
    order: int
    type: str
    required: bool
    text: Text
    help: Text | None
    why_asked: Text
    skip_explained: Text | None
    options: tuple[Option, ...]
    exclusive_options: tuple[str, ...]
    max_choices: int | None
    skip_when: tuple[tuple[Condition, ...], ...]
    default: tuple[str, ...]
    defaults_when: tuple[tuple[Condition, tuple[str, ...]], ...]

    @property
    def most(self) -> int:
        """How many options may be chosen."""
        return 1 if self.type == "single" else self.max_choices or len(self.options)

    def option(self, slug: str) -> Option:
        """Raises KeyError for a slug that is no option here."""
        for option in self.options:
            if option.slug == slug:
                return option
        raise KeyError(slug)


@dataclass(frozen=True, slots=True)
class Screen:
    """What is asked together on one page."""

    number: int
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the answer to one question cannot be used. `code` is one of:

    unknown-question, wrong-type (not text or a list of texts), missing, unknown-option,
    too-many, exclusive (an option that goes alone was combined). `values` are the culprits.
    """

    question: str
    code: str
    values: tuple[str, ...] = ()


def skipped(question: Question, answers: Accepted) -> bool:
    """Whether the answers given before make this question pointless."""
    return any(all(c.holds(answers) for c in conditions) for conditions in question.skip_when)


def default_for(question: Question, answers: Accepted) -> tuple[str, ...]:
    """What a form fills in beforehand, given the answers so far. Empty: nothing."""
    for condition, options in question.defaults_when:
        if condition.holds(answers):
            return options
    return question.default


def accepted(raw: Raw) -> dict[str, tuple[str, ...]]:
    """What of the raw answers holds, replayed in the order of the questions.

    Unknown questions and options go, and so do answers to questions that are skipped now. Of
    options that cannot stand together the concern stays and "none of these" goes; two answers to a
    single question are no answer, so that it is asked again.
    """
    answers: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS:
        if question.slug in raw and not skipped(question, answers):
            answers[question.slug] = _tenable(question, _given(raw, question.slug))
    return {slug: chosen for slug, chosen in answers.items() if chosen}


def _given(raw: Raw, slug: str) -> tuple[str, ...]:
    # A QueryDict yields only the last value by subscription, which would lose safety concerns.
    getlist = getattr(raw, "getlist", None)
    values: str | Sequence[str] = getlist(slug) if getlist else raw[slug]
    return (values,) if isinstance(values, str) else tuple(values)


def _tenable(question: Question, given: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(o.slug for o in question.options if o.slug in given)
    if len(chosen) > 1:
        chosen = tuple(slug for slug in chosen if slug not in question.exclusive_options)
    if question.type == "single" and len(chosen) > 1:
        return ()
    return chosen[: question.most]


def faults_of(question: Question, given: Sequence[str]) -> tuple[Fault, ...]:
    """Everything wrong with the options given for one question that is asked (not skipped)."""
    chosen = tuple(dict.fromkeys(given))
    if not chosen:
        return (Fault(question.slug, "missing"),) if question.required else ()
    known = {option.slug for option in question.options}
    faults = []
    if strange := tuple(slug for slug in chosen if slug not in known):
        faults.append(Fault(question.slug, "unknown-option", strange))
    if len(chosen) > question.most:
        faults.append(Fault(question.slug, "too-many", chosen))
    alone = tuple(slug for slug in chosen if slug in question.exclusive_options)
    if alone and len(chosen) > 1:
        faults.append(Fault(question.slug, "exclusive", alone))
    return tuple(faults)


def faults_in(raw: Mapping[str, object]) -> tuple[Fault, ...]:
    """Everything wrong with a whole set of answers; it may hold anything that JSON can.

    An answer to a question that is skipped is checked too, but never missed.
    """
    faults = [Fault(slug, "unknown-question") for slug in raw if slug not in BY_SLUG]
    answers: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS:
        given = raw.get(question.slug, ())
        if isinstance(given, str):
            given = (given,)
        if not isinstance(given, list | tuple) or not all(isinstance(v, str) for v in given):
            faults.append(Fault(question.slug, "wrong-type"))
            continue
        passed_over = skipped(question, answers)
        if given or not passed_over:
            faults.extend(faults_of(question, given))
        if not passed_over:
            answers[question.slug] = _tenable(question, given)
    return tuple(faults)


def missing(answers: Accepted) -> tuple[Question, ...]:
    """The required questions that are still open. Without any of these an advice can be given."""
    return tuple(
        q for q in QUESTIONS if q.required and q.slug not in answers and not skipped(q, answers)
    )


def screens_for(answers: Accepted) -> tuple[Screen, ...]:
    """The screens with at least one question that is not skipped."""
    return tuple(s for s in SCREENS if not all(skipped(q, answers) for q in s.questions))


def unseen_screen(answers: Accepted, seen: Collection[str]) -> Screen | None:
    """The first screen with a question that matters and was neither answered nor seen.

    `seen` holds the slugs of optional questions that may stay open. A changed answer can bring up
    a question that was skipped before; it was never seen, so it is asked. None: nothing to ask.
    """
    for screen in SCREENS:
        for question in screen.questions:
            known = question.slug in answers or (not question.required and question.slug in seen)
            if not known and not skipped(question, answers):
                return screen
    return None


def answers_from(raw: Raw) -> Answers:
    """The facts behind the answers.

    Unknown equals unanswered: None. A skipped question counts with its default.
    """
    replayed = accepted(raw)

    def options(slug: str) -> tuple[Option, ...]:
        question = BY_SLUG[slug]
        if skipped(question, replayed):
            chosen = default_for(question, replayed)
        else:
            chosen = replayed.get(slug, ())
        return tuple(question.option(c) for c in chosen if c != UNKNOWN)

    def one(slug: str) -> Option | None:
        return next(iter(options(slug)), None)

    def code(slug: str) -> str | None:
        option = one(slug)
        return option.slug if option else None

    def several(slug: str) -> frozenset[str] | None:
        chosen = options(slug)
        return frozenset(o.slug for o in chosen if o.slug != NONE) if chosen else None

    tension, size, organisers = one("tension"), one("size"), one("organisers")
    budget, lead_time, place = one("budget"), one("lead-time"), code("place")
    return Answers(
        situation=code("situation"),
        tension=tension.value if tension else None,
        safety=several("safety"),
        goal=code("goal"),
        groups=several("groups"),
        ages=several("ages"),
        contacts=code("contacts"),
        willingness=code("willingness"),
        size=Size(size.min, size.max) if size and size.min and size.max else None,
        organisers=organisers.value if organisers else None,
        support=several("support"),
        budget=budget.max if budget else None,
        place=None if place == ANY else place,
        lead_time=lead_time.weeks if lead_time else None,
        language=code("language"),
    )


def _option(data: Mapping[str, Any]) -> Option:
    numbers = {key: data.get(key) for key in ("help", "value", "min", "max", "weeks")}
    return Option(slug=data["slug"], text=data["text"], **numbers)


def _condition(data: Mapping[str, Any]) -> Condition:
    return Condition(question=data["question"], options=frozenset(data["in"]))


def _slugs(default: str | Sequence[str] | None) -> tuple[str, ...]:
    return (default,) if isinstance(default, str) else tuple(default or ())


def _question(data: Mapping[str, Any]) -> Question:
    plain = ("slug", "screen", "order", "type", "required", "text", "help", "why_asked")
    return Question(
        **{key: data[key] for key in plain},
        skip_explained=data["skip_explained"],
        options=tuple(_option(o) for o in data["options"]),
        exclusive_options=tuple(data["exclusive_options"]),
        max_choices=data["max_choices"],
        skip_when=tuple(tuple(_condition(c) for c in rule["all"]) for rule in data["skip_when"]),
        default=_slugs(data["default"]),
        defaults_when=tuple(
            (_condition(rule), _slugs(rule["default"])) for rule in data["defaults_when"]
        ),
    )


def load(data: Mapping[str, Any]) -> tuple[tuple[Question, ...], tuple[Screen, ...]]:
    """Questions in order and the screens that hold them, from what `questions.json` holds.

    Raises ValueError when a condition looks at a question that does not come earlier, or names an
    option that does not exist: the replay could not follow it.
    """
    questions = tuple(sorted(map(_question, data["questions"]), key=lambda q: q.order))
    earlier: dict[str, frozenset[str]] = {}
    for question in questions:
        rules = [c for conditions in question.skip_when for c in conditions]
        for condition in rules + [c for c, _ in question.defaults_when]:
            if not condition.options <= earlier.get(condition.question, frozenset()):
                raise ValueError(f"{question.slug}: cannot look at {condition}")
        own = frozenset(option.slug for option in question.options)
        for defaults in (question.default, *(d for _, d in question.defaults_when)):
            if not own.issuperset(defaults):
                raise ValueError(f"{question.slug}: no such default {defaults}")
        earlier[question.slug] = own
    screens = tuple(
        Screen(s["number"], s["title"], tuple(q for q in questions if q.screen == s["number"]))
        for s in sorted(data["screens"], key=lambda s: s["number"])
    )
    return questions, screens


QUESTIONS, SCREENS = load(
    json.loads(files("meetups.recommender").joinpath("questions.json").read_text("utf-8"))
)
BY_SLUG: Mapping[str, Question] = {question.slug: question for question in QUESTIONS}
SCREENS_BY_NUMBER: Mapping[int, Screen] = {screen.number: screen for screen in SCREENS}
