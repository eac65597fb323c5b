"""The front door to what is not public: who holds the link may see the saved advice."""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404

from .models import SavedAdvice
from .models.saved import KEPT_FOR, digest


def get_saved_advice_for(token: str, *, today: date) -> SavedAdvice:
    """The advice behind a link, or 404; also when its time is over but it is not erased yet."""
    saved = get_object_or_404(
        SavedAdvice.objects.select_related("area__parent__parent__parent"),
        token_digest=digest(token),
    )
    if saved.used_on < today - KEPT_FOR:
        raise Http404
    return saved
