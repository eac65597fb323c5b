"""The organisers' desk, under the addresses of its plan."""

from django.urls import URLPattern, path

from ..views import desk

urlpatterns: list[URLPattern] = [
    path("", desk.show_meetups, name="meetups"),
]
