"""The room that sees to it that everyone hears in time, as Django knows it."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "meetups.reminders"
