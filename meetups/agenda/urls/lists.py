"""The agenda: lists, months, maps, and feeds for other programs."""

from django.urls import path

from ..views import calendars, embed, lists

urlpatterns = [
    path("", lists.agenda, name="all"),
    path("month/", lists.month, name="month"),
    path("calendar.ics", calendars.calendar, name="calendar"),
    path("feed.atom", calendars.feed, name="feed"),
    # The converter is that of the neighbourhoods: an official code, also of a former area.
    path("<area:code>/", lists.agenda, name="area"),
    path("<area:code>/month/", lists.month, name="month"),
    path("<area:code>/map/", lists.agenda_map, name="map"),
    path("<area:code>/calendar.ics", calendars.calendar, name="calendar"),
    path("<area:code>/feed.atom", calendars.feed, name="feed"),
    path("<area:code>/embed/", embed.embed, name="embed"),
]
