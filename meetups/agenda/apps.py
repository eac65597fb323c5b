"""The room of all that is dated and public, as Django knows it."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "meetups.agenda"
