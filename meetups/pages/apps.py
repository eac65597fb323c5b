"""The room of pages without data of their own, as Django knows it."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "meetups.pages"
