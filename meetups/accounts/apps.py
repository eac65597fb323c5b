"""The room of people and offices, and Django's admin on our own terms."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "meetups.accounts"
    default = True

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415
        from .sessions import on_sign_in  # noqa: PLC0415  (it needs the models)
        from .sign_in_log import listen  # noqa: PLC0415

        user_logged_in.connect(on_sign_in, dispatch_uid="session limits")
        listen()


class StaffSiteConfig(admin_apps.AdminConfig):
    """Django's admin, on our own site for it."""

    default = False
    default_site = "meetups.accounts.staff_site.StaffSite"
