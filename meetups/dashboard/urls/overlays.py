"""Addresses of what an office adds to the catalogue: notes, and formats of its own."""

from django.urls import URLPattern, path

from ..views import overlays

urlpatterns: list[URLPattern] = [
    path("formats/", overlays.overlays, name="overlays"),
    path("formats/notes/<slug:slug>/", overlays.note, name="note"),
    path("formats/notes/<slug:slug>/remove/", overlays.remove_note, name="remove_note"),
    path("formats/of/<slug:slug>/", overlays.add, name="add_format"),
    path("formats/<int:pk>/", overlays.change, name="own_format"),
    path("formats/<int:pk>/look/", overlays.look, name="look_at_format"),
    path("formats/<int:pk>/show/", overlays.show, name="show_format"),
    path("formats/<int:pk>/remove/", overlays.remove, name="remove_format"),
    path("formats/<int:pk>/news/", overlays.news, name="format_news"),
    path("formats/<int:pk>/news/settle/", overlays.settle, name="settle_news"),
]
