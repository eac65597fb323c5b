"""What an initiative stands on: facts of its living history in, reasons why it may stop out.

Pure: standard library only, no clock and no database. Volunteers stop for want of time, people,
money and a place (the four pillars), and initiatives live on what Platform31 calls ACTIE: spirit,
contacts, equipment, embedding and empathy. Each reason is a fact with a date, never a judgement of
anybody. What is not known (`None`, or an empty tuple) gives no reason.

What threatens first, in words: what bites already comes before what bites later, an earlier day
before a later one. Of one day, the more pillars are gone the sooner it comes, then the more are
shaky, then what began first. A weakness without a day, such as a single organiser, comes last.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

LEFT_DAYS = 90
"""How long an organiser's leaving is felt."""
QUIET_WEEKS, SILENT_WEEKS = 2, 8
"""Without a next date: from when it is worth a question, and from when nobody expects one."""
ASK_DAYS, LONG_ASK_DAYS = 7, 28
"""How long a request may wait, and how long a promise may be late before its pillar is gone."""
NEED_DAYS = 14
"""What is needed within so many days is urgent, however lately it was asked."""
END_DAYS = 90
"""How far ahead an end is told, and how long help that ended is still missed."""
PLACE_DAYS, NO_PLACE_DAYS = 28, 14
"""Before a meetup without a place: from when to look for one, and from when it has none."""
STEP_DAYS, STEPS = 7, 3
"""A step that is a week late counts, and so do three that are a day late."""
TURNOUT, FELL = 3, 0.75
"""Of so many meetups each drew fewer than the one before, and the last this part of the first."""
REST_DAYS, LONG_REST_DAYS = 90, 180


class Pillar(StrEnum):
    """What an initiative stands on."""

    PEOPLE = "people"
    TIME = "time"
    MONEY = "money"
    PLACE = "place"


PILLARS = tuple(Pillar)


class Element(StrEnum):
    """The parts of ACTIE."""

    SPIRIT = "spirit"
    CONTACTS = "contacts"
    EQUIPMENT = "equipment"
    EMBEDDING = "embedding"
    EMPATHY = "empathy"


class State(StrEnum):
    """How a pillar stands; a reason is never firm."""

    FIRM = "firm"
    SHAKY = "shaky"
    GONE = "gone"


PILLAR_OF = {
    "contact": Pillar.PEOPLE,
    "money": Pillar.MONEY,
    "people": Pillar.PEOPLE,
    "place": Pillar.PLACE,
    "materials": Pillar.MONEY,
    "knowledge": Pillar.PEOPLE,
    "promotion": Pillar.PEOPLE,
}
"""Which pillar a kind of help holds up. Things cost money; knowledge and a crowd are people."""


# --- facts ---------------------------------------------------------------------------------------
class Ask(NamedTuple):
    """A request that the office has not answered."""

    kind: str
    text: str
    asked_on: date
    needed_on: date | None = None


class Pledge(NamedTuple):
    """A promise of the office. `ends_on`: when help that goes on, or was given once, ends."""

    kind: str
    text: str
    due_on: date
    is_kept: bool = False
    ends_on: date | None = None
    then: str = ""


class Facts(NamedTuple):
    """What is known of an initiative on a day.

    `next_on` counts only with `knows_dates`: then None means that no next date is planned.
    `unplaced_on`: the day of the first coming meetup that has no place yet. `incomes`: until when
    each sum that came in or was promised lasts, None for without an end. `turnout`: how many came
    to the last meetups that were counted, oldest first. `handover_on`: since when it is offered.
    """

    today: date
    organisers: int | None = None
    organisers_left: int = 0
    left_on: date | None = None
    knows_dates: bool = False
    next_on: date | None = None
    last_on: date | None = None
    unplaced_on: date | None = None
    place_until: date | None = None
    incomes: Sequence[date | None] = ()
    asks: Sequence[Ask] = ()
    pledges: Sequence[Pledge] = ()
    answer_by: date | None = None
    turnout: Sequence[int] = ()
    steps_late: int = 0
    step_due_on: date | None = None
    hands_open: int = 0
    hand_asked_on: date | None = None
    hand_needed_on: date | None = None
    handover_on: date | None = None
    rests_since: date | None = None


# --- reasons -------------------------------------------------------------------------------------
Value = int | str | date | None


class Reason(NamedTuple):
    """One fact that makes a pillar shaky, or took it away. `bites_on` is None without a day."""

    code: str
    pillar: Pillar
    element: Element
    state: State
    bites_on: date | None = None
    values: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True)
class Continuity:
    """How firm an initiative stands: its reasons, what threatens first in front."""

    today: date
    reasons: tuple[Reason, ...] = ()

    @cached_property
    def _states(self) -> dict[Pillar, State]:
        """By pillar the worst that a reason says of it."""
        states: dict[Pillar, State] = {}
        for reason in self.reasons:
            if states.get(reason.pillar) != State.GONE:
                states[reason.pillar] = reason.state
        return states

    @cached_property
    def told(self) -> str:
        """All that it tells, to see by whether another tells the same."""
        return repr(self)

    def state_of(self, pillar: Pillar) -> State:
        """How a pillar stands, by the worst that a reason says of it."""
        return self._states.get(pillar, State.FIRM)

    @property
    def pillars(self) -> tuple[tuple[Pillar, State], ...]:
        """The four, in their own order."""
        return tuple((pillar, self.state_of(pillar)) for pillar in PILLARS)

    def count(self, state: State) -> int:
        """How many pillars stand so."""
        named = list(self._states.values())
        return len(PILLARS) - len(named) if state == State.FIRM else named.count(state)

    @property
    def is_firm(self) -> bool:
        return not self.reasons

    @property
    def threat(self) -> tuple[date, int, int, date]:
        """To sort by: the smaller, the sooner it needs a look."""
        first = min((r.bites_on or date.max for r in self.reasons), default=date.max)
        states = list(self._states.values())
        gone = states.count(State.GONE)
        return max(first, self.today), -gone, gone - len(states), first


def continuity(facts: Facts) -> Continuity:
    """Why it may stop, what threatens first in front."""
    given = zip(_LOOKED_AT(facts), RULES, strict=True)
    found = [reason for fact, (_name, rule) in given if fact for reason in rule(facts)]
    if len(found) > 1:
        found.sort(key=lambda reason: _urgency(reason, facts.today))
    return Continuity(facts.today, tuple(found))


def _urgency(reason: Reason, today: date) -> tuple[date, bool, date]:
    first = reason.bites_on or date.max
    return max(first, today), reason.state != State.GONE, first


# --- people --------------------------------------------------------------------------------------
def nobody_organises(facts: Facts) -> Iterable[Reason]:
    if facts.organisers == 0:
        day = facts.left_on or facts.today
        yield Reason("no_organiser", Pillar.PEOPLE, Element.SPIRIT, State.GONE, day)


def one_organises(facts: Facts) -> Iterable[Reason]:
    if facts.organisers == 1:
        yield Reason("one_organiser", Pillar.PEOPLE, Element.SPIRIT, State.SHAKY)


def organisers_left(facts: Facts) -> Iterable[Reason]:
    """When more went than stay, those who stay do double work."""
    left, day = facts.organisers_left, facts.left_on
    if not left or day is None or (facts.today - day).days > LEFT_DAYS:
        return
    stay = facts.organisers
    state = State.GONE if stay is not None and left > stay else State.SHAKY
    values: dict[str, Value] = {"left": left, "stay": stay, "day": day}
    yield Reason("organisers_left", Pillar.PEOPLE, Element.SPIRIT, state, day, values)


def handover_open(facts: Facts) -> Iterable[Reason]:
    day = facts.handover_on
    if day is not None:
        values: dict[str, Value] = {"days": (facts.today - day).days, "day": day}
        yield Reason("handover_open", Pillar.PEOPLE, Element.SPIRIT, State.SHAKY, day, values)


def hands_not_taken(facts: Facts) -> Iterable[Reason]:
    """One that waits long, or is needed soon; its day is that of the first that is needed."""
    asked, needed = facts.hand_asked_on, facts.hand_needed_on
    if not facts.hands_open or facts.rests_since:
        return
    waits = asked is not None and (facts.today - asked).days >= NEED_DAYS
    if waits or _is_near(needed, facts.today, NEED_DAYS):
        values: dict[str, Value] = {"number": facts.hands_open, "needed": needed}
        state = State.SHAKY
        yield Reason("hands_open", Pillar.PEOPLE, Element.CONTACTS, state, needed, values)


def turnout_falls(facts: Facts) -> Iterable[Reason]:
    came = facts.turnout[-TURNOUT:]
    falls = all(later < earlier for earlier, later in pairwise(came))
    if len(came) == TURNOUT and falls and came[-1] <= FELL * came[0]:
        values: dict[str, Value] = {"first": came[0], "second": came[1], "last": came[2]}
        state = State.SHAKY
        yield Reason("turnout_falls", Pillar.PEOPLE, Element.CONTACTS, state, None, values)


# --- time ----------------------------------------------------------------------------------------
def no_next_date(facts: Facts) -> Iterable[Reason]:
    """It bites on the day that people stop expecting a next time."""
    last = facts.last_on
    if not facts.knows_dates or facts.next_on or last is None or facts.rests_since:
        return
    weeks = (facts.today - last).days // 7
    if weeks >= QUIET_WEEKS:
        state = State.GONE if weeks >= SILENT_WEEKS else State.SHAKY
        day = _later(last, 7 * SILENT_WEEKS)
        values: dict[str, Value] = {"weeks": weeks, "last": last}
        yield Reason("no_next_date", Pillar.TIME, Element.SPIRIT, state, day, values)


def rests_long(facts: Facts) -> Iterable[Reason]:
    since = facts.rests_since
    if since is None or (facts.today - since).days < REST_DAYS:
        return
    days = (facts.today - since).days
    state = State.GONE if days >= LONG_REST_DAYS else State.SHAKY
    day = _later(since, LONG_REST_DAYS)
    values: dict[str, Value] = {"weeks": days // 7, "since": since}
    yield Reason("rests_long", Pillar.TIME, Element.SPIRIT, state, day, values)


def steps_late(facts: Facts) -> Iterable[Reason]:
    due, number = facts.step_due_on, facts.steps_late
    if not number or due is None or facts.rests_since:
        return
    days = (facts.today - due).days
    if days >= STEP_DAYS or number >= STEPS:
        values: dict[str, Value] = {"number": number, "days": days}
        yield Reason("steps_late", Pillar.TIME, Element.EQUIPMENT, State.SHAKY, due, values)


def answer_late(facts: Facts) -> Iterable[Reason]:
    """The office's own delay: a team that waits loses its date."""
    day = facts.answer_by
    if day is not None and day < facts.today:
        values: dict[str, Value] = {"days": (facts.today - day).days, "day": day}
        yield Reason("answer_late", Pillar.TIME, Element.EMPATHY, State.SHAKY, day, values)


# --- what was asked and promised -----------------------------------------------------------------
def unanswered(facts: Facts) -> Iterable[Reason]:
    """Per pillar the request that is needed first, else waits longest."""
    found: dict[Pillar, list[Ask]] = {}
    for ask in facts.asks:
        waits = (facts.today - ask.asked_on).days >= ASK_DAYS
        if waits or _is_near(ask.needed_on, facts.today, NEED_DAYS):
            found.setdefault(PILLAR_OF[ask.kind], []).append(ask)
    for pillar, asks in found.items():
        worst = min(asks, key=lambda ask: (_bites(ask), ask.asked_on))
        too_late = any(ask.needed_on is not None and ask.needed_on < facts.today for ask in asks)
        state = State.GONE if too_late else State.SHAKY
        values: dict[str, Value] = {
            "kind": worst.kind,
            "text": worst.text,
            "days": (facts.today - worst.asked_on).days,
            "needed": worst.needed_on,
            "number": len(asks),
        }
        yield Reason("unanswered", pillar, Element.EMPATHY, state, _bites(worst), values)


def promise_late(facts: Facts) -> Iterable[Reason]:
    """Per pillar the promise that is late longest."""
    found: dict[Pillar, list[Pledge]] = {}
    for pledge in facts.pledges:
        if not pledge.is_kept and pledge.due_on < facts.today:
            found.setdefault(PILLAR_OF[pledge.kind], []).append(pledge)
    for pillar, pledges in found.items():
        worst = min(pledges, key=lambda pledge: pledge.due_on)
        days = (facts.today - worst.due_on).days
        state = State.GONE if days > LONG_ASK_DAYS else State.SHAKY
        values: dict[str, Value] = {
            "kind": worst.kind,
            "text": worst.text,
            "days": days,
            "number": len(pledges),
        }
        yield Reason("promise_late", pillar, Element.EMPATHY, state, worst.due_on, values)


def help_ends(facts: Facts) -> Iterable[Reason]:
    """Per pillar the help that ends first. The follow-up is told before it ends, not after."""
    found: dict[Pillar, list[Pledge]] = {}
    for pledge in facts.pledges:
        if pledge.ends_on and abs((pledge.ends_on - facts.today).days) <= END_DAYS:
            found.setdefault(PILLAR_OF[pledge.kind], []).append(pledge)
    for pillar, pledges in found.items():
        worst = min(pledges, key=lambda pledge: pledge.ends_on or date.max)
        day = worst.ends_on
        assert day is not None
        state = State.GONE if day < facts.today else State.SHAKY
        values: dict[str, Value] = {
            "kind": worst.kind,
            "text": worst.text,
            "day": day,
            "then": worst.then,
        }
        yield Reason("help_ends", pillar, Element.EMBEDDING, state, day, values)


# --- money and place -----------------------------------------------------------------------------
def money_ends(facts: Facts) -> Iterable[Reason]:
    """Gone when the last of it has ended; shaky when some ends and other money goes on."""
    ends = [until for until in facts.incomes if until is not None]
    if not ends:
        return
    goes_on = None in facts.incomes or any((until - facts.today).days > END_DAYS for until in ends)
    near = [until for until in ends if abs((until - facts.today).days) <= END_DAYS]
    if goes_on and not near:
        return
    day = min(near) if goes_on else max(ends)
    state = State.GONE if not goes_on and day < facts.today else State.SHAKY
    values: dict[str, Value] = {"day": day, "goes_on": int(goes_on)}
    yield Reason("money_ends", Pillar.MONEY, Element.EQUIPMENT, state, day, values)


def place_ends(facts: Facts) -> Iterable[Reason]:
    """Gone on its last day, and when a date is planned that the place does not reach."""
    until = facts.place_until
    if until is None:
        return
    beyond = facts.next_on is not None and facts.next_on > until
    if (until - facts.today).days > END_DAYS and not beyond:
        return
    state = State.GONE if until < facts.today or beyond else State.SHAKY
    values: dict[str, Value] = {"day": until, "next": facts.next_on if beyond else None}
    yield Reason("place_ends", Pillar.PLACE, Element.EMBEDDING, state, until, values)


def no_place(facts: Facts) -> Iterable[Reason]:
    day = facts.unplaced_on
    if day is None or not facts.today <= day <= _later(facts.today, PLACE_DAYS):
        return
    days = (day - facts.today).days
    state = State.GONE if days <= NO_PLACE_DAYS else State.SHAKY
    values: dict[str, Value] = {"day": day, "days": days}
    yield Reason("no_place", Pillar.PLACE, Element.EQUIPMENT, state, day, values)


# --- days ----------------------------------------------------------------------------------------
def _is_near(day: date | None, today: date, days: int) -> bool:
    """Within so many days, or over."""
    return day is not None and (day - today).days <= days


def _bites(ask: Ask) -> date:
    """When waiting for an answer begins to hurt."""
    return min(_later(ask.asked_on, ASK_DAYS), ask.needed_on or date.max)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


RULES: tuple[tuple[str, Callable[[Facts], Iterable[Reason]]], ...] = (
    ("today", nobody_organises),
    ("organisers_left", organisers_left),
    ("organisers", one_organises),
    ("handover_on", handover_open),
    ("hands_open", hands_not_taken),
    ("turnout", turnout_falls),
    ("last_on", no_next_date),
    ("rests_since", rests_long),
    ("answer_by", answer_late),
    ("steps_late", steps_late),
    ("asks", unanswered),
    ("pledges", promise_late),
    ("pledges", help_ends),
    ("incomes", money_ends),
    ("place_until", place_ends),
    ("unplaced_on", no_place),
)
"""Each with a fact without which, as of most plans, it has nothing to say and is not asked."""
_LOOKED_AT = attrgetter(*(name for name, _rule in RULES))
CODES = (
    *("no_organiser", "organisers_left", "one_organiser", "handover_open", "hands_open"),
    *("turnout_falls", "no_next_date", "rests_long", "answer_late", "steps_late"),
    *("unanswered", "promise_late", "help_ends", "money_ends", "place_ends", "no_place"),
)
"""Of every reason that there is, so that none is left without words."""
