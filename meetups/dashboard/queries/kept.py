"""How firm the plans of an office stand, as each process reckoned it within the last minute.

To reckon thousands takes long, and mostly all is as it was when someone turned the page. Whatever
people do to a plan is in its history. So a plan of which that tells something newer is reckoned
again each time, and shows in every process at once what was done, at the desk or by its team. What
no history tells, such as an hour that passed or an account that was erased, shows in a minute; and
a new day has everything anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from meetups.accounts.models import Office
from meetups.initiatives.lifecycle import OPEN, SEEN_BY_OFFICE
from meetups.initiatives.models import Event, Initiative
from meetups.support.continuity import Continuity, State
from meetups.support.queries.continuity import continuity_of

KEPT_FOR = timedelta(minutes=1)
WRITING = timedelta(minutes=1)
"""An event has its number before others can see it, but no page takes longer to write it."""
MANY = 100
"""When so many plans changed, all are reckoned again, and that is kept."""
OFFICES = 8
"""Of so many the plans are kept: some kB for each plan that may stop."""


class Standing(NamedTuple):
    """How firm a plan stands; they sort by what threatens first."""

    threat: tuple[date, int, int, date]
    pk: int
    continuity: Continuity


class Plans:
    """Those that go on at an office, what threatens first in front; never changed.

    `threatened`: those that may stop; `lost`: those of which a pillar is gone.
    """

    def __init__(self, plans: Iterable[Standing]) -> None:
        self.all = sorted(plans)
        self.threatened = [plan for plan in self.all if not plan.continuity.is_firm]
        self.lost = [plan for plan in self.threatened if plan.continuity.count(State.GONE)]


@dataclass(frozen=True)
class Kept:
    """What was reckoned `at` a moment. It may lack what is in events later than `event`."""

    at: datetime
    event: int
    plans: Plans

    def holds(self, now: datetime) -> bool:
        same_day = timezone.localdate(self.at) == timezone.localdate(now)
        return same_day and timedelta(0) <= now - self.at < KEPT_FOR


_kept: dict[tuple[int, int], Kept] = {}
"""By office, and the days in which it answers: what was reckoned last at the end."""


def plans_of(office: Office, *, now: datetime) -> Plans:
    """All that go on at an office.

    Five queries when they are reckoned, else one, and four for what changed meanwhile.
    """
    key = (office.pk, office.answer_days)
    kept = _kept.get(key)
    if kept is None or not kept.holds(now):
        return _reckon_all(office, key, now)
    changed = _changed_since(kept.event, office)
    if len(changed) > MANY:
        return _reckon_all(office, key, now)
    if not changed:
        return kept.plans
    same = (plan for plan in kept.plans.all if plan.pk not in changed)
    return Plans([*same, *_reckon(going_on(office).filter(pk__in=changed), now)])


def going_on(office: Office, area: str = "") -> QuerySet[Initiative]:
    """What was sent to an office and is not over, in one of its districts or anywhere."""
    plans = Initiative.objects.filter(
        municipality=office.area_id,
        status__in=sorted(OPEN & SEEN_BY_OFFICE),
        submitted_at__isnull=False,
    )
    return plans.filter(Q(area__code=area) | Q(area__parent__code=area)) if area else plans


def forget() -> None:
    """For tests, whose databases go back to what they were."""
    _kept.clear()


def _reckon_all(office: Office, key: tuple[int, int], now: datetime) -> Plans:
    event = _last_told(now)  # before the rest, so that what comes meanwhile counts as newer
    plans = Plans(_reckon(going_on(office), now))
    _kept.pop(key, None)
    _kept[key] = Kept(now, event, plans)
    for oldest in list(_kept)[:-OFFICES]:
        _kept.pop(oldest, None)
    return plans


def _reckon(plans: QuerySet[Initiative], now: datetime) -> Iterable[Standing]:
    found = continuity_of(plans, now=now)
    return (Standing(one.threat, pk, one) for pk, one in found.items())


def _last_told(now: datetime) -> int:
    """The newest event that is old enough for all before it to be seen."""
    told = Event.objects.filter(at__lt=now - WRITING).order_by("-pk")
    return told.values_list("pk", flat=True).first() or 0


def _changed_since(event: int, office: Office) -> set[int]:
    newer = Event.objects.filter(pk__gt=event, initiative__municipality=office.area_id)
    return set(newer.order_by().values_list("initiative", flat=True).distinct())
