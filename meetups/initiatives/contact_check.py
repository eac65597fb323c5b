"""The contact check: on how many of the seven pillars does this plan stand, and what to do next.

Pure: plain facts in, seven pillars out, with codes for reasons and for what to do. One small
function per condition. All weigh alike: what the format brings by itself (0 to 3), plus 2 for the
arrangement that is this condition in practice, plus 1 for what helps a little. From 3 up the
pillar is there. Then facts of the plan may hold it back: with one organiser nobody is on an equal
footing in the team, and an experience is not good while a safety point is open. The conditions
work as a bundle and none is a must (Pettigrew and Tropp, 2006): a missing pillar stops no plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from meetups.suggestions.vocabulary import Condition

from .lifecycle import Status
from .models.plan import Arrangement

ENOUGH, MAIN, HELPS = 3, 2, 1
SHORT_MINUTES = 90
"""Below this, once is too short to get to know each other: time together counts most
(Davies and others, 2011)."""
APPROVED = frozenset({Status.APPROVED, Status.RUNNING, Status.RESTING, Status.COMPLETED})


class State(StrEnum):
    """How a pillar stands."""

    MISSING = "missing"
    WORK = "work"
    THERE = "there"


@dataclass(frozen=True)
class Facts:
    """What of a plan the check looks at.

    `levels`: how much of each condition the format brings by itself, 0 to 3; what is not named
    is 0. `arranged`: codes of Arrangement. `minutes`: how long one meetup lasts, or None.
    `can_ask`: there is an office that may still say yes; `is_asked`: its answer is awaited;
    `is_sent_back`: it asked for changes; `is_promised`: it promised or gave something.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    arranged: frozenset[str] = frozenset()
    organisers: int = 1
    times: int = 1
    minutes: int | None = None
    can_ask: bool = False
    is_asked: bool = False
    is_sent_back: bool = False
    is_approved: bool = False
    is_promised: bool = False
    safety_open: int = 0
    has_evaluation_step: bool = False

    def level(self, condition: str) -> int:
        return self.levels.get(condition, 0)

    def has(self, arrangement: Arrangement) -> bool:
        return arrangement in self.arranged

    @property
    def comes_again(self) -> bool:
        return self.times > 1 or self.has(Arrangement.NEXT_DATE)

    @property
    def is_evaluated(self) -> bool:
        return self.has_evaluation_step or self.has(Arrangement.EVALUATION)


@dataclass(frozen=True)
class Reason:
    """Why a pillar stands as it does."""

    code: str
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Pillar:
    """One condition: how it stands, why, and one thing to do. `todo` is empty when it is there.

    The todo "strengthen" is the format's own advice on this condition.
    """

    condition: Condition
    state: State
    reason: Reason
    todo: str = ""


def check(facts: Facts) -> list[Pillar]:
    """The seven pillars, in the order of `Condition`."""
    return [rule(facts) for rule in RULES]


def _state(score: int) -> State:
    return State.THERE if score >= ENOUGH else State.WORK if score > 0 else State.MISSING


def _pillar(
    condition: Condition, state: State, reason: str, todo: str = "strengthen", **values: int
) -> Pillar:
    return Pillar(condition, state, Reason(reason, values), "" if state is State.THERE else todo)


def _weighed(facts: Facts, condition: Condition, helped: int, todo: str = "strengthen") -> Pillar:
    """What the format brings and what the team arranged, with nothing to hold it back."""
    level = facts.level(condition)
    state = _state(level + helped)
    if level >= ENOUGH:
        reason = "in_format"
    elif state is State.THERE:
        reason = "arranged"
    elif helped:
        reason = "arranged_in_part"
    else:
        reason = ("not_yet", "little_in_format", "partly_in_format")[level]
    return _pillar(condition, state, reason, todo)


def equal_status(facts: Facts) -> Pillar:
    """Those who organise decide, so they come from the groups that meet: that takes two."""
    condition = Condition.EQUAL_STATUS
    alone = facts.organisers < 2
    mixed = 0 if alone else MAIN * facts.has(Arrangement.MIXED_ORGANISERS)
    pillar = _weighed(facts, condition, mixed)
    if alone:
        state = State.WORK if pillar.state is State.THERE else pillar.state
        return _pillar(condition, state, "one_organiser", "invite_organiser")
    return pillar


def common_goal(facts: Facts) -> Pillar:
    """An aim works when everyone who comes knows it."""
    return _weighed(facts, Condition.COMMON_GOAL, MAIN * facts.has(Arrangement.SHARED_AIM))


def cooperation(facts: Facts) -> Pillar:
    """Doing something together, in mixed groups: never group against group (Lowe, 2021)."""
    helped = MAIN * facts.has(Arrangement.SHARED_TASK) + HELPS * facts.has(Arrangement.MIXED_GROUPS)
    return _weighed(facts, Condition.COOPERATION, helped)


def authority_support(facts: Facts) -> Pillar:
    """Support counts when people see it: a format can ask for it, and hardly bring it itself.

    So the format counts one less, and someone of the municipality who is there is enough.
    """
    condition = Condition.AUTHORITY_SUPPORT
    level = facts.level(condition)
    given = HELPS * facts.is_approved + HELPS * facts.is_promised
    score = max(level - 1, 0) + given + (ENOUGH if facts.has(Arrangement.VISIBLE_SUPPORT) else 0)
    begun = score or facts.is_asked or facts.is_sent_back
    state = State.THERE if score >= 2 else State.WORK if begun else State.MISSING
    if facts.has(Arrangement.VISIBLE_SUPPORT):
        return _pillar(condition, state, "visible")
    if level >= ENOUGH:
        return _pillar(condition, state, "in_format")
    if facts.is_approved or facts.is_promised:
        reason = "promised" if facts.is_promised else "approved"
        return _pillar(condition, state, reason, "be_seen")
    if facts.is_asked:
        return _pillar(condition, state, "waits_for_office", "wait_for_office")
    if facts.is_sent_back:
        return _pillar(condition, state, "sent_back", "answer_office")
    todo = "ask_office" if facts.can_ask else "strengthen"
    return _pillar(condition, state, "partly_in_format" if score else "nobody_yet", todo)


def friendship_potential(facts: Facts) -> Pillar:
    """Time to talk at ease; a next time and small groups help. Short and once is not enough."""
    condition = Condition.FRIENDSHIP_POTENTIAL
    helped = (
        MAIN * facts.has(Arrangement.TIME_TO_TALK)
        + HELPS * facts.has(Arrangement.MIXED_GROUPS)
        + HELPS * facts.comes_again
    )
    pillar = _weighed(facts, condition, helped)
    short = facts.minutes is not None and facts.minutes < SHORT_MINUTES
    if short and not facts.comes_again and pillar.state is State.THERE:
        minutes = facts.minutes or 0
        return _pillar(condition, State.WORK, "too_short", "plan_again", minutes=minutes)
    return pillar


def positive_experience(facts: Facts) -> Pillar:
    """A bad experience weighs more than a good one (Barlow, 2012): safety first, then a welcome.

    Asking people afterwards helps a little: then you hear of what was not good.
    """
    condition = Condition.POSITIVE_EXPERIENCE
    helped = MAIN * facts.has(Arrangement.SAFE_START) + HELPS * facts.is_evaluated
    started = facts.has(Arrangement.SAFE_START) and not facts.is_evaluated
    todo = "plan_evaluation" if started else "strengthen"
    pillar = _weighed(facts, condition, helped, todo)
    if facts.safety_open:
        state = State.WORK if pillar.state is State.THERE else pillar.state
        return _pillar(condition, state, "safety_open", "settle_safety", points=facts.safety_open)
    return pillar


def repeated(facts: Facts) -> Pillar:
    """Meeting again is a fact of the plan: a format for a series, held once, is held once."""
    condition = Condition.REPEATED
    if facts.times > 1:
        return _pillar(condition, State.THERE, "series", times=facts.times)
    if facts.comes_again:
        return _pillar(condition, State.THERE, "next_date")
    suits = facts.level(condition) >= 2
    state = State.WORK if suits or facts.is_evaluated else State.MISSING
    return _pillar(condition, state, "once_of_series" if suits else "once", "plan_again")


RULES = (
    equal_status,
    common_goal,
    cooperation,
    authority_support,
    friendship_potential,
    positive_experience,
    repeated,
)
