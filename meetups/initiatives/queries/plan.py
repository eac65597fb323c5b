"""What a plan asks: the steps of its format and office, and the plans that someone is in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from meetups.accounts.models import Office
from meetups.accounts.queries import rules_for
from meetups.suggestions.models import ActivityType

from ..access import office_of
from ..dates import days_before_of
from ..models import FundingState, Initiative, Payer, Spot, Step, StepOrigin, StepState

LOOK_BACK = "look-back"
LOOK_BACK_AFTER = 7
"""Days after the first meetup."""
LOOK_BACK_TEXT = {"nl": "Kijk samen terug, 20 minuten.", "en": "Look back together, 20 minutes."}
LOOK_BACK_WHY = {
    "nl": "Wat ging goed? Wat doen jullie de volgende keer anders?",
    "en": "What went well? What will you do differently next time?",
}
RULE = "rule-"
"""Begins the key of every step that an office asks for; its rule's pk follows."""


@dataclass(frozen=True)
class StepDraft:
    """A step that a plan asks for, in both languages, before it has a plan."""

    key: str
    origin: StepOrigin
    days_before: int
    text: dict[str, str]
    why: dict[str, str]

    @property
    def columns(self) -> dict[str, object]:
        """The columns of a `Step` that stay as they were when it was made."""
        texts = {f"text_{code}": words for code, words in self.text.items()}
        whys = {f"why_{code}": words for code, words in self.why.items()}
        return {"origin": self.origin, "days_before": self.days_before, **texts, **whys}


def in_each_language(words: Callable[[], str]) -> dict[str, str]:
    """What to keep of a text that people read in their own language later."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = words()
    return found


def steps_of_format(activity_type: ActivityType) -> list[StepDraft]:
    """How a format is prepared; and looking back on it, a week later. One query."""
    prepared = [
        StepDraft(
            key=f"format-{place}",
            origin=StepOrigin.FORMAT,
            days_before=7 * step.weeks_before,
            text=in_each_language(lambda step=step: step.text),  # type: ignore[misc]
            why=in_each_language(str),
        )
        for place, step in enumerate(activity_type.steps.all(), start=1)
    ]
    look_back = StepDraft(
        key=LOOK_BACK,
        origin=StepOrigin.FORMAT,
        days_before=-LOOK_BACK_AFTER,
        text=LOOK_BACK_TEXT,
        why=LOOK_BACK_WHY,
    )
    return [*prepared, look_back]


def steps_of_office(
    office: Office | None, *, spot: str, closes_street: bool, asks_money: bool, people: int
) -> list[StepDraft]:
    """What the municipality asks of a plan like this. One query; none without an office."""
    if office is None:
        return []
    rules = rules_for(
        office,
        public_space=spot == Spot.PUBLIC_SPACE,
        closes_street=closes_street,
        asks_money=asks_money,
        people=people,
    )
    return [
        StepDraft(
            key=f"{RULE}{rule.pk}",
            origin=StepOrigin.OFFICE,
            days_before=days_before_of(rule.days, is_after=rule.is_after),
            text=in_each_language(lambda rule=rule: rule.text),  # type: ignore[misc]
            why=in_each_language(lambda rule=rule: rule.why),  # type: ignore[misc]
        )
        for rule in rules
    ]


def steps_for_office(initiative: Initiative) -> list[StepDraft]:
    """What its municipality asks of a plan as it is now."""
    return steps_of_office(
        office_of(initiative),
        spot=initiative.spot,
        closes_street=initiative.closes_street,
        asks_money=asks_money(initiative),
        people=initiative.people_expected,
    )


def asks_money(initiative: Initiative) -> bool:
    """Whether the municipality is asked for money, or gives it."""
    asked = initiative.funding.filter(payer=Payer.OFFICE)
    return asked.exclude(state=FundingState.REFUSED).exists()


def moving_steps(initiative: Initiative) -> QuerySet[Step]:
    """The steps that move along when the meetup moves: open ones whose date is not pinned."""
    return initiative.steps.filter(state=StepState.OPEN, is_pinned=False)
