"""The budget of a plan as a whole: what it costs, who pays, and what is still missing."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from meetups.ready import give, has

from ..models import BudgetLine, Funding, FundingState, Initiative, Payer
from ..parts import budget_lines, funding, receipts


class Fit(StrEnum):
    """What is planned, beside what the format usually costs."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True)
class PayerSums:
    """What one payer is to pay by the lines, and what came of it. Cents."""

    payer: Payer
    planned: int
    asked: int
    promised: int
    received: int

    @property
    def sure(self) -> int:
        """What is there or was promised. What you pay yourselves needs nobody's promise."""
        given = self.promised + self.received
        return max(given, self.planned) if self.payer is Payer.OWN else given

    @property
    def missing(self) -> int:
        return max(0, self.planned - self.sure)


@dataclass(frozen=True)
class BudgetOverview:
    """All sums in cents. `lines` come with their receipts."""

    lines: list[BudgetLine]
    funding: list[Funding]
    payers: list[PayerSums]
    estimate_min: int
    estimate_max: int

    @cached_property
    def planned(self) -> int:
        return sum(line.planned_cents for line in self.lines)

    @cached_property
    def spent(self) -> int:
        return sum(line.spent_cents or 0 for line in self.lines)

    @property
    def is_spent(self) -> bool:
        """Whether anything was spent yet, be it nothing at all."""
        return any(line.spent_cents is not None for line in self.lines)

    @property
    def over(self) -> int:
        """How much more was spent than planned; below 0 when less."""
        return self.spent - self.planned

    @property
    def fit(self) -> Fit:
        if self.planned < self.estimate_min:
            return Fit.BELOW
        return Fit.ABOVE if self.planned > self.estimate_max else Fit.WITHIN

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.payers)

    @property
    def promised(self) -> int:
        return sum(row.promised for row in self.payers)

    @property
    def received(self) -> int:
        return sum(row.received for row in self.payers)

    @cached_property
    def missing(self) -> int:
        """What is planned and nobody pays yet. One payer's surplus fills another's gap."""
        return max(0, self.planned - sum(row.sure for row in self.payers))

    @property
    def receipts(self) -> int:
        return sum(len(line.receipts.all()) for line in self.lines)


def budget_overview(initiative: Initiative, *, with_receipts: bool = True) -> BudgetOverview:
    """The budget of a plan that came in by the front door. Three queries.

    Two without the receipts, for a page that does not show any.
    """
    lines = budget_lines(plan=initiative.pk)
    if with_receipts:
        found = receipts(plan=initiative.pk) if lines else []
        for line in lines:
            give(line, "receipts", [receipt for receipt in found if receipt.line_id == line.pk])
    known = has(initiative, "funding")
    money = list(initiative.funding.all()) if known else funding(plan=initiative.pk)
    return BudgetOverview(
        lines=lines,
        funding=money,
        payers=[sums for payer in Payer if (sums := _sums(payer, lines, money))],
        estimate_min=100 * initiative.activity_type.cost_min,
        estimate_max=100 * initiative.activity_type.cost_max,
    )


def _sums(payer: Payer, lines: list[BudgetLine], funding: list[Funding]) -> PayerSums | None:
    """None for who is neither named by a line nor by money that comes in."""
    theirs = [row for row in funding if row.payer == payer]
    costs = [line.planned_cents for line in lines if line.payer == payer]
    if not theirs and not costs:
        return None

    def total(state: FundingState) -> int:
        return sum(row.cents for row in theirs if row.state == state)

    return PayerSums(
        payer=payer,
        planned=sum(costs),
        asked=total(FundingState.ASKED),
        promised=total(FundingState.PROMISED),
        received=total(FundingState.RECEIVED),
    )
