"""Addresses of reviewing a plan: the page, decisions, notes for colleagues, tags."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
