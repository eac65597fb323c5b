"""How a proposed place or group comes to be shown, or not: every move that is allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PROPOSED = "proposed", _("waiting for approval")
    SHOWN = "shown", _("shown")
    DECLINED = "declined", _("declined")


MOVES: dict[Status, frozenset[Status]] = {
    Status.PROPOSED: frozenset({Status.SHOWN, Status.DECLINED}),
    Status.SHOWN: frozenset({Status.DECLINED}),
    Status.DECLINED: frozenset({Status.SHOWN}),
}
"""From each status to which others. Nothing goes back to waiting."""


def can_move(old: str, new: str) -> bool:
    return new in MOVES[Status(old)]
