"""Who reads a mail of this room, and whether they still want it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meetups.accounts.models import MailChoice, User
from meetups.outbox.letters import Dropped
from meetups.outbox.models import State


def reader(user: User | None, kind: str, *, now: datetime) -> User | Dropped:
    """The person, if they still have an account and want this mail today. One query."""
    if user is None or not user.is_active or not user.email:
        return Dropped(State.CANCELLED)
    choice = MailChoice.objects.filter(user=user).first()
    if choice is None or not (kind in choice.off or _is_paused(choice, now)):
        return user
    return Dropped(State.SUPPRESSED)


def _is_paused(choice: MailChoice, now: datetime) -> bool:
    start, end = choice.paused_from, choice.paused_until
    return start is not None and end is not None and start <= timezone.localdate(now) <= end


def link_to(name: str, *arguments: object) -> str:
    """An absolute link, in the language that is on."""
    return str(settings.SITE_URL) + reverse(name, args=arguments)
