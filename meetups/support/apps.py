"""The room of the municipality's side of a plan, as Django knows it."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "meetups.support"
