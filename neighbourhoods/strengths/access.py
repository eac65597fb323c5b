"""Who may see a place or group: all of us what is shown, its proposer and staff also the rest."""

from typing import TypeVar

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from .lifecycle import Status
from .models import Strength

Viewer = AbstractUser | AnonymousUser
S = TypeVar("S", bound=Strength)


def can_judge(viewer: Viewer, model: type[Strength]) -> bool:
    """Whether someone works with what is proposed. Asking costs others than staff no query."""
    return viewer.is_staff and viewer.has_perm(
        f"{model._meta.app_label}.change_{model._meta.model_name}"
    )


def visible_to(viewer: Viewer, model: type[S]) -> QuerySet[S]:
    """The places, or groups, that someone may see."""
    rows: QuerySet[S] = model._default_manager.all()
    if can_judge(viewer, model):
        return rows
    may_see = Q(status=Status.SHOWN)
    if viewer.is_authenticated:
        may_see |= Q(proposed_by=viewer.pk)
    return rows.filter(may_see)


def get_strength_for(viewer: Viewer, model: type[S], pk: int) -> S:
    """A place or group with what its area lies in.

    Raises:
        Http404: there is none, or it is not for this viewer.
    """
    rows = visible_to(viewer, model).select_related("area__parent__parent__parent")
    try:
        return rows.get(pk=pk)
    except model.DoesNotExist as error:
        raise Http404 from error
