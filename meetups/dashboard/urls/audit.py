"""Addresses of the audit record."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
