"""Addresses of the promises and the budget of an office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
