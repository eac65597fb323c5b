"""A plan to run a format in a neighbourhood, and all that a team keeps with it."""

from .money import BudgetLine, Funding, FundingState, Payer, Receipt
from .plan import Arrangement, Initiative, Spot
from .record import Event, EventKind
from .safety import SafetyPoint
from .steps import Step, StepOrigin, StepState
from .team import Hand, HandOver, Invitation, Member, TeamRole
from .words import InviteText, TextKind

__all__ = [
    "Arrangement",
    "BudgetLine",
    "Event",
    "EventKind",
    "Funding",
    "FundingState",
    "Hand",
    "HandOver",
    "Initiative",
    "Invitation",
    "InviteText",
    "Member",
    "Payer",
    "Receipt",
    "SafetyPoint",
    "Spot",
    "Step",
    "StepOrigin",
    "StepState",
    "TeamRole",
    "TextKind",
]
