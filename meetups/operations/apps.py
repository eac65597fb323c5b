from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "meetups.operations"
