"""Where people choose which mail they get."""

from django.urls import URLPattern, path

from ..views import choices

urlpatterns: list[URLPattern] = [path("", choices.choices, name="choices")]
