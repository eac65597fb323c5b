"""Addresses of the radar: which plans may stop, and what helps."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
