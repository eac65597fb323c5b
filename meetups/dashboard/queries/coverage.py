"""Where something happens: how many plans went on and how many meetups were held, per area."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from meetups.accounts.models import Office
from meetups.agenda.models import Meetup, MeetupState
from meetups.agenda.queries.map import NUMBER, TINTS
from meetups.initiatives.lifecycle import SEEN_BY_OFFICE, Status
from meetups.initiatives.models import Event, Initiative
from neighbourhoods.maps import MapView, map_of
from neighbourhoods.models import Area

from ..periods import Period

SEEN = {"status__in": sorted(SEEN_BY_OFFICE), "submitted_at__isnull": False}
OVER = (Status.COMPLETED, Status.STOPPED, Status.DECLINED)


@dataclass(frozen=True)
class Spot:
    """An area with what happened there. `path` is empty when it is not on the map."""

    area: Area
    initiatives: int
    meetups: int
    path: str = ""
    x: int = 0
    y: int = 0
    """Where its number stands: below its name, or in the middle."""
    counts_meetups: bool = False

    @property
    def is_silent(self) -> bool:
        return not (self.initiatives or self.meetups)

    @property
    def number(self) -> int:
        """What the map tells of it."""
        return self.meetups if self.counts_meetups else self.initiatives

    @property
    def tint(self) -> int:
        """0 for none, to 3 for many."""
        return next((tint for least, tint in TINTS if self.number >= least), 0)


@dataclass(frozen=True)
class District:
    """A district with all that happened in it, and its neighbourhoods by name.

    `own` is what was for the district as a whole, and so for none of its neighbourhoods.
    """

    all: Spot
    own: Spot
    neighbourhoods: list[Spot]

    @property
    def area(self) -> Area:
        return self.all.area

    @property
    def silent(self) -> list[Area]:
        """Its neighbourhoods in which nothing happened; none when it has one, which is itself."""
        return [spot.area for spot in self.neighbourhoods if spot.is_silent]


@dataclass(frozen=True)
class Coverage:
    """A municipality in a period; `within` is the district of which the map is, if it is of one."""

    whole: Area
    period: Period
    within: Area | None
    districts: list[District]
    elsewhere: Spot
    """What was for the municipality as a whole, or in an area that is no longer on the map."""
    drawing: MapView | None
    counts_meetups: bool

    @cached_property
    def parts(self) -> list[Spot]:
        """What the map and its list show, by name."""
        if self.within is None:
            found = [district.all for district in self.districts]
        else:
            found = next(d.neighbourhoods for d in self.districts if d.area == self.within)
        shapes = {shape.area.pk: shape for shape in self.drawing.shapes} if self.drawing else {}
        labels = {label.code: label for label in self.drawing.labels} if self.drawing else {}

        def placed(spot: Spot) -> Spot:
            shape, label = shapes.get(spot.area.pk), labels.get(spot.area.code)
            x, y = (shape.x, shape.y + NUMBER // 3) if shape else (0, 0)
            x, y = (label.x, label.y + NUMBER) if label else (x, y)
            path = shape.path if shape else ""
            return Spot(spot.area, spot.initiatives, spot.meetups, path, x, y, self.counts_meetups)

        return [placed(spot) for spot in found]

    @property
    def initiatives(self) -> int:
        """All plans of the municipality, wherever in it."""
        return self.elsewhere.initiatives + sum(d.all.initiatives for d in self.districts)

    @property
    def drawn(self) -> list[Spot]:
        return [spot for spot in self.parts if spot.path]

    @property
    def rest(self) -> Spot:
        """What is in none of the parts."""
        if self.within is None:
            return self.elsewhere
        return next(d.own for d in self.districts if d.area == self.within)

    @property
    def silent_districts(self) -> list[District]:
        return [district for district in self.districts if district.all.is_silent]

    @property
    def partly_silent(self) -> list[District]:
        """Districts where something happens, but not in every neighbourhood."""
        return [d for d in self.districts if not d.all.is_silent and d.silent]

    @cached_property
    def district_of(self) -> dict[int, Area]:
        """By the number of an area: the district that it is or lies in."""
        return {
            spot.area.pk: district.area
            for district in self.districts
            for spot in (district.all, *district.neighbourhoods)
        }


def coverage_of(
    office: Office, period: Period, *, within: str = "", counts_meetups: bool = False
) -> Coverage:
    """What happened in a municipality. Three queries; two more when a map is drawn first.

    `within`: the code of a district, for the map of its neighbourhoods. Raises LookupError when
    the municipality has no such district.
    """
    whole = office.area
    districts_of_it = Area.objects.filter(parent=whole).values("pk")
    inside_it = Q(parent=whole) | Q(parent__in=districts_of_it)
    areas = list(Area.objects.current().filter(inside_it).by_name())
    known = {area.pk for area in areas}
    plans, meetups = _by_area(going_in(office, period), held_in(office, period), known)

    def spot(area: Area, *parts: Area) -> Spot:
        keys = [area.pk, *(part.pk for part in parts)]
        return Spot(area, sum(plans[key] for key in keys), sum(meetups[key] for key in keys))

    inside: dict[int, list[Area]] = {}
    for area in areas:
        if area.level == Area.Level.NEIGHBOURHOOD and area.parent_id:
            inside.setdefault(area.parent_id, []).append(area)
    districts = [
        District(
            spot(area, *inside.get(area.pk, [])),
            spot(area),
            [spot(part) for part in inside.get(area.pk, [])],
        )
        for area in areas
        if area.level == Area.Level.DISTRICT
    ]
    chosen = None
    if within:
        chosen = next((d.area for d in districts if d.area.code == within), None)
        if chosen is None:
            raise LookupError(within)
    counted = [pk for district in districts for pk in _keys(district)]
    elsewhere = Spot(
        whole,
        plans.total() - sum(plans[pk] for pk in counted),
        meetups.total() - sum(meetups[pk] for pk in counted),
    )
    if chosen:
        chosen.parent = whole
    drawing = map_of(chosen or whole)
    return Coverage(whole, period, chosen, districts, elsewhere, drawing, counts_meetups)


def seen(office: Office, plan: str = "") -> Q:
    """Plans that were submitted to an office; `plan` is the way to them, such as "initiative__"."""
    conditions = {"municipality": office.area_id, **SEEN}
    return Q(**{f"{plan}{name}": value for name, value in conditions.items()})


def going_in(office: Office, period: Period) -> QuerySet[Initiative]:
    """Plans that were made before the period was over, and were not over before it began."""
    ended = Event.objects.filter(initiative=OuterRef("pk"), after__in=OVER)
    return (
        Initiative.objects.filter(seen(office), created_at__lt=period.ends_at)
        .exclude(
            Exists(ended.filter(at__lt=period.starts_at))
            & ~Exists(ended.filter(at__gte=period.starts_at)),
            status__in=OVER,
        )
        .order_by()
    )


def held_in(office: Office, period: Period) -> QuerySet[Meetup]:
    """Meetups that began in the period and are over, also those that are not in the agenda."""
    return Meetup.objects.filter(
        seen(office, "initiative__"),
        municipality=office.area_id,
        state=MeetupState.SHOWN,
        starts_at__gte=period.starts_at,
        starts_at__lt=period.ends_at,
        ends_at__lte=period.now,
    ).order_by()


def _by_area(
    plans: QuerySet[Initiative], meetups: QuerySet[Meetup], known: Iterable[int]
) -> tuple[Counter[int], Counter[int]]:
    """How many there are of each per area; those of an area of before count for what it lay in."""
    counts: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    found = _per_area(plans, 0).union(_per_area(meetups, 1), all=True)
    for which, area, parent, number in found:
        counts[which][area if area in known or parent is None else parent] += number
    return counts


def _per_area(rows: QuerySet[Any], which: int) -> QuerySet[Any, Any]:
    per_area: QuerySet[Any, Any] = rows.values("area", "area__parent").annotate(
        which=Value(which), number=Count("pk")
    )
    return per_area.values_list("which", "area", "area__parent", "number")


def _keys(district: District) -> list[int]:
    return [district.area.pk, *(spot.area.pk for spot in district.neighbourhoods)]
