"""Ways of looking at the queue that someone keeps for themselves."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..access import Desk
from ..models import SavedFilter
from .errors import SupportError

MOST = 30
"""Filters that one person keeps at one office: more are no help in finding any."""


@transaction.atomic
def save_filter(*, desk: Desk, name: str, query: str) -> SavedFilter:
    """Keep what is chosen under a name. Raises SupportError when they have that name already."""
    mine = SavedFilter.objects.filter(office=desk.office, user=desk.user)
    if mine.count() >= MOST:
        raise SupportError(_("You have %(number)d filters. Remove one first.") % {"number": MOST})
    kept = SavedFilter(office=desk.office, user=desk.user, name=name, query=query)
    kept.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise SupportError(_("You have a filter with this name. Choose another.")) from error
    return kept


@transaction.atomic
def remove_filter(*, desk: Desk, pk: int) -> None:
    """Forget one of their own. It is no mistake when it was gone already."""
    SavedFilter.objects.filter(pk=pk, office=desk.office, user=desk.user).delete()
