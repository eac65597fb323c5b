"""What of the rules a curator may set: numbers within bounds, lists of slugs, and texts.

Each has a key: the id of its rule and its place there, such as "S1.points.3". The bounds also keep
the sentences true that go with the points: a format that "suits" never loses points by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meetups.recommender.rules import GROUPS, SHIPPED

Rules = Mapping[str, Any]

SLUG_LISTS = ("safe_with_threats", "not_with_fear", "not_when_refused", "few_households")
GOALS = "S14.goals"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most of a number; `step` is the smallest change."""

    low: int
    high: int
    step: float = 1


def _each(keys: str, low: int, high: int) -> dict[str, Bounds]:
    return {key: Bounds(low, high) for key in keys.split()}


_FOR, _AGAINST, _EITHER = Bounds(0, 10), Bounds(-20, 0), Bounds(-20, 20)
_PILLARS = (
    "equal_status common_goal cooperation authority_support friendship_potential "
    "positive_experience repeated"
)

# No bounds, so as shipped: points for practice-based evidence and for a goal that is not served
# (there is no sentence for them), and the number of tips (the pages are about three).
_BOUNDS: Mapping[str, Any] = {
    "N2": {"points": _AGAINST},
    "S1": {"points": _each("3 2 1", 0, 40)},
    "S2": {"points": _each("3 2 1", 0, 30)},
    "S3": {"points": {**_each("ideal in_range", 0, 20), "too_light": Bounds(-30, 0)}},
    "S4": {
        "max": Bounds(0, 30),
        "weights": {
            kind: _each(_PILLARS, 0, 5)
            for kind in ("base", "from_tension_2", "goal_reduce_loneliness")
        },
        "best_from_level": Bounds(1, 3),
    },
    "S5": {"points": _each("strong moderate promising", 0, 10)},
    "S6": {"points": _FOR},
    "S7": {"points": _FOR},
    "S8": {"points": {"fit": _FOR, "parallel": _FOR, "misfit": _AGAINST}},
    "S9": {"points": {"enough": _FOR, "one_short": _AGAINST, "many_short": Bounds(-30, 0)}},
    "S10": {
        "points": {
            "within": _FOR,
            "over": _AGAINST,
            "far_over": Bounds(-40, 0),
            "unknown_and_minimum_1000_plus": _AGAINST,
        },
        "far_over_times": Bounds(1, 10),
        "unknown_minimum": Bounds(0, 10_000, 50),
    },
    "S11": {
        "points": {
            "some": {"low": _FOR, "medium": _AGAINST, "high": _AGAINST},
            "much": {"low": _FOR, "medium": _AGAINST},
        }
    },
    "S12": {
        "points": {
            "reluctant": dict.fromkeys(
                (
                    *("indirect", "doing", "one-way-listening", "within-group", "presence"),
                    *("light", "informing", "pair", "talking", "mediated"),
                ),
                _EITHER,
            ),
            "refuse": dict.fromkeys(
                (
                    *("indirect", "doing", "one-way-listening", "within-group", "presence"),
                    *("light", "informing"),
                ),
                _EITHER,
            ),
        }
    },
    "S13": {
        "points": {
            "none": {"1": _FOR, "2": _EITHER, "3": _EITHER},
            "few": {"1": _FOR, "2": _EITHER, "3": _EITHER},
            "some": {"1": _EITHER, "2": _FOR, "3": _FOR},
            "many": {"1": _EITHER, "2": _FOR, "3": _FOR},
        }
    },
    "S14": {"points": _FOR},
    "S15": {"points": _AGAINST, "fewer_sessions_than": Bounds(1, 20)},
    "pick": {
        "max_recommended": Bounds(3, 8),
        "max_same_family_in_top3": Bounds(1, 3),
        "minimum_score": Bounds(0, 60),
        "minimum_fraction_of_best": Bounds(0, 1, 0.05),
    },
}


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Bounds]]:
    for name, inner in table.items():
        key = f"{before}.{name}" if before else name
        if isinstance(inner, Bounds):
            yield key, inner
        else:
            yield from _flat(inner, key)


NUMBERS: Mapping[str, Bounds] = dict(_flat(_BOUNDS))
"""By key: the id of a rule and the place in it, "S1.points.3", or a place outside the rules."""
LISTS = (*SLUG_LISTS, GOALS)
TEXTS = (
    *("principle", "unanswered", "pick.text", "E1.text"),
    *(f"H{number}.text" for number in range(1, 13)),
    *("L2.text", "P1.text"),
)
"""What the register shows. The advice itself speaks by `wording`, so that other texts of the file,
which only explain it to programmers, would change nothing that anybody reads."""


# --- reading and writing one value ----------------------------------------------------------------


def _holder(rules: Any, key: str) -> tuple[Any, str]:
    """What holds a value, and its name there. Raises KeyError for a key that is nowhere."""
    first, *rest = key.split(".")
    held = rules
    path = [first, *rest]
    if first not in rules:
        held = next((r for group in GROUPS for r in rules[group] if r["id"] == first), None)
        path = rest
    for name in path[:-1]:
        held = held[name]
    if not path or held is None:
        raise KeyError(key)
    return held, path[-1]


def value_of(rules: Rules, key: str) -> Any:
    """The value at a key of `NUMBERS`, `LISTS` or `TEXTS`."""
    held, name = _holder(rules, key)
    return held[name]


def with_values(rules: Rules, values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with other values at these keys; nothing of `rules` changes."""
    fresh: dict[str, Any] = _copied(rules)
    for key, value in values.items():
        held, name = _holder(fresh, key)
        held[name] = _copied(value)
    return fresh


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value


def settled(rules: Rules) -> dict[str, Any]:
    """What may be changed in `rules`, in the shape that we ship now.

    An older draft lacks what a newer version of the software brought: then that is as shipped.
    """
    kept = {}
    for key in (*NUMBERS, *LISTS, *TEXTS):
        try:
            kept[key] = value_of(rules, key)
        except (KeyError, TypeError):
            continue
    return with_values(SHIPPED.data, kept)
