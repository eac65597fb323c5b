"""The tables of meetups, their guests and what guests need."""

from .guests import GuestNote, NeedCount, NeedKind, Origin, RightsRequest, Rsvp, RsvpState
from .meetups import Meetup, MeetupState, ReminderMoment, Rule, Series, Tongue, Way

__all__ = [
    "GuestNote",
    "Meetup",
    "MeetupState",
    "NeedCount",
    "NeedKind",
    "Origin",
    "ReminderMoment",
    "RightsRequest",
    "Rsvp",
    "RsvpState",
    "Rule",
    "Series",
    "Tongue",
    "Way",
]
