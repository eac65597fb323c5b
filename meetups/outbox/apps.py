"""The room of mail that must not get lost, as Django knows it."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "meetups.outbox"
