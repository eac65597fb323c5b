"""How a plan moves from draft to done: a plain table, and nothing else decides."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a plan is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With the municipality")
    CHANGES_ASKED = "changes_asked", _("Changes asked")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    RUNNING = "running", _("Running")
    RESTING = "resting", _("Resting")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")


class Side(TextChoices):
    """Who may make a move."""

    ORGANISER = "organiser", _("organiser")
    REVIEWER = "reviewer", _("reviewer")


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move. `needs_why`: it must be explained, and the others read it."""

    slug: str
    sources: frozenset[Status]
    to: Status
    side: Side
    needs_why: bool = False
    only_without_office: bool = False


def _move(
    slug: str,
    sources: tuple[Status, ...],
    to: Status,
    side: Side = Side.ORGANISER,
    *,
    needs_why: bool = False,
    only_without_office: bool = False,
) -> Move:
    return Move(slug, frozenset(sources), to, side, needs_why, only_without_office)


S = Status
MOVES: tuple[Move, ...] = (
    _move("submit", (S.DRAFT, S.CHANGES_ASKED), S.SUBMITTED),
    _move("withdraw", (S.SUBMITTED, S.CHANGES_ASKED), S.DRAFT),
    _move("approve", (S.SUBMITTED,), S.APPROVED, Side.REVIEWER),
    _move("ask-changes", (S.SUBMITTED,), S.CHANGES_ASKED, Side.REVIEWER, needs_why=True),
    _move("decline", (S.SUBMITTED,), S.DECLINED, Side.REVIEWER, needs_why=True),
    _move(
        "reconsider",
        (S.APPROVED, S.DECLINED, S.CHANGES_ASKED),
        S.SUBMITTED,
        Side.REVIEWER,
        needs_why=True,
    ),
    _move("revise", (S.DECLINED,), S.DRAFT),
    _move("begin", (S.APPROVED,), S.RUNNING),
    _move("begin-without-office", (S.DRAFT,), S.RUNNING, only_without_office=True),
    _move("rest", (S.RUNNING,), S.RESTING, needs_why=True),
    _move("resume", (S.RESTING,), S.RUNNING),
    _move("complete", (S.RUNNING, S.RESTING), S.COMPLETED),
    _move("reopen", (S.COMPLETED,), S.RUNNING),
    _move(
        "stop",
        (S.DRAFT, S.SUBMITTED, S.CHANGES_ASKED, S.APPROVED, S.DECLINED, S.RUNNING, S.RESTING),
        S.STOPPED,
        needs_why=True,
    ),
    _move("take-up-again", (S.STOPPED,), S.DRAFT),
)
BY_SLUG = {move.slug: move for move in MOVES}

DECISIONS = frozenset({"approve", "ask-changes", "decline"})
"""Moves that an office makes on its page for reviewing only: there each comes with help."""
ENDS = frozenset({Status.COMPLETED, Status.STOPPED})
"""Over, for now: the team is asked what it learnt. Each has a way back."""
SEEN_BY_OFFICE = frozenset(Status) - {Status.DRAFT}
"""Of a plan that was ever submitted; a draft is the team's own."""
OPEN = frozenset(Status) - {Status.COMPLETED, Status.STOPPED, Status.DECLINED}
"""Still going somewhere: its steps matter."""


def moves_from(status: str, *, side: str, has_office: bool) -> list[Move]:
    """What someone on this side can do now, in the order of the table."""
    return [
        move
        for move in MOVES
        if status in move.sources
        and move.side == side
        and not (move.only_without_office and has_office)
        and (has_office or move.to != Status.SUBMITTED)
    ]
