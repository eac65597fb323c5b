"""A meetup as search engines and other agendas read it: schema.org's Event, in JSON-LD."""

import json

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..models import Meetup, MeetupState, Way
from .public import PublicPage, Stage

SCHEMA = "https://schema.org"
MODES = {
    Way.ON_SITE: "OfflineEventAttendanceMode",
    Way.ONLINE: "OnlineEventAttendanceMode",
    Way.BOTH: "MixedEventAttendanceMode",
}
ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def structured(page: PublicPage, *, address: str) -> SafeString:
    """The element for in the head; empty when search engines have nothing to find here.

    A block of data is no script: browsers do not run it and our Content-Security-Policy does not
    stop it. It tells no more than the page does: no hidden address, no link to join.
    """
    if not page.is_findable:
        return SafeString("")
    text = json.dumps(event_of(page, address=address), ensure_ascii=False).translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def event_of(page: PublicPage, *, address: str) -> dict[str, object]:
    """What is known of it; what nobody said is left out."""
    meetup = page.meetup
    is_off = meetup.state == MeetupState.CANCELLED
    event: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": meetup.title,
        "description": meetup.about,
        "url": address,
        "startDate": meetup.starts_local.isoformat(),
        "endDate": meetup.ends_local.isoformat(),
        "eventStatus": f"{SCHEMA}/{'EventCancelled' if is_off else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/{MODES[Way(meetup.way)]}",
        "location": _location(meetup, address),
        "inLanguage": [code.partition("-")[0] for code in meetup.languages if code != "ngt"],
        "maximumAttendeeCapacity": meetup.capacity,
        "isAccessibleForFree": not meetup.costs,
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": f"{meetup.costs / 100:.2f}",
            "priceCurrency": "EUR",
            "availability": f"{SCHEMA}/{'InStock' if page.stage is Stage.OPEN else 'SoldOut'}",
        },
    }
    if meetup.doors_open_at:
        event["doorTime"] = timezone.localtime(meetup.doors_open_at).isoformat()
    return {name: value for name, value in event.items() if value not in ("", [])}


def _location(meetup: Meetup, address: str) -> object:
    virtual = {"@type": "VirtualLocation", "url": address}
    if not meetup.is_on_site:
        return virtual
    postal = {
        "@type": "PostalAddress",
        "addressLocality": meetup.municipality.title,
        "addressCountry": "NL",
    }
    name = meetup.area.title
    if not meetup.hides_address:
        name = meetup.place_words or name
        if meetup.address:
            postal["streetAddress"] = meetup.address
    place = {"@type": "Place", "name": name, "address": postal}
    return [place, virtual] if meetup.is_online else place
