"""The end of plans that nobody can open any more."""

from datetime import datetime

from django.db import transaction

from ..models import Initiative, Receipt
from .receipts import drop_receipts


@transaction.atomic
def erase_lost_plans(*, now: datetime) -> int:
    """Erase plans whose last member erased their account, with their receipts; returns how many.

    What an office was sent stays: it can adopt that. So does what someone can still join.
    """
    lost = (
        Initiative.objects.select_for_update(of=("self",))
        .filter(members=None, submitted_at=None)
        .exclude(invitations__expires_at__gt=now)
    )
    keys = list(lost.values_list("pk", flat=True))
    drop_receipts(Receipt.objects.filter(line__initiative__in=keys))
    Initiative.objects.filter(pk__in=keys).delete()
    return len(keys)
