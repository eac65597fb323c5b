"""What a team changed in its plan since the office judged it: an answer is about what was then."""

from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.initiatives.plan_wording import fact_words

from ..models import Dossier

FACTS = ("first_date", "times_planned", "people_expected", "place_words", "spot", "closes_street")
"""What an answer depends on; a better sentence in the plan is no reason to look again."""
ANSWERED = frozenset({Status.SUBMITTED, Status.CHANGES_ASKED, Status.APPROVED, Status.RUNNING})
"""Where a plan stands that somebody goes by."""


@dataclass(frozen=True)
class Change:
    """One fact as it was and as it is, in words; empty when it was open."""

    label: str
    before: str
    after: str


def facts_of(plan: Initiative) -> dict[str, str | int | bool]:
    """The facts of a plan, as JSON can hold them."""
    values = {name: getattr(plan, name) for name in FACTS}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in values.items()}


def is_changed(plan: Initiative, dossier: Dossier | None) -> bool:
    """Whether an answer of the office is about another plan than this has become."""
    return differs(plan, dossier.judged if dossier else None)


def differs(plan: Initiative, judged: dict[str, Any] | None) -> bool:
    """The same, of a dossier that is not at hand: `judged` is what it keeps."""
    return bool(_changed(plan, judged))


def changes_of(plan: Initiative, dossier: Dossier | None) -> list[Change]:
    """What is otherwise than when the office judged it, in the order of `FACTS`."""
    then = copy(plan)
    changed = _changed(plan, dossier.judged if dossier else None)
    for name, value in changed.items():
        setattr(then, name, date.fromisoformat(str(value)) if name == "first_date" else value)
    return [
        Change(_label(name), fact_words(then, name), fact_words(plan, name)) for name in changed
    ]


def _changed(plan: Initiative, judged: dict[str, Any] | None) -> dict[str, str | int | bool]:
    """The facts that differ, as they were."""
    if not judged or plan.status not in ANSWERED:
        return {}
    return {
        name: judged[name]
        for name, value in facts_of(plan).items()
        if name in judged and judged[name] != value
    }


def _label(name: str) -> str:
    words = str(getattr(Initiative._meta.get_field(name), "verbose_name", name))
    return words[:1].upper() + words[1:]
