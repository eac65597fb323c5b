"""What an office keeps about a plan, as its pages read it. Looking makes nothing."""

from django.db.models import F

from meetups.accounts.models import Office
from meetups.initiatives.models import Initiative

from ..models import DecisionText, Dossier, PrivateNote

NOTES_SHOWN = 50


def dossier_seen(initiative: Initiative) -> tuple[Dossier, list[str]]:
    """The dossier with its reviewer, and the names of its tags, in one query.

    When there is none yet, one that is not saved.
    """
    rows = list(
        Dossier.objects.filter(initiative=initiative)
        .select_related("reviewer")
        .annotate(tag=F("tags__name"))
        .order_by("tag")
    )
    if not rows:
        return Dossier(initiative=initiative), []
    return rows[0], [row.tag for row in rows if row.tag]


def notes_of(initiative: Initiative, office: Office) -> list[PrivateNote]:
    """What colleagues wrote down, the newest first; of another office it is not shown."""
    found = PrivateNote.objects.filter(initiative=initiative, office=office).select_related("by")
    return list(found.order_by("-at", "-pk")[:NOTES_SHOWN])


def texts_of(office: Office) -> list[DecisionText]:
    return list(DecisionText.objects.filter(office=office))
