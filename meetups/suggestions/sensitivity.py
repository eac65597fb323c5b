"""How firm an advice is: which one number, moved a little, would alter the top three.

Numbers only change points and thresholds, never what drops out for safety. So only the formats that
are left for these answers are looked at, and only numbers that give one of them other points.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meetups.recommender.facts import ActivityFacts, Advice, Answers
from meetups.recommender.questions import Accepted, answers_from
from meetups.recommender.rank import recommend
from meetups.recommender.rules import GROUPS, RuleBook

from . import rule_words
from .models import ActivityType
from .rule_values import NUMBERS, value_of
from .snapshots import CatalogueSnapshot

Top = tuple[str, ...]
Number = int | float


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """The smallest change of one number that alters the top three, up or down."""

    key: str
    before: Number
    after: Number
    top: Top

    @property
    def label(self) -> str:
        return rule_words.full_label(self.key)

    @property
    def code(self) -> str:
        return rule_words.code_of(self.key)


@dataclass(frozen=True, slots=True)
class Shift:
    """A tipping point in the words of the formats that it moves."""

    point: TippingPoint
    top: list[ActivityType]
    comes: list[ActivityType]
    goes: list[ActivityType]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The top three now, and all that would alter it, the smallest change first."""

    top: list[ActivityType]
    shifts: list[Shift]
    looked_at: int


def tipping_points(answers: Accepted, snapshot: CatalogueSnapshot) -> Sensitivity:
    """For these answers and this catalogue; see `points_that_tip`."""
    told = answers_from(answers)
    top = recommend(told, snapshot.facts, snapshot.rules).top
    points = points_that_tip(told, snapshot.facts, snapshot.rules)
    named = snapshot.activity_types
    shifts = [
        Shift(
            point=point,
            top=[named[slug] for slug in point.top],
            comes=[named[slug] for slug in point.top if slug not in top],
            goes=[named[slug] for slug in top if slug not in point.top],
        )
        for point in points
    ]
    return Sensitivity([named[slug] for slug in top], shifts, len(NUMBERS))


def points_that_tip(
    answers: Answers, activities: Sequence[ActivityFacts], book: RuleBook
) -> list[TippingPoint]:
    """Each number, up and down within its bounds: the nearest value that gives another top three.

    A number of which no value makes a difference is not in it. Sorted by how few steps it takes.
    """
    advice = recommend(answers, activities, book)
    left = _left(activities, advice)
    steps: dict[TippingPoint, float] = {}
    for key, bounds in NUMBERS.items():
        now: Number = value_of(book.data, key)
        up, down = _values(now, bounds.high, bounds.step), _values(now, bounds.low, -bounds.step)
        for values in (up, down):
            # The ends first: most numbers have no say in what these answers get.
            if not values or not _matters(answers, left, book, key, values[-1], advice):
                continue
            for count, value in enumerate(values, start=1):
                top = recommend(answers, left, _with(book, key, value)).top
                if top != advice.top:
                    steps[TippingPoint(key, now, value, top)] = count
                    break
    return sorted(steps, key=lambda point: (steps[point], point.key))


def _values(now: Number, end: Number, step: float) -> list[Number]:
    """From beside `now` to `end`, that included."""
    count = max(0, math.ceil(round((end - now) / step, 6)))
    whole = step == int(step)
    found = [now + (int(step) if whole else step) * number for number in range(1, count)]
    return [value if whole else round(value, 2) for value in [*found, *[end] * bool(count)]]


def _matters(
    answers: Answers,
    left: Sequence[ActivityFacts],
    book: RuleBook,
    key: str,
    end: Number,
    advice: Advice,
) -> bool:
    """Whether any format gets other points, or another list, by the farthest value."""
    changed = recommend(answers, left, _with(book, key, end))
    known = {suggestion.slug for suggestion in (*changed.fits_now, *changed.not_now)}
    return _account(changed, known) != _account(advice, known)


def _account(advice: Advice, known: Collection[str]) -> object:
    both = (advice.fits_now, advice.not_now)
    return advice.top, [{s.slug: s.score for s in part if s.slug in known} for part in both]


def _with(book: RuleBook, key: str, value: Number) -> RuleBook:
    """The same rules with one other number; what does not change is shared, not copied."""
    code, *path = key.split(".")
    data = dict(book.data)
    if code in data:
        data[code] = _replaced(data[code], path, value)
        return RuleBook(data)
    for group in GROUPS:
        data[group] = [
            _replaced(rule, path, value) if rule["id"] == code else rule for rule in data[group]
        ]
    return RuleBook(data)


def _replaced(table: Mapping[str, Any], path: Sequence[str], value: Number) -> dict[str, Any]:
    name, *rest = path
    return {**table, name: _replaced(table[name], rest, value) if rest else value}


def _left(activities: Iterable[ActivityFacts], advice: Advice) -> list[ActivityFacts]:
    """What did not drop out for another reason than too few points."""
    weak = {s.slug for s in advice.not_now if s.reasons[0].code == "P1"}
    slugs = weak | {s.slug for s in advice.fits_now}
    return [activity for activity in activities if activity.slug in slugs]
