"""Addresses of a plan's page about its municipality: the conversation, requests and promises."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
