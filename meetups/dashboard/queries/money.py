"""The promises of an office and its money, as the desk shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative, Member
from meetups.support.models import Promise, PromiseState, YearBudget
from meetups.support.queries.promises import TAKEN, Money

ON_A_PAGE = 50


def own_plans(user: User, plans: Iterable[int]) -> set[int]:
    """Those of these plans that someone is in the team of, so that colleagues act. One query."""
    mine = Member.objects.filter(user=user, initiative__in=set(plans))
    return set(mine.values_list("initiative", flat=True))


def ledger(
    office: Office, *, state: str, kind: str, owner: int | None, today: date
) -> QuerySet[Promise]:
    """Promises of an office: what must still be done in order of its day, so the late ones first;
    then what is settled, the newest first."""
    found = Promise.objects.filter(office=office)
    if state == "late":
        found = found.filter(state=PromiseState.PROMISED, due_on__lt=today)
    elif state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if owner is not None:
        found = found.filter(owner=owner)
    open_due = Case(When(state=PromiseState.PROMISED, then=F("due_on")))
    # All rows are sorted with what is joined to them: plans are long, so those come afterwards.
    around = found.select_related("owner", "office").prefetch_related("initiative__area")
    return around.order_by(
        open_due.asc(nulls_last=True), F("settled_at").desc(nulls_first=True), "pk"
    )


@dataclass(frozen=True)
class Share:
    """What one plan got of the budget of a year, in cents. `promised` must still be paid."""

    initiative: Initiative
    promised: int
    paid: int


def years_of(office: Office, today: date) -> dict[int, Money]:
    """The money of each year that has any, of this year and the next; the newest first."""
    budgets = dict(YearBudget.objects.filter(office=office).values_list("year", "cents"))
    rows = Promise.objects.filter(office=office, year__isnull=False).values_list("year")
    sums = {
        year: (taken, paid)
        for year, taken, paid in rows.annotate(taken=Sum(TAKEN), paid=Sum("paid_cents")).order_by()
    }
    years = sorted({today.year, today.year + 1, *budgets, *sums}, reverse=True)
    found = {}
    for year in years:
        taken, paid = sums.get(year, (0, 0))
        found[year] = Money(budgets.get(year, 0), taken - paid, paid, is_set=year in budgets)
    return found


def version_of(office: Office, year: int) -> int:
    """That of the budget of a year, 0 when there is none."""
    budget = YearBudget.objects.filter(office=office, year=year)
    return budget.values_list("version", flat=True).first() or 0


def shares_of(office: Office, year: int, number: str | None) -> tuple[Page[Any], list[Share]]:
    """The plans that money of a year was promised to, who got most first: a page of them."""
    rows = (
        Promise.objects.filter(office=office, year=year)
        .values("initiative")
        .annotate(taken=Coalesce(Sum(TAKEN), 0), paid=Coalesce(Sum("paid_cents"), 0))
        .filter(taken__gt=0)
        .order_by("-taken", "initiative")
    )
    page = Paginator(rows, ON_A_PAGE).get_page(number)
    plans = Initiative.objects.select_related("area").in_bulk(
        [row["initiative"] for row in page.object_list]
    )
    return page, [
        Share(plans[row["initiative"]], row["taken"] - row["paid"], row["paid"])
        for row in page.object_list
    ]
