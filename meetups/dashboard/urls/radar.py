"""Addresses of the radar: which plans may stop, and what helps."""

from django.urls import URLPattern, path

from ..views import radar

urlpatterns: list[URLPattern] = [path("radar/", radar.radar, name="radar")]
