"""The mail with what organisers wrote to their guests: their words in a frame of ours."""

from datetime import datetime

from django.utils import translation

from meetups.initiatives.services.team import LINK
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..links import guest_link
from ..models import GuestNote, Meetup, MeetupState, Rsvp, RsvpState
from ..models.guests import HEAR_OF_CHANGES
from ..wording import (
    erased_on,
    full_where,
    names_words,
    organisers_of,
    public_where,
    start_words,
    when_words,
)


def guest_note(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """The note `message.revision` for the RSVP `message.subject_id`, while it is of use."""
    rsvps = Rsvp.objects.select_related(
        "meetup__place", "meetup__area__parent", "meetup__initiative"
    )
    rsvp = rsvps.filter(pk=message.subject_id, state__in=HEAR_OF_CHANGES).first()
    if rsvp is None or not rsvp.email:
        return Dropped()
    note = GuestNote.objects.filter(pk=message.revision, meetup=rsvp.meetup_id).first()
    if note is None or rsvp.meetup.state != MeetupState.SHOWN:
        return Dropped()
    if rsvp.meetup.ends_at <= now:
        return Dropped(State.EXPIRED)
    with translation.override(rsvp.language):
        context = context_of(
            rsvp.meetup,
            text=note.text,
            name=rsvp.name,
            link=guest_link(rsvp),
            is_coming=rsvp.state == RsvpState.CONFIRMED,
        )
    return Letter(rsvp.email, rsvp.language, "guest_note", context)


def context_of(
    meetup: Meetup, *, text: str, name: str, link: str, is_coming: bool
) -> dict[str, object]:
    """What the mail says, in the language that is on. Only who comes reads a hidden address.

    What a mail program would make a link of is left out, but for the note itself: whether that may
    hold one was judged when it was sent. The title of a sensitive plan is for its own page.
    """
    where = full_where(meetup) if is_coming else public_where(meetup)
    hides_title = meetup.initiative.is_sensitive or LINK.search(meetup.title)
    return {
        "subject_when": start_words(meetup),
        "when": when_words(meetup),
        "where": "" if LINK.search(where) else where,
        "title": "" if hides_title else meetup.title,
        "name": "" if LINK.search(name) else name,
        "organisers": names_words([one for one in organisers_of(meetup) if not LINK.search(one)]),
        "text": text,
        "link": link,
        "is_coming": is_coming,
        "erased_on": erased_on(meetup),
    }
