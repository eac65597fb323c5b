"""Which plans may stop, what threatens first in front: computed for all, read for one page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import OPEN, SEEN_BY_OFFICE
from meetups.initiatives.models import Initiative, Member
from meetups.support.continuity import Continuity, Pillar, State
from meetups.support.continuity_acts import Act, acts_of
from meetups.support.queries.continuity import continuity_of

ON_A_PAGE = 20


@dataclass(frozen=True)
class Wanted:
    """What someone looks for: a district by its code, a pillar, only what is gone."""

    area: str = ""
    pillar: str = ""
    only_gone: bool = False

    def fits(self, found: Continuity) -> bool:
        states = [found.state_of(Pillar(self.pillar))] if self.pillar else _states(found)
        return State.GONE in states or (not self.only_gone and State.SHAKY in states)


@dataclass(frozen=True)
class Row:
    """A plan that may stop. `is_own`: the reader is in its team, so others of the office act."""

    initiative: Initiative
    continuity: Continuity
    acts: list[tuple[Act, str]]
    is_own: bool


@dataclass(frozen=True)
class Radar:
    """A page of rows; and of all plans that go on, how many lost a pillar or are shaky."""

    rows: list[Row]
    page: Page[int]
    plans: int
    gone: int
    shaky: int


def radar_of(
    office: Office, user: User, wanted: Wanted, *, page: str | None, now: datetime
) -> Radar:
    """Thirteen queries, however many plans there are."""
    found = continuity_of(going_on(office, wanted.area), now=now)
    threatened = [pk for pk, one in found.items() if wanted.fits(one)]
    threatened.sort(key=lambda pk: (found[pk].threat, pk))
    shown = Paginator(threatened, ON_A_PAGE).get_page(page)
    keys = list(shown)
    mine = Member.objects.filter(user=user, initiative=OuterRef("pk"))
    rows: QuerySet[Any] = Initiative.objects.annotate(is_own=Exists(mine)).select_related("area")
    plans = rows.prefetch_related("activity_type").in_bulk(keys)
    gone = sum(one.count(State.GONE) > 0 for one in found.values())
    return Radar(
        [
            Row(plans[pk], found[pk], acts_of(found[pk]), plans[pk].is_own)
            for pk in keys
            if pk in plans
        ],
        shown,
        plans=len(found),
        gone=gone,
        shaky=sum(not one.is_firm for one in found.values()) - gone,
    )


def going_on(office: Office, area: str = "") -> QuerySet[Initiative]:
    """What was sent to an office and is not over, in one of its districts or anywhere."""
    plans = Initiative.objects.filter(
        municipality=office.area_id,
        status__in=sorted(OPEN & SEEN_BY_OFFICE),
        submitted_at__isnull=False,
    )
    return plans.filter(Q(area__code=area) | Q(area__parent__code=area)) if area else plans


def _states(found: Continuity) -> list[State]:
    return [state for _pillar, state in found.pillars]
