"""Addresses of bringing two teams together."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
