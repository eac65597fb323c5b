"""What a plan of the demo is told in. Days count from today, so that the demo never grows old.

People are named by their slug in `people.py`; money is in whole cents.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from meetups.agenda.models import NeedKind, Rule, Tongue, Way
from meetups.initiatives.models import Arrangement, FundingState, Payer, Spot, TeamRole, TextKind

from .desk import Act, Help


@dataclass(frozen=True, slots=True)
class Chair:
    """Someone in the team. `after`: so many days after the plan was made."""

    who: str
    task: str
    role: TeamRole = TeamRole.ORGANISER
    after: int = 1


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step that the team added; `who` does it. `is_late`: its day went by, and it is open."""

    text: str
    days_before: int
    who: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A move along the lifecycle, so many days ago.

    A decision of an office comes with `help`, and with word from them within `hears_within` days;
    `heard_after`: so many days later they called, None when they did not yet.
    """

    move: str
    who: str
    ago: int
    why: str = ""
    help: tuple[Help, ...] = ()
    hears_within: int = 7
    heard_after: int | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """A line of the budget; `receipt` is what the receipt says, when there is one."""

    name: str
    planned: int
    payer: Payer = Payer.OWN
    spent: int | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Gift:
    """Money that comes in; it lasts until so many days from today."""

    payer: Payer
    cents: int
    state: FundingState
    name: str = ""
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One hand asked for, needed so many days before the meetup, and who lends it."""

    text: str
    days_before: int
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class OpenChair:
    """An invitation to the team that was sent so many days ago."""

    email: str
    asks: str
    ago: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A safety point that was settled: the point's place in the list, from 0."""

    point: int
    who: str
    how: str
    ago: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A hand-over that waits for its answer."""

    giver: str
    taker: str
    ago: int


class Answer(Enum):
    """What a guest of the demo did."""

    CONFIRMS = auto()
    """They pressed the button in their mail: so they come, or wait when it is full."""
    FORGETS = auto()
    """They did not look at their mail yet."""
    WITHDRAWS = auto()
    """They said that they came, and cannot after all."""
    BY_HAND = auto()
    """They rang somebody of the team up, who wrote them down."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone who says that they come, with `party` people in all; `came` of them were there."""

    name: str
    party: int = 1
    answer: Answer = Answer.CONFIRMS
    needs: tuple[NeedKind, ...] = ()
    came: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """What became of one of the dates: who said that they come, whether it went on, who came.

    Guests sign up in this order, `ago` days ago; who withdraws does so yesterday.
    """

    guests: tuple[Guest, ...] = ()
    ago: int = 2
    note: str = ""
    """What the team wrote to the guests, `told` days ago."""
    cancelled: str = ""
    """Why it does not go on, told then."""
    told: int = 1
    attended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A meetup of a plan, or a row of them by `rule`, made so many days ago.

    `after`: the first one is so many days after the first meetup of the plan; below 0 is before.
    `dates`: what became of which of the row, from 0. What is left out is as in the plan.
    """

    ago: int
    address: str = ""
    after: int = 0
    rule: Rule | None = None
    times: int = 1
    title: str = ""
    about: str = ""
    hours: tuple[int, int] = (0, 0)
    way: Way = Way.ON_SITE
    place: str = ""
    route: str = ""
    online_link: str = ""
    hides_address: bool = False
    is_shown: bool = True
    is_listed: bool = True
    capacity: int = 0
    party_most: int = 2
    languages: tuple[Tongue, ...] = (Tongue.NL,)
    step_free: bool | None = None
    children: bool | None = None
    costs: int = 0
    bring: str = ""
    needs_asked: tuple[NeedKind, ...] = ()
    dates: Mapping[int, Date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One plan. `first_in`: the first meetup is so many days from today; below 0 it was.

    Steps whose day went by are done, apart from the own ones that are late and from `skipped`:
    the start of a step's text, and why it was skipped. `loses`: whose account is erased at the
    end, so that nobody is left.
    """

    slug: str
    title: str
    aim: str
    activity_type: str
    area: str
    answers: Mapping[str, tuple[str, ...]]
    first_in: int
    made: int
    hours: tuple[int, int]
    people: int
    spot: Spot
    place: str
    team: tuple[Chair, ...]
    times: int = 1
    closes_street: bool = False
    arranged: tuple[Arrangement, ...] = ()
    contact: str = ""
    """How people say that they come; when there is one, the invitation page is open."""
    own_steps: tuple[OwnStep, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    turns: tuple[Turn, ...] = ()
    costs: tuple[Cost, ...] = ()
    gifts: tuple[Gift, ...] = ()
    asks: tuple[Ask, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    chairs: tuple[OpenChair, ...] = ()
    settled: tuple[Settled, ...] = ()
    texts: Mapping[TextKind, str] = field(default_factory=dict)
    offer: Offer | None = None
    place_for: int | None = None
    """For so many days from today they can use the place."""
    desk: tuple[Act, ...] = ()
    """What passed between the team and the office, apart from the turns."""
    lessons: str = ""
    loses: str = ""
