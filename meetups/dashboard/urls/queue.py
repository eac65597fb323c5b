"""Addresses of the desk's first page and of the queue."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
