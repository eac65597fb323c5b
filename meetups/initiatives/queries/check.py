"""What the contact check must know of a plan, and what it says."""

from meetups.suggestions.vocabulary import Condition

from ..access import office_of
from ..contact_check import APPROVED, Facts, Pillar, check
from ..lifecycle import Status
from ..models import FundingState, Initiative, Payer, Step, StepOrigin, StepState, TeamRole
from ..parts import read_parts

DAY = 24 * 60
_GIVEN = frozenset({FundingState.PROMISED, FundingState.RECEIVED})


def contact_check(initiative: Initiative) -> list[Pillar]:
    """The seven pillars of a plan. Three queries for one that came in by the front door.

    A page that has read the conditions, the money or the steps already pays less.
    """
    return check(facts_of(initiative))


def facts_of(initiative: Initiative) -> Facts:
    """What the check looks at. A step of the team's own after the meetup is looking back."""
    read_parts(initiative, "members", "safety_points", "funding", "steps")
    office, status = office_of(initiative), initiative.status
    return Facts(
        levels={row.condition: row.level for row in initiative.activity_type.conditions.all()},
        arranged=frozenset(initiative.arranged),
        organisers=sum(m.role == TeamRole.ORGANISER for m in initiative.members.all()),
        times=initiative.times_planned,
        minutes=_minutes(initiative),
        can_ask=office is not None and status != Status.DECLINED,
        is_asked=office is not None and status == Status.SUBMITTED,
        is_sent_back=office is not None and status == Status.CHANGES_ASKED,
        is_approved=office is not None and status in APPROVED,
        is_promised=any(
            row.payer == Payer.OFFICE and row.state in _GIVEN for row in initiative.funding.all()
        ),
        safety_open=sum(not point.is_settled for point in initiative.safety_points.all()),
        has_evaluation_step=any(map(_is_looking_back, initiative.steps.all())),
    )


def advice_of(initiative: Initiative, condition: Condition) -> str:
    """How to get more of a condition, as the format says it, in the reader's language."""
    rows = initiative.activity_type.conditions.all()
    return next((row.strengthen for row in rows if row.condition == condition), "")


def _is_looking_back(step: Step) -> bool:
    """A step of the team's own after the meetup, unless it is skipped."""
    is_own = step.origin != StepOrigin.OFFICE and step.state != StepState.SKIPPED
    return is_own and step.days_before < 0


def _minutes(initiative: Initiative) -> int | None:
    """How long it lasts by the plan's own times; else as long as the format takes at most."""
    start, end = initiative.starts_at, initiative.ends_at
    if start is None or end is None:
        return 60 * initiative.activity_type.hours_max
    return (60 * (end.hour - start.hour) + end.minute - start.minute) % DAY
