"""The room of the municipality's desk, as Django knows it."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "meetups.dashboard"
