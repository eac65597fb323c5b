"""What happens between a team and its municipality in a story. Days count from today.

Who acts is known by their slug; what somebody promised or asked is known by its text.
"""

from dataclasses import dataclass

from meetups.support.models import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that somebody did so many days ago."""

    who: str
    ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Writes(Act):
    """A message to the other side."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes(Act):
    """A note for colleagues only."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives(Act):
    """Has a colleague review the plan."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags(Act):
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsksHelp(Act):
    """The team asks for one thing, `needed_in` so many days from today."""

    kind: Kind
    text: str
    needed_in: int | None = None
    cents: int | None = None
    people: int | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsksNoMore(Act):
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaysNo(Act):
    """The office cannot give what was asked."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What an office will do before a day so many days from today; `then`: it is given once, and
    this comes after it. `owner`: who does it, else who says so. `answers`: what was asked."""

    kind: Kind
    text: str
    due_in: int
    owner: str = ""
    cents: int | None = None
    people: int | None = None
    hours: int | None = None
    then: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises(Act):
    help: Help
    ends_in: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeps(Act):
    """Did what was promised; without a text: the word that comes with each decision."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesBack(Act):
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays(Act):
    text: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduces(Act):
    """Asks the teams of this plan and another to meet; `yes`: who of them said it already."""

    other: str
    why: str
    yes: tuple[str, ...] = ()
