"""The guests of a meetup, for its team: under the plan and the meetup."""

from django.urls import path

from ..views import guests, notes

urlpatterns = [
    path("<int:meetup>/guests/", guests.show_guests, name="guests"),
    path("<int:meetup>/guests/add/", guests.add, name="guest_add"),
    path("<int:meetup>/guests/came/", guests.came, name="came"),
    path("<int:meetup>/guests/print/", guests.paper, name="guest_list"),
    path("<int:meetup>/guests/<int:rsvp>/remove/", guests.remove, name="guest_remove"),
    path("<int:meetup>/seats/", guests.resize, name="resize"),
    path("<int:meetup>/write/", notes.write, name="write"),
]
