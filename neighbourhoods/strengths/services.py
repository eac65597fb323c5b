"""Proposing a place or group, deciding on it, and saying that something about it is wrong."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext as _

from .fields import clean_prose
from .lifecycle import MOVES, Status, can_move
from .models import PROSE, LocalGroup, MistakeReport, Place, Strength

S = TypeVar("S", bound=Strength)

PAUSE = timedelta(hours=1)
MISTAKES_EACH = 5
"""So many reports on one place or group are taken within the pause, and of all together: """
MISTAKES_ALL = 100
REPORT_KEPT_FOR = timedelta(days=365)
"""A reader may have written more than we asked; within a year it is dealt with or pointless."""


class CannotMoveError(Exception):
    """A place or group cannot go from its status to that one; the message is for people."""


class NoReasonError(Exception):
    """Declining asks for a reason; the message is for people."""


class TooManyReportsError(Exception):
    """So many reports came in that no more are taken now; the message is for people."""


@transaction.atomic
def propose_strength(*, strength: S, by: AbstractUser) -> S:
    """Store a new place or group, seen by its proposer and staff only.

    Raises:
        ValidationError: a field is wrong, or there is one of this name in the area.
    """
    strength.status = Status.PROPOSED
    strength.proposed_by_id = by.pk
    strength.full_clean()
    _save(strength, by=by)
    return strength


@transaction.atomic
def decide_on_strength(
    *, strength: S, to: Status, by: AbstractUser, now: datetime, reason: str = ""
) -> S:
    """Show a place or group to everyone, or decline it with a reason; returns it as it now is.

    Raises:
        CannotMoveError: its status does not go there, or someone else decided meanwhile.
        NoReasonError: it is declined without a reason.
    """
    model = type(strength)
    reason = clean_prose(reason)[:PROSE]
    if to == Status.DECLINED and not reason:
        raise NoReasonError(_("Say why it is declined. The person who proposed it can read that."))
    leads_there = [old for old in MOVES if can_move(old, to)]
    moved = model._default_manager.filter(
        pk=strength.pk, status=strength.status, status__in=leads_there
    ).update(status=to, decided_by=by.pk, decided_at=now, reason=reason)
    if not moved:
        raise CannotMoveError(
            _("“%(name)s” was not waiting for this any more. Look at how it is now.")
            % {"name": strength.name}
        )
    decided = model._default_manager.get(pk=strength.pk)
    _save(decided, by=by, why=reason)
    return decided


@transaction.atomic
def report_mistake(*, about: Strength, what: str, text: str, now: datetime) -> MistakeReport:
    """Keep for staff what a reader says is wrong. Nothing is kept of who said so.

    Raises:
        ValidationError: what is said cannot be stored.
        TooManyReportsError: there were many in the last hour, on this or in all.
    """
    type(about)._default_manager.select_for_update().get(pk=about.pk)  # count one at a time
    link = {"place": about} if isinstance(about, Place) else {"group": about}
    recent = MistakeReport.objects.filter(sent_at__gt=now - PAUSE)
    if recent.filter(**link).count() >= MISTAKES_EACH or recent.count() >= MISTAKES_ALL:
        raise TooManyReportsError(
            _("Many reports came in within the hour, so we take no more now. Try again later.")
        )
    assert isinstance(about, Place | LocalGroup)
    report = MistakeReport(**link, what=what, text=text, sent_at=now)
    report.full_clean()
    report.save()
    return report


def erase_old_reports(*, now: datetime) -> int:
    """Erase reports of mistakes after a year, handled or not. Returns how many were erased."""
    erased, _per_model = MistakeReport.objects.filter(sent_at__lt=now - REPORT_KEPT_FOR).delete()
    return erased


def _save(strength: Strength, *, by: AbstractUser, why: str = "") -> None:
    """Save with who and why in the history."""
    strength._history_user = by  # type: ignore[attr-defined]
    strength._change_reason = why[:100]  # type: ignore[attr-defined]
    strength.save()
