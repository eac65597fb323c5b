"""Addresses of the texts that an office starts its answers with."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
