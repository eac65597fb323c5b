"""What a plan consists of, read as every page of one does: each part by one query, once."""

from meetups.ready import Blank, Ready, give, has

from .models import BudgetLine, Funding, Initiative, Member, Receipt, SafetyPoint, Step

OF_MEMBERS = (
    *("initiative", "user", "role", "task", "joined_at"),
    *("user__name", "user__email", "user__language"),
)
"""Columns that a team is shown and written to by; others are read when they are asked for."""

budget_lines = Ready(lambda: BudgetLine.objects.filter(initiative=Blank("plan")))
funding = Ready(lambda: Funding.objects.filter(initiative=Blank("plan")))
receipts = Ready(lambda: Receipt.objects.filter(line__initiative=Blank("plan")))
_PARTS: dict[str, Ready[Member] | Ready[SafetyPoint] | Ready[Funding] | Ready[Step]] = {
    "members": Ready(
        lambda: (
            Member.objects.select_related("user").only(*OF_MEMBERS).filter(initiative=Blank("plan"))
        )
    ),
    "safety_points": Ready(lambda: SafetyPoint.objects.filter(initiative=Blank("plan"))),
    "funding": funding,
    "steps": Ready(lambda: Step.objects.filter(initiative=Blank("plan"))),
}


def read_parts(initiative: Initiative, *names: str) -> None:
    """Let a plan know its `members`, `safety_points`, `funding` or `steps`, as `prefetch_related`.

    No query for what it knows already; such a plan shows them as they were when they were read.
    """
    for name in names:
        if not has(initiative, name):
            give(initiative, name, _PARTS[name](plan=initiative.pk))
