"""The demo, as Django knows it; not installed on a public site."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "meetups.demo"
