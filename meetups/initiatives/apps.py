"""The room of plans and their teams, as Django knows it."""

from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "meetups.initiatives"
