"""Keeping all mail in: after a restore, or when something is very wrong."""

from datetime import datetime

from ..models import Hold


def hold_mail(*, now: datetime, why: str = "") -> None:
    """Let nothing leave from now on. Holding it twice keeps the first time and reason."""
    hold = Hold(since=now, why=why)
    hold.clean_fields()
    Hold.objects.bulk_create([hold], ignore_conflicts=True)


def resume_mail() -> bool:
    """Let mail leave again; False when nothing held it."""
    return Hold.objects.all().delete()[0] > 0


def is_held() -> bool:
    """Whether no mail may leave."""
    return Hold.objects.exists()
