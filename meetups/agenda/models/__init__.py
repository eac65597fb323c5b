from .guests import GuestNote, NeedCount, NeedKind, Origin, RightsRequest, Rsvp, RsvpState
from .meetups import Meetup, MeetupState, Rule, Series, Tongue, Way

__all__ = [
    "GuestNote",
    "Meetup",
    "MeetupState",
    "NeedCount",
    "NeedKind",
    "Origin",
    "RightsRequest",
    "Rsvp",
    "RsvpState",
    "Rule",
    "Series",
    "Tongue",
    "Way",
]
