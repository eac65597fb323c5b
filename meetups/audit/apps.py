"""The room of what must be accounted for, as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "meetups.audit"
