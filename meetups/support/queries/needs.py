"""What a plan lacks that its municipality could help with: the start of a request."""

from dataclasses import dataclass

from meetups.initiatives.models import FundingState, Initiative, Payer, Spot, TeamRole
from meetups.initiatives.models.base import CENTS

from ..models import Kind, PromiseState, RequestState

HAS = (FundingState.PROMISED, FundingState.RECEIVED)


@dataclass(frozen=True)
class Need:
    """Something that a plan lacks. `lines`: what the money is for."""

    kind: Kind
    cents: int | None = None
    people: int | None = None
    lines: tuple[str, ...] = ()


def needs_of(initiative: Initiative) -> list[Need]:
    """What the plan lacks and is not asked for or promised yet. Four queries."""
    waiting = initiative.support_requests.filter(state=RequestState.OPEN)
    promised = initiative.promises.exclude(state=PromiseState.WITHDRAWN)
    columns = ("kind", "cents", "funding__payer", "funding__state")
    given = [  # money that the budget has is counted there
        (kind, 0 if payer == Payer.OFFICE and state in HAS else cents)
        for kind, cents, payer, state in promised.values_list(*columns)
    ]
    asked = [*waiting.values_list("kind", "cents"), *given]
    kinds = {kind for kind, _cents in asked}
    needs = []
    if money := _money(initiative, covered=sum(cents or 0 for _kind, cents in asked)):
        needs.append(money)
    has_place = initiative.place_words or initiative.spot == Spot.ONLINE
    if not has_place and Kind.PLACE not in kinds:
        needs.append(Need(Kind.PLACE, people=initiative.people_expected))
    roles = [member.role for member in initiative.members.all()]
    if roles.count(TeamRole.ORGANISER) == 1 and Kind.PEOPLE not in kinds:
        needs.append(Need(Kind.PEOPLE, people=1))
    return needs


def _money(initiative: Initiative, *, covered: int) -> Need | None:
    """What the municipality should pay by the budget, and neither did nor promised."""
    lines = list(initiative.budget_lines.filter(payer=Payer.OFFICE))
    paid = initiative.funding.filter(payer=Payer.OFFICE, state__in=HAS)
    covered += sum(paid.values_list("cents", flat=True))
    missing = sum(line.planned_cents for line in lines) - covered
    if missing <= 0:
        return None
    return Need(Kind.MONEY, cents=min(missing, CENTS), lines=tuple(line.name for line in lines))
