"""What is kept of someone: as a guest, by their address; and in all rooms, for the operator."""

from datetime import datetime
from typing import Any

from meetups.accounts.models import User
from meetups.accounts.own_data import data_of
from meetups.initiatives.models import Invitation
from meetups.outbox.models import Suppression
from meetups.outbox.services.addresses import digests_of
from meetups.sealing import sha256

from ..models import RightsRequest, Rsvp
from ..models.guests import email_digests
from ..retention import REQUESTS

AT_ONCE = 2000


def find_request(token: str, *, now: datetime) -> RightsRequest | None:
    """The request that a link is for, while it works. None is all that a wrong link hears."""
    return RightsRequest.objects.filter(
        token_digest=sha256(token), created_at__gt=now - REQUESTS
    ).first()


def rsvps_of(email: str) -> list[Rsvp]:
    """All RSVPs of an address, by date, in two queries.

    No stored value joins the RSVPs of one person, so each meetup has to be asked by the digest that
    the address has there: a quarter of a second for 150,000 guests of 5,000 meetups.
    """
    known: dict[int, list[str]] = {}
    mine = []
    rows = Rsvp.objects.exclude(email_digest=None).order_by()
    for pk, meetup, digest in rows.values_list("pk", "meetup_id", "email_digest").iterator(AT_ONCE):
        if meetup not in known:
            known[meetup] = email_digests(meetup, email)
        if digest in known[meetup]:
            mine.append(pk)
    found = Rsvp.objects.filter(pk__in=mine).select_related("meetup")
    return list(found.order_by("meetup__starts_at", "pk"))


def guest_data(email: str) -> dict[str, Any]:
    """All that is kept of a guest, for themselves; safe to give as JSON."""
    return {"email": email, "rsvps": [_plain(rsvp) for rsvp in rsvps_of(email)]}


def _plain(rsvp: Rsvp) -> dict[str, Any]:
    meetup = rsvp.meetup
    moments = {
        "made_at": rsvp.created_at,
        "in_this_state_since": rsvp.state_at,
        "waits_since": rsvp.waits_since,
        "has_an_offer_until": rsvp.offered_until,
    }
    return {
        "meetup": meetup.title,
        "starts_at": meetup.starts_local.isoformat(),
        "ends_at": meetup.ends_local.isoformat(),
        "name": rsvp.name,
        "email": rsvp.email,
        "people": rsvp.party,
        "people_who_came": rsvp.came,
        "state": rsvp.state,
        "language": rsvp.language,
    } | {name: moment.isoformat() for name, moment in moments.items() if moment}


def person_data(email: str) -> dict[str, Any]:
    """All that is kept of an address in any room; safe to give as JSON. Empty when nothing is."""
    user = User.objects.filter(email=email.strip().lower()).first()
    invitations = Invitation.objects.filter(email__iexact=email.strip()).order_by("pk")
    stopped = Suppression.objects.filter(address_digest__in=digests_of(email)).order_by("pk")
    found = {
        "guest": guest_data(email)["rsvps"],
        "account": data_of(user) if user else {},
        "invitations": [
            {
                "plan": row.initiative.title,
                "role": row.role,
                "asks": row.asks,
                "sent_at": row.sent_at.isoformat(),
            }
            for row in invitations.select_related("initiative")
        ],
        "gets_no_mail": [
            {"kind": row.kind or "all", "why": row.why, "since": row.since.isoformat()}
            for row in stopped
        ],
    }
    return {name: rows for name, rows in found.items() if rows}
