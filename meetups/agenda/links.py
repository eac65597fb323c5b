"""Links to pages of the agenda, for mail and other places that have no request."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from .models import Meetup, Rsvp


def meetup_link(meetup: Meetup, language: str) -> str:
    """The public page of a meetup, in a language."""
    return _absolute("agenda:meetup", meetup.code, language)


def guest_link(rsvp: Rsvp) -> str:
    """A guest's own page, in their language. Whoever has it is the guest: for their mail only."""
    return _absolute("agenda:guest", rsvp.token, rsvp.language)


def _absolute(name: str, argument: str, language: str) -> str:
    with translation.override(language):
        return str(settings.SITE_URL) + reverse(name, args=[argument])
