"""The room of the operator, as Django knows it."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "meetups.operations"
