"""Addresses of the map, the figures and the council's report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
