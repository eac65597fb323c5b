"""The organisers' desk, under the addresses of its plan."""

from django.urls import URLPattern, path

from ..views import desk, desk_forms

urlpatterns: list[URLPattern] = [
    path("", desk.show_meetups, name="meetups"),
    path("new/", desk_forms.new, name="new"),
    path("<int:meetup>/", desk.show_desk, name="desk"),
    path("<int:meetup>/edit/", desk_forms.edit, name="edit"),
    path("<int:meetup>/show/", desk.show, name="show"),
    path("<int:meetup>/close/", desk.close, name="close"),
    path("<int:meetup>/cancel/", desk.cancel, name="cancel"),
    path("<int:meetup>/undo/", desk.undo, name="undo"),
]
