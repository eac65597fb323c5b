"""What an office keeps about a plan, as its pages read it. Looking makes nothing."""

from collections.abc import Iterable

from meetups.accounts.models import Office
from meetups.initiatives.models import Initiative

from ..models import DecisionText, Dossier, PrivateNote, Promise, SupportRequest
from ..models.help import RequestState

NOTES_SHOWN = 50


def dossier_seen(initiative: Initiative) -> Dossier:
    """The dossier with its reviewer and tags; one that is not saved when there is none yet."""
    found = (
        Dossier.objects.filter(initiative=initiative)
        .select_related("reviewer")
        .prefetch_related("tags")
        .first()
    )
    return found or Dossier(initiative=initiative)


def notes_of(initiative: Initiative, office: Office) -> list[PrivateNote]:
    """What colleagues wrote down, the newest first; of another office it is not shown."""
    found = PrivateNote.objects.filter(initiative=initiative, office=office).select_related("by")
    return list(found.order_by("-at", "-pk")[:NOTES_SHOWN])


def texts_of(office: Office) -> list[DecisionText]:
    return list(DecisionText.objects.filter(office=office))


def open_requests_of(initiative: Initiative) -> list[SupportRequest]:
    """What the team asked for and nobody answered, the oldest first."""
    return list(initiative.support_requests.filter(state=RequestState.OPEN))


def promised_with(promises: Iterable[Promise], event_pk: int) -> list[Promise]:
    """What came with one decision."""
    return [promise for promise in promises if promise.made_with_id == event_pk]
