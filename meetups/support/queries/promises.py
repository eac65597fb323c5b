"""What teams asked an office for, what it promised, and what that leaves of its budget."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from meetups.accounts.models import Office, User
from meetups.initiatives.lifecycle import ENDS, OPEN, SEEN_BY_OFFICE, Status
from meetups.initiatives.models import Initiative

from ..models import Promise, PromiseState, RequestState, SupportRequest, YearBudget

TAKEN = Case(
    When(state=PromiseState.PROMISED, then=F("cents")),
    default=F("paid_cents"),
    output_field=IntegerField(),
)
"""What a promise of money takes of its budget: all of it, and once it is settled what was paid."""
SEEN = Q(initiative__submitted_at__isnull=False) & ~Q(initiative__status=Status.DRAFT)
"""Of a plan that the office sees now: taking a plan back hides it again."""


def is_seen(initiative: Initiative) -> bool:
    """Whether the office sees the plan now."""
    return initiative.submitted_at is not None and initiative.status != Status.DRAFT


def promises_of(initiative: Initiative) -> QuerySet[Promise]:
    """What was promised for a plan, in order of the day, with who does it."""
    return initiative.promises.select_related("owner", "request").order_by("due_on", "pk")


def requests_of(initiative: Initiative) -> QuerySet[SupportRequest]:
    """What the team asked for, the newest first, with who answered."""
    asked = initiative.support_requests.select_related("asked_by", "answered_by")
    return asked.order_by("-asked_at", "-pk")


def open_requests(office: Office) -> QuerySet[SupportRequest]:
    """What waits for an answer of the office, the longest waiting first."""
    asked = SupportRequest.objects.filter(SEEN, office=office, state=RequestState.OPEN)
    still = asked.exclude(initiative__status__in=ENDS)
    return still.select_related("initiative__area", "asked_by").order_by("asked_at", "pk")


def late_promises(office: Office, today: date) -> QuerySet[Promise]:
    """What should have been done by now, the longest ago first."""
    late = Promise.objects.filter(office=office, state=PromiseState.PROMISED, due_on__lt=today)
    return late.select_related("initiative__area", "owner").order_by("due_on", "pk")


@dataclass(frozen=True)
class Money:
    """The money of a year, in cents: `budget` is `available`, `promised` and `paid` together.

    `promised` is what must still be paid. `is_set`: whether there is a budget at all.
    """

    budget: int
    promised: int
    paid: int
    is_set: bool = True

    @property
    def available(self) -> int:
        return self.budget - self.promised - self.paid


def money_of(office: Office, year: int) -> Money:
    """The money of an office in a year. Two queries."""
    budget = YearBudget.objects.filter(office=office, year=year).values_list("cents", flat=True)
    cents = budget.first()
    taken, paid = sums_of(Promise.objects.filter(office=office, year=year))
    return Money(cents or 0, taken - paid, paid, is_set=cents is not None)


def sums_of(promises: QuerySet[Promise]) -> tuple[int, int]:
    """What promises take of their budget, and what of it was paid."""
    sums = promises.aggregate(taken=Coalesce(Sum(TAKEN), 0), paid=Coalesce(Sum("paid_cents"), 0))
    return sums["taken"], sums["paid"]


def colleagues_of(office: Office) -> QuerySet[User]:
    """Who works for an office, by name."""
    return User.objects.filter(memberships__office=office).order_by("name", "pk")


def work_of(office: Office, user: User) -> dict[str, int]:
    """What waits for somebody if this colleague goes: open `promises`, and `plans` that they
    review and that are not over. Two queries."""
    promises = Promise.objects.filter(office=office, owner=user, state=PromiseState.PROMISED)
    plans = Initiative.objects.filter(
        dossier__reviewer=user,
        municipality=office.area_id,
        submitted_at__isnull=False,
        status__in=sorted(OPEN & SEEN_BY_OFFICE),
    )
    return {"promises": promises.count(), "plans": plans.count()}


def budgets_of(office: Office, today: date) -> dict[int, int]:
    """What is left of the budgets that money can be promised from: of this year and later."""
    spent = Promise.objects.filter(office=OuterRef("office"), year=OuterRef("year")).order_by()
    taken = spent.values("office").annotate(taken=Sum(TAKEN)).values("taken")
    budgets = YearBudget.objects.filter(office=office, year__gte=today.year).order_by("year")
    left = budgets.annotate(left=F("cents") - Coalesce(Subquery(taken), 0))
    return dict(left.values_list("year", "left"))


def broken_money() -> list[str]:
    """Each year in which an office promised more than its budget. Two queries."""
    used = (
        Promise.objects.filter(year__isnull=False)
        .values("office", "year")
        .annotate(taken=Sum(TAKEN))
        .order_by("office", "year")
    )
    budgets: dict[tuple[int, int | None], int] = {
        (row.office_id, row.year): row.cents for row in YearBudget.objects.all()
    }
    found = [(row["office"], row["year"], row["taken"]) for row in used]
    return [
        f"office {office}: {taken} cents promised in {year}, of a budget of {budget}"
        for office, year, taken in found
        if taken > (budget := budgets.get((office, year), 0))
    ]
