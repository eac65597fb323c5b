"""A guest's own page, by the link in their mail."""

from django.urls import path

from ..views import calendars, guest

urlpatterns = [
    path("<str:token>/", guest.show_guest, name="guest"),
    path("<str:token>/confirm/", guest.confirm, name="confirm"),
    path("<str:token>/number/", guest.party, name="party"),
    path("<str:token>/withdraw/", guest.withdraw, name="withdraw"),
    path("<str:token>/not-me/", guest.not_me, name="not_me"),
    path("<str:token>/meetup.ics", calendars.guest_entry, name="guest_entry"),
]
