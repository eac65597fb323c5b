"""Addresses of meetups: the team's desk under its plan, the public page, the guest's, the lists."""

from django.urls import include, path

from ..views.poster import poster
from . import desk, guest, guests, lists, meetup, rights

app_name = "agenda"
urlpatterns = [
    path("initiatives/<int:pk>/meetups/", include([*desk.urlpatterns, *guests.urlpatterns])),
    path("meetups/", include(meetup.urlpatterns)),
    # Before the guest's own pages, which take any token.
    path("guests/", include([*rights.urlpatterns, *guest.urlpatterns])),
    path("agenda/", include(lists.urlpatterns)),
    path("m/<slug:code>/", poster, name="poster"),
]
