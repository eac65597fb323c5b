"""The public page of a meetup."""

from django.urls import path

from ..views import calendars, meetup

urlpatterns = [
    path("<slug:code>/", meetup.show_meetup, name="meetup"),
    path("<slug:code>/come/", meetup.come, name="come"),
    path("<slug:code>/meetup.ics", calendars.entry, name="entry"),
]
