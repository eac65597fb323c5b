"""Mail to someone who asked what is kept of them as a guest."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..models import RightsRequest
from ..retention import REQUESTS


def guest_rights(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """The link, which works for an hour after it was asked for."""
    request = RightsRequest.objects.filter(pk=message.subject_id).first()
    if request is None:
        return Dropped(State.CANCELLED)
    until = request.created_at + REQUESTS
    if until <= now:
        return Dropped(State.EXPIRED)
    with translation.override(request.language):
        link = settings.SITE_URL + reverse("agenda:rights_link", args=[request.token])
        page = settings.SITE_URL + reverse("pages:privacy")
    context = {"link": link, "until": timezone.localtime(until), "privacy": page}
    return Letter(request.email, request.language, "guest_rights", context)
