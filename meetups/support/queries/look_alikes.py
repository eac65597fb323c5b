"""Plans that look like another: an office may bring their teams together, or see a double.

The database names a bounded number of candidates, and titles are compared here: so both databases
give the same, and an office with thousands of plans waits for nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from unicodedata import combining, normalize

from django.db.models import Q
from rapidfuzz.fuzz import token_set_ratio

from meetups.initiatives.lifecycle import SEEN_BY_OFFICE, Status
from meetups.initiatives.models import Initiative

NEAR = timedelta(days=31)
LOOKED_AT = 200
"""Candidates at most: those that were sent last."""
ALIKE = 70
"""From so much of 100 on, titles look alike."""
_OVER = frozenset({Status.STOPPED, Status.DECLINED})


@dataclass(frozen=True)
class LookAlike:
    """A plan beside another. `likeness`: of the titles, 0 to 100."""

    initiative: Initiative
    likeness: int
    is_same_format: bool
    is_same_area: bool
    is_near_in_time: bool

    @property
    def has_alike_title(self) -> bool:
        return self.likeness >= ALIKE

    @property
    def weight(self) -> int:
        signs = (self.has_alike_title, self.is_same_format, self.is_same_area, self.is_near_in_time)
        return sum(signs)


def look_alikes(initiative: Initiative, limit: int = 5) -> list[LookAlike]:
    """What was sent to the same office and looks like this plan, the most alike first.

    In the same neighbourhood, or of the same format within a month; and then alike in its format
    or its title. One query. What stopped or was declined is not among them.
    """
    seen = Initiative.objects.filter(
        municipality=initiative.municipality_id,
        status__in=sorted(SEEN_BY_OFFICE - _OVER),
        submitted_at__isnull=False,
    ).exclude(pk=initiative.pk)
    first, last = initiative.first_date - NEAR, initiative.first_date + NEAR
    near = seen.filter(
        Q(area=initiative.area_id)
        | Q(activity_type=initiative.activity_type_id, first_date__range=(first, last))
    ).select_related("area")
    rows = near.defer("answers", "advice").order_by("-submitted_at", "-pk")[:LOOKED_AT]
    found = [_beside(initiative, row) for row in rows]
    alike = [row for row in found if row.is_same_format or row.has_alike_title]
    alike.sort(key=lambda row: (-row.weight, -row.likeness, row.initiative.pk))
    return alike[:limit]


def _beside(initiative: Initiative, other: Initiative) -> LookAlike:
    return LookAlike(
        other,
        likeness=likeness(initiative.title, other.title),
        is_same_format=other.activity_type_id == initiative.activity_type_id,
        is_same_area=other.area_id == initiative.area_id,
        is_near_in_time=abs(other.first_date - initiative.first_date) <= NEAR,
    )


def likeness(one: str, other: str) -> int:
    """How much two titles look alike, from 0 to 100; capitals, accents and order do not matter."""
    return round(token_set_ratio(_plain(one), _plain(other)))


def _plain(title: str) -> str:
    letters = (c for c in normalize("NFKD", title.casefold()) if not combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
