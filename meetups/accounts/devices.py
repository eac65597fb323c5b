"""On which devices someone is signed in, in words that they recognise."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from meetups import clock

from .models import User

# The first that a browser says of itself counts: most say that they are the ones after it, too.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Device:
    words: str
    since: datetime
    is_this: bool


def devices_of(user: User, session_key: str | None) -> list[Device]:
    """Where someone is signed in now, this device first; `session_key` is that of this device."""
    now = clock.now()
    running = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user=user, session_key__in=running).order_by("-created_at")
    devices = [
        Device(words_for(row.user_agent), row.created_at, row.session_key == session_key)
        for row in rows
    ]
    return sorted(devices, key=lambda device: not device.is_this)


def words_for(agent: str) -> str:
    """A browser's long name for itself, as in "Firefox on Windows"."""
    browser = next((words for sign, words in BROWSERS.items() if sign in agent), "")
    system = next((words for sign, words in SYSTEMS.items() if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A device that we do not know")
