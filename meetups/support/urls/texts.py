"""Addresses of the texts that an office starts its answers with."""

from django.urls import URLPattern, path

from ..views import texts

urlpatterns: list[URLPattern] = [
    path("answers/", texts.texts, name="texts"),
    path("answers/add/", texts.text_add, name="text_add"),
    path("answers/<int:pk>/", texts.text, name="text"),
    path("answers/<int:pk>/remove/", texts.text_remove, name="text_remove"),
]
