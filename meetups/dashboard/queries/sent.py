"""What was submitted to an office: found, and put in the order that someone asks for.

A plan waits for the office when it was sent to it, when the team wrote last, or when it asks for
help. Its answer is due as many days later as the office says that it takes.

The few facts that this takes are kept of all its plans (`kept`), and so are the last orders made of
them. Who reviews a plan and its tags are in no history: these are asked for each time.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, Q, QuerySet, TextChoices, TextField, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import ENDS, Status
from meetups.initiatives.models import Initiative
from meetups.reminders.queries.messages import read_moment
from meetups.support.models import Dossier, RequestState, Side, SupportRequest, Tag
from neighbourhoods.models import Area
from neighbourhoods.names import words_of

from .coverage import seen
from .kept import Keeper

CLOSE = timedelta(days=7)
"""A first meetup that is nearer than this makes an answer urgent, whenever the plan was sent."""
SHUT = ENDS | {Status.DECLINED}
MOST_ORDERS = 16
"""So many orders are kept of an office: 40 kB each, of 5,000 plans."""
NO_DAY = date.max.toordinal()
NEVER = datetime.max.replace(tzinfo=UTC)


class Standing(TextChoices):
    """For whom a plan waits, or else where it is."""

    US = "us", _("Waits for us")
    TEAM = "team", _("Waits for the team")
    APPROVED = "approved", _("Approved")
    RUNNING = "running", _("Running")
    RESTING = "resting", _("Resting")
    DECLINED = "declined", _("Declined")
    OVER = "over", _("Completed or stopped")


class Order(TextChoices):
    FIRST = "first", _("What must be first")
    MEETUP = "meetup", _("First meetup")
    LONGEST = "longest", _("Waits longest")
    NEWEST = "newest", _("Newest")


ME, NOBODY = "me", "nobody"


@dataclass(frozen=True)
class Wanted:
    """What someone looks for. `area`: the code of a district or a neighbourhood; `reviewer`: ME,
    NOBODY, or the number of a colleague."""

    area: str = ""
    standing: str = ""
    reviewer: str = ""
    tag: str = ""
    words: str = ""
    order: str = Order.FIRST


@dataclass(frozen=True)
class Summary:
    """How many plans wait for the office; of these, how many the reader reviews, whose last day is
    today, and that are too late."""

    waiting: int
    mine: int
    today: int
    late: int


class Fact(NamedTuple):
    """What gives a plan its place. `waits_since`: since when it waits for the office, or None;
    `asks`: for help, still."""

    pk: int
    status: str
    submitted_at: datetime
    waits_since: datetime | None
    first_date: date
    area: int
    asks: bool


class Sent:
    """What was submitted to an office, as it is on a day; kept, and so never changed.

    `areas`: by number, the codes of those of the municipality and of what they lie in; `told`: what
    queue.py tells of some plans, for as long as this is kept.
    """

    def __init__(
        self,
        office: Office,
        today: date,
        areas: dict[int, tuple[str, str]],
        plans: dict[int, Fact],
        told: dict[int, Any],
    ) -> None:
        self.office, self.today, self.areas = office, today, areas
        self.plans, self.told = plans, told
        last = today - timedelta(days=office.answer_days)
        self.late = _start_of(last)
        """What was sent before this has an answer that is late."""
        self.due = _start_of(last + timedelta(days=1))
        """And what was sent before this must be answered today."""
        self._orders: dict[tuple[str, str, str], tuple[int, ...]] = {}

    def ordered(self, area: str = "", standing: str = "", order: str = "") -> tuple[int, ...]:
        """The plans of an area and a standing, or all, in the order asked for."""
        key = area, standing, order
        if (kept := self._orders.get(key)) is not None:
            return kept
        plans = [
            fact
            for fact in self.plans.values()
            if (not area or area in self.areas.get(fact.area, ()))
            and (not standing or _stands(fact, standing))
        ]
        made = tuple(fact.pk for fact in sorted(plans, key=self._key(order)))
        if len(self._orders) >= MOST_ORDERS:
            self._orders.clear()
        self._orders[key] = made
        return made

    def _key(self, order: str) -> Callable[[Fact], tuple[Any, ...]]:
        """By what they sort. What is over comes after what still comes; what is equal by number."""
        today = self.today.toordinal()
        over = NO_DAY + today

        def coming(fact: Fact) -> int:
            day = fact.first_date.toordinal()
            return day if day >= today else over - day

        def first(fact: Fact) -> tuple[Any, ...]:
            band, is_urgent = self._band(fact)
            day = coming(fact)
            urgent = day if is_urgent and day < NO_DAY else NO_DAY
            return band, urgent, fact.waits_since or NEVER, day, fact.pk

        if order == Order.MEETUP:
            return lambda fact: (coming(fact), fact.pk)
        if order == Order.LONGEST:
            return lambda fact: (fact.waits_since or NEVER, fact.submitted_at, fact.pk)
        if order == Order.NEWEST:
            return lambda fact: (NEVER - fact.submitted_at, -fact.pk)
        return first

    def _band(self, fact: Fact) -> tuple[int, bool]:
        """What must be first, from 0: answers that are late, answers that are due or meetups that
        are close, what else waits for the office, what waits for the team, what goes on, what is
        over. And if it is of the second, which sort by their meetup."""
        since = fact.waits_since
        if since is None:
            return (
                3 if fact.status == Status.CHANGES_ASKED else 5 if fact.status in SHUT else 4
            ), False
        if since < self.late:
            return 0, False
        is_close = self.today <= fact.first_date <= self.today + CLOSE
        return (1, True) if is_close or since < self.due else (2, False)


def sent_to(office: Office, *, now: datetime) -> Sent:
    """What was submitted to an office. One query when nothing changed, two more for what did."""
    return KEPT.of(office, now=now)


def found(sent: Sent, wanted: Wanted, user: User) -> tuple[int, ...]:
    """The plans that someone looks for, in the order that they asked. One query for each of a
    reviewer, a tag and words."""
    plans = sent.ordered(wanted.area, wanted.standing, wanted.order)
    if wanted.reviewer == NOBODY:
        others = set(_reviewed(sent.office).exclude(reviewer=None))
        plans = tuple(pk for pk in plans if pk not in others)
    elif wanted.reviewer:
        reviewer = user.pk if wanted.reviewer == ME else int(wanted.reviewer)
        plans = _of(plans, _reviewed(sent.office).filter(reviewer=reviewer))
    if wanted.tag:
        tags = Tag.objects.filter(office=sent.office, pk=int(wanted.tag)).order_by()
        plans = _of(plans, tags.values_list("dossiers__initiative", flat=True))
    if wanted.words:
        plans = _of(plans, _titled(sent.office, wanted.words))
    return plans


def summary(sent: Sent, user: User) -> Summary:
    """What waits for an office, in numbers. One query."""
    waits = {fact.pk: since for fact in sent.plans.values() if (since := fact.waits_since)}
    late = sum(since < sent.late for since in waits.values())
    return Summary(
        waiting=len(waits),
        mine=len(waits.keys() & set(_reviewed(sent.office).filter(reviewer=user))),
        today=sum(since < sent.due for since in waits.values()) - late,
        late=late,
    )


def _stands(fact: Fact, standing: str) -> bool:
    if standing == Standing.US:
        return fact.waits_since is not None
    if standing == Standing.TEAM:
        return fact.status == Status.CHANGES_ASKED and fact.waits_since is None
    if standing == Standing.OVER:
        return fact.status in ENDS
    return fact.status == standing


def _of(plans: tuple[int, ...], pks: Iterable[int | None]) -> tuple[int, ...]:
    these = set(pks)
    return tuple(pk for pk in plans if pk in these)


def _reviewed(office: Office) -> QuerySet[Dossier, int]:
    dossiers = Dossier.objects.filter(initiative__municipality=office.area_id).order_by()
    return dossiers.values_list("initiative", flat=True)


def _titled(office: Office, words: str) -> Iterable[int]:
    """Those that have every word in their title. Folded here, since SQLite folds no accents."""
    wanted = _folded(words).split()
    titles = Initiative.objects.filter(seen(office)).order_by().values_list("pk", "title")
    keys = ((pk, _folded(title)) for pk, title in titles.iterator())
    return (pk for pk, key in keys if all(word in key for word in wanted))


def _folded(text: str) -> str:
    """Without accents and capitals; a text in another script as it is."""
    return " ".join(words_of(text)) or text.casefold()


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- read, and kept ------------------------------------------------------------------------------
def plans_of(office: Office, only: Collection[int] | None = None) -> QuerySet[Initiative]:
    """What was submitted to an office; `only` some plans."""
    plans = Initiative.objects.filter(seen(office)).order_by()
    return plans if only is None else plans.filter(pk__in=only)


def _facts(office: Office, only: Collection[int] | None = None) -> dict[int, Fact]:
    """Two queries. Moments come as text: made of thousands by the driver, they take four times as
    long. Texts and days of which many plans have the same are kept once."""
    asked_at = _asked_at(office, only)
    wrote = Case(When(dossier__last_side=Side.TEAM, then=_as_text("dossier__last_at")))
    rows = plans_of(office, only).values_list(
        "pk", "status", _as_text("submitted_at"), "first_date", "area", wrote
    )
    known: dict[Any, Any] = {}
    once: Callable[[Any, Any], Any] = known.setdefault
    facts = {}
    for pk, status, submitted, first_date, area, wrote_at in rows:
        sent_at, asked = read_moment(submitted), asked_at.get(pk)
        since = _waits_since(status, sent_at, read_moment(wrote_at) if wrote_at else None, asked)
        facts[pk] = Fact(
            pk,
            once(status, status),
            sent_at,
            since,
            once(first_date, first_date),
            once(area, area),
            asked is not None,
        )
    return facts


def _as_text(column: str) -> Cast:
    return Cast(column, TextField())


def _asked_at(office: Office, only: Collection[int] | None) -> dict[int, datetime]:
    """By plan, when it asked for the first that it asks for still."""
    asked = SupportRequest.objects.filter(office=office, state=RequestState.OPEN)
    if only is not None:
        asked = asked.filter(initiative__in=only)
    rows = asked.order_by("-asked_at").values_list("initiative", _as_text("asked_at"))
    return {pk: read_moment(asked_at) for pk, asked_at in rows}


def _waits_since(
    status: str, submitted_at: datetime, wrote_at: datetime | None, asked_at: datetime | None
) -> datetime | None:
    if status == Status.SUBMITTED:
        return submitted_at
    return None if status in ENDS else wrote_at or asked_at


def _reckon(office: Office, now: datetime) -> Sent:
    return Sent(office, timezone.localdate(now), _areas(office), _facts(office), {})


def _mend(sent: Sent, changed: set[int], office: Office, now: datetime) -> Sent:
    same = {pk: fact for pk, fact in sent.plans.items() if pk not in changed}
    told = {pk: told for pk, told in list(sent.told.items()) if pk not in changed}
    plans = same | _facts(office, changed)
    return Sent(office, timezone.localdate(now), sent.areas, plans, told)


def _areas(office: Office) -> dict[int, tuple[str, str]]:
    whole = office.area_id
    inside = Q(pk=whole) | Q(parent=whole) | Q(parent__parent=whole)
    rows = Area.objects.filter(inside).order_by().values_list("pk", "code", "parent__code")
    return {pk: (code, parent) for pk, code, parent in rows}


KEPT = Keeper(_reckon, _mend)
