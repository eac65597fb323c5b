"""Which plans may stop, what threatens first in front: known of all, read for one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import OPEN, SEEN_BY_OFFICE
from meetups.initiatives.models import Initiative, Member
from meetups.ready import Blank, Ready
from meetups.support.continuity import Continuity, Pillar, State
from meetups.support.continuity_acts import Act, acts_of
from meetups.support.queries.continuity import continuity_of

from .kept import Keeper

ON_A_PAGE = 20
MOST_SHOWN = 200
"""Of so many plans of an office the rows are kept."""
GOING_ON = {"status__in": sorted(OPEN & SEEN_BY_OFFICE), "submitted_at__isnull": False}


class Standing(NamedTuple):
    """How firm a plan stands; they sort by what threatens first."""

    threat: tuple[date, int, int, date]
    pk: int
    continuity: Continuity


class Plans:
    """Those that go on at an office, what threatens first in front; never changed.

    `threatened`: those that may stop; `lost`: those of which a pillar is gone. Some kB are kept for
    each plan that may stop. `shown`: the rows of some, for as long as these are kept.
    """

    def __init__(
        self, plans: Iterable[Standing], shown: dict[int, Initiative] | None = None
    ) -> None:
        self.shown = {} if shown is None else shown
        self.all = sorted(plans)
        self.threatened = [plan for plan in self.all if not plan.continuity.is_firm]
        self.lost = [plan for plan in self.threatened if plan.continuity.count(State.GONE)]


@dataclass(frozen=True)
class Wanted:
    """What someone looks for: a district by its code, a pillar, only what is gone."""

    area: str = ""
    pillar: str = ""
    only_gone: bool = False

    def among(self, plans: Plans) -> list[Standing]:
        """Which of the plans that may stop it is."""
        threatened = plans.lost if self.only_gone else plans.threatened
        if not self.pillar:
            return threatened
        pillar, states = Pillar(self.pillar), {State.GONE}
        if not self.only_gone:
            states.add(State.SHAKY)
        return [plan for plan in threatened if plan.continuity.state_of(pillar) in states]


@dataclass(frozen=True)
class Row:
    """A plan that may stop. `is_own`: the reader is in its team, so others of the office act."""

    initiative: Initiative
    continuity: Continuity
    is_own: bool

    @property
    def acts(self) -> list[tuple[Act, str]]:
        """What helps, what threatens first in front."""
        return acts_of(self.continuity)

    @property
    def told(self) -> tuple[object, ...]:
        """All that a row tells: a row that tells the same is drawn once."""
        plan, found = self.initiative, self.continuity
        words = plan.title, plan.status, plan.area.code, plan.area.title, plan.activity_type.name
        return plan.pk, self.is_own, *words, found.told


@dataclass(frozen=True)
class Radar:
    """A page of rows; and of all plans that go on, how many lost a pillar or are shaky."""

    rows: list[Row]
    page: Page[Standing]
    plans: int
    gone: int
    shaky: int


def radar_of(
    office: Office,
    user: User,
    wanted: Wanted,
    *,
    page: str | None,
    now: datetime,
    most: int = ON_A_PAGE,
) -> Radar:
    """One query and those of what is kept, two for rows that are not; one more for a district."""
    plans = KEPT.of(office, now=now)
    if wanted.area:
        inside = set(going_on(office, wanted.area).values_list("pk", flat=True))
        plans = Plans((plan for plan in plans.all if plan.pk in inside), plans.shown)
    shown = Paginator(wanted.among(plans), most).get_page(page)
    pks = [plan.pk for plan in shown]
    rows = _rows(plans, office, pks)
    own = dict(_OWN(whole=office.area_id, plans=pks, user=user.pk))
    return Radar(
        [
            Row(rows[pk], found, bool(own[pk]))
            for _threat, pk, found in shown
            if pk in rows and pk in own
        ],
        shown,
        plans=len(plans.all),
        gone=len(plans.lost),
        shaky=len(plans.threatened) - len(plans.lost),
    )


def _rows(plans: Plans, office: Office, pks: Sequence[int]) -> dict[int, Initiative]:
    """Plans with all that a row tells but to whom, and no more: advice is long.

    That a format got another name is in no history of a plan, so it shows in a minute.
    """
    known = {pk: row for pk in pks if (row := plans.shown.get(pk))}
    missing = [pk for pk in pks if pk not in known]
    if not missing:
        return known
    read = (
        going_on(office)
        .select_related("area")
        .prefetch_related("activity_type")
        .only(
            *("title", "status", "area__code", "area__level", "area__name", "activity_type"),
            *("catalogue_version", "local_format", "local_name_nl", "local_name_en"),
        )
        .in_bulk(missing)
    )
    if len(plans.shown) + len(read) > MOST_SHOWN:
        plans.shown.clear()
    plans.shown.update(read)
    return known | read


def going_on(office: Office, area: str = "") -> QuerySet[Initiative]:
    """What was sent to an office and is not over, in one of its districts or anywhere."""
    plans = Initiative.objects.filter(municipality=office.area_id, **GOING_ON)
    return plans.filter(Q(area__code=area) | Q(area__parent__code=area)) if area else plans


def _reckon(office: Office, now: datetime) -> Plans:
    return Plans(_standings(going_on(office), now))


def _mend(plans: Plans, changed: set[int], office: Office, now: datetime) -> Plans:
    same = (plan for plan in plans.all if plan.pk not in changed)
    shown = {pk: row for pk, row in list(plans.shown.items()) if pk not in changed}
    found = _standings(going_on(office).filter(pk__in=changed), now)
    return Plans([*same, *found], shown)


def _standings(plans: QuerySet[Initiative], now: datetime) -> Iterable[Standing]:
    found = continuity_of(plans, now=now)
    return (Standing(one.threat, pk, one) for pk, one in found.items())


_OWN = Ready(
    lambda: (
        Initiative.objects.filter(municipality=Blank("whole"), pk__in=Blank("plans"), **GOING_ON)
        .order_by()
        .values_list(
            "pk", Exists(Member.objects.filter(user=Blank("user"), initiative=OuterRef("pk")))
        )
    )
)
"""Of plans that go on now, whether the reader is in its team."""
KEPT = Keeper(_reckon, _mend)
