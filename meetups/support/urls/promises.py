"""Addresses of what an office promised, for who keeps it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
