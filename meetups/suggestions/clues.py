"""What the figures of a neighbourhood may have to do with situations: to ask, never to decide."""

from collections.abc import Iterable
from dataclasses import dataclass

from meetups.suggestions.models import Situation
from neighbourhoods.hints import Hint, Rule, hints_of
from neighbourhoods.models import Area
from neighbourhoods.queries import profile_of


@dataclass(frozen=True)
class Clue:
    """A question out of the figures, and the situations that name that figure as a sign."""

    hint: Hint
    situations: list[Situation]


def clues_of(area: Area, situations: Iterable[Situation]) -> list[Clue]:
    """The hints of an area, fetched `with_ancestors()`, for beside the question of the situation.

    They are shown and go no further: the recommender knows nothing of figures.
    """
    known = list(situations)
    return [
        Clue(hint, [situation for situation in known if _is_sign(hint.rule, situation)])
        for hint in hints_of(profile_of(area))
    ]


def _is_sign(rule: Rule, situation: Situation) -> bool:
    return any(
        indicator.slug in rule.indicators and indicator.direction == rule.when.direction
        for indicator in situation.indicators.all()
    )
